import { capacityPerSecond } from '../../targets/capacity.ts'
import { ConfigError } from '../core/config-error.ts'
import { DEFAULT_VARIANT } from '../core/default-variant.ts'
import { shortened } from '../core/shortened.ts'
import { notOneOf, suggestion } from '../core/suggestion.ts'
import { atCapacity, loadDurationMs } from '../load/load.ts'
import { partDurationMs } from '../load/plan.ts'
import { partOf, type Stage, scaledRate } from '../load/stage.ts'
import { triggerSpan } from '../load/trigger.ts'
import { parseSuite } from '../parse-suite.ts'
import type { Suite } from '../suite.ts'
import { keysOf, numberPaths, replaceAt, valuesAt } from './path.ts'
import { usualRatePerSecond } from './usual-rate.ts'

/** Returns one variant of a suite as a suite without variants. @throws ConfigError for an unknown variant. */
export function suiteOfVariant(suite: Suite, name: string): Suite {
  const names = Object.keys(suite.variants)
  if (names.length === 0 && name === DEFAULT_VARIANT) return suite
  if (!names.includes(name)) {
    throw new ConfigError(`--variant: ${notOneOf(names.length > 0 ? names : [DEFAULT_VARIANT], name)}`)
  }
  const { about: _, ...own } = suite.variants[name]!
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return parseSuite({ ...suite, ...given, variants: {} })
}

/**
 * Returns the suite with one parameter changed, and checks it again. The parameter is `rho` (load before the trigger as
 * a share of the capacity; all rates change by the same factor), `trigger` (its length, ms; the load after it keeps its
 * length), or the path of a number such as `arms.naive.policy[0].retriesMax` or `faults[0].factor`. A `*` in a path
 * stands for any key: `arms.*.clients` sets it in every arm that has it.
 * @throws ConfigError when there is no such number, or the value breaks a rule of the suite.
 */
export function withParameter(suite: Suite, name: string, value: number): Suite {
  if (name === 'rho') return parseSuite(withRho(suite, value))
  if (name === 'trigger') return parseSuite(withTrigger(suite, value))
  let found = 0
  const replaced = replaceAt(suite, keysOf(name), (old) => {
    if (typeof old !== 'number') return old
    found += 1
    return value
  })
  if (found > 0) return parseSuite(replaced)
  throw new ConfigError(
    `parameter: must be rho, trigger or the path of a number in the suite, such as arms.*.policy[*].timeoutMs; ${JSON.stringify(name)} is ${describe(suite, name)}${suggestion(name, namesLike(suite, name))}`,
  )
}

/**
 * Returns the suite with a load that ends at `horizonMs`: its last stage is made longer or shorter.
 * @throws ConfigError when the trigger does not fit.
 */
export function withHorizon(suite: Suite, horizonMs: number): Suite {
  const endMs = triggerSpan(suite)?.toMs ?? 0
  if (horizonMs <= endMs)
    throw new ConfigError(`--horizon: must be later than the end of the trigger at ${endMs} ms, got ${horizonMs}`)
  return parseSuite(endingAt(suite, horizonMs))
}

function withRho(suite: Suite, rho: number): Suite {
  const capacity = capacityPerSecond(suite.target)
  if (capacity === undefined)
    throw new ConfigError('rho: must not be given for a target by URL, whose capacity is not known')
  const { stages } = suite.load
  if (stages === undefined) throw new ConfigError('rho: must not be given for a trace, whose due times are fixed')
  const absolute = atCapacity(suite.load, capacity)
  const usual = usualRatePerSecond(suite)
  if (usual === undefined) throw new ConfigError('rho: must not be given for a load without a rate')
  const factor = (rho * capacity) / usual
  const scaled = absolute.stages!.map(
    (stage): Stage =>
      stage.ratePerSecond === undefined ? stage : { ...stage, ratePerSecond: scaledRate(stage.ratePerSecond, factor) },
  )
  return { ...suite, load: { ...suite.load, stages: scaled } }
}

/** Stretches the faults and stages of the load within the trigger. Later ones move by the same time. */
function withTrigger(suite: Suite, lengthMs: number): Suite {
  if (!(lengthMs > 0)) throw new ConfigError(`trigger: must be longer than 0 ms, got ${lengthMs}`)
  const trigger = triggerSpan(suite)
  if (trigger === undefined)
    throw new ConfigError('trigger: must not be given for a suite without faults and without a stage of phase trigger')
  const { stages } = suite.load
  if (stages === undefined) throw new ConfigError('trigger: must not be given for a trace, whose due times are fixed')
  const { fromMs, toMs } = trigger
  const moved = (atMs: number) => {
    if (atMs <= fromMs) return atMs
    return atMs > toMs ? atMs - toMs + fromMs + lengthMs : fromMs + ((atMs - fromMs) * lengthMs) / (toMs - fromMs)
  }
  let startMs = 0
  const stretched = stages.map((stage): Stage => {
    const endMs = startMs + partDurationMs(partOf(stage))
    const [from, to] = [startMs, endMs]
    startMs = endMs
    if (stage.bursts === undefined) return { ...stage, durationMs: toNanosecond(moved(to) - moved(from)) }
    if (to <= fromMs || from >= toMs) return stage
    throw new ConfigError('trigger: must not be given for a trigger of bursts, which last as long as they do')
  })
  const faults = suite.faults.map((fault) => ({ ...fault, fromMs: moved(fault.fromMs), toMs: moved(fault.toMs) }))
  return { ...suite, faults, load: { ...suite.load, stages: stretched } }
}

/** Rounds a difference of two sums, so that the error in their last digits is gone. */
function toNanosecond(ms: number): number {
  return Math.round(ms * 1e6) / 1e6
}

/** Returns the suite with its last stage made longer or shorter. */
function endingAt(suite: Suite, endMs: number): Suite {
  const { stages } = suite.load
  const last = stages?.at(-1)
  if (stages === undefined || last?.durationMs === undefined) {
    throw new ConfigError('load: must end with a stage of rate to be made longer or shorter, got a trace or bursts')
  }
  const durationMs = last.durationMs + endMs - loadDurationMs(suite.load)
  if (durationMs <= 0) throw new ConfigError(`--horizon: must not cut away the last stage of the load, got ${endMs} ms`)
  return { ...suite, load: { ...suite.load, stages: [...stages.slice(0, -1), { ...last, durationMs }] } }
}

function describe(suite: Suite, name: string): string {
  const values = valuesAt(suite, name)
  if (values.length === 0) return 'not there'
  return shortened(JSON.stringify(values[0]) ?? typeof values[0], 60)
}

/** All parameters of a suite, with a `*` for each key and index where the name has one. */
function namesLike(suite: Suite, name: string): string[] {
  const stars = name.split(/[.[]/).map((part) => part.startsWith('*'))
  const paths = numberPaths(suite).map((path) =>
    path
      .split(/(?=[.[])/)
      .map((part, i) => (stars[i] ? part.replace(/[^.[\]]+/, '*') : part))
      .join(''),
  )
  return ['rho', 'trigger', ...new Set(paths)]
}
