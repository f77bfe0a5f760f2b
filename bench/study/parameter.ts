import { capacityPerSecond } from '../../targets/capacity.ts'
import { ConfigError } from '../core/config-error.ts'
import { DEFAULT_VARIANT } from '../core/default-variant.ts'
import { triggerOf } from '../core/phase.ts'
import { shortened } from '../core/shortened.ts'
import { notOneOf } from '../core/suggestion.ts'
import { atCapacity, baseRateOf, loadDurationMs, phasesOf } from '../load/load.ts'
import { type Stage, scaledRate } from '../load/stage.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import { parseSuite, type Suite } from '../suite.ts'
import { keysOf, replaceAt, valuesAt } from './path.ts'

/** Load that a verdict needs after the trigger, ms. */
const AFTER_MIN_MS = GOOD_SECONDS * 1000

/** One suite as one variant has it, with no variants left. @throws ConfigError for a variant it does not have. */
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
 * The suite with one parameter changed and checked again: `rho` (load before the trigger as a share of the capacity; all rates
 * change by the same factor), `trigger` (its length, ms; what follows it keeps its length), or the path of a number such as
 * `arms.naive.policy[0].retriesMax`, `target.slots`, `faults[0].factor`. A `*` in a path stands for any key:
 * `arms.*.clients` sets it in every arm that has it.
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
    `parameter: must be rho, trigger or the path of a number in the suite, such as arms.*.policy[*].timeoutMs; ${JSON.stringify(name)} is ${describe(suite, name)}`,
  )
}

/**
 * The suite with a load that ends at `horizonMs`: its last stage is made longer or shorter.
 * @throws ConfigError when the trigger, and the seconds a verdict needs after it, do not fit.
 */
export function withHorizon(suite: Suite, horizonMs: number): Suite {
  const trigger = triggerOf(phasesOf(suite.load, suite.faults))
  const neededMs = (trigger?.toMs ?? 0) + AFTER_MIN_MS
  if (horizonMs < neededMs) {
    throw new ConfigError(
      `--horizon: must be at least ${neededMs} ms, which is ${AFTER_MIN_MS} ms after the trigger ends, got ${horizonMs}`,
    )
  }
  return parseSuite(endingAt(suite, horizonMs))
}

function withRho(suite: Suite, rho: number): Suite {
  const capacity = capacityPerSecond(suite.target)
  if (capacity === undefined)
    throw new ConfigError('rho: must not be given for a target by URL, whose capacity is not known')
  const { stages } = suite.load
  if (stages === undefined) throw new ConfigError('rho: must not be given for a trace, whose due times are fixed')
  const absolute = atCapacity(suite.load, capacity)
  const usual = baseRateOf(absolute)
  if (usual === undefined) throw new ConfigError('rho: must not be given for a load without a rate')
  const factor = (rho * capacity) / usual
  const scaled = absolute.stages!.map(
    (stage): Stage =>
      stage.ratePerSecond === undefined ? stage : { ...stage, ratePerSecond: scaledRate(stage.ratePerSecond, factor) },
  )
  return { ...suite, load: { ...suite.load, stages: scaled } }
}

function withTrigger(suite: Suite, lengthMs: number): Suite {
  if (!(lengthMs > 0)) throw new ConfigError(`trigger: must be longer than 0 ms, got ${lengthMs}`)
  if (suite.faults.length > 0) {
    if (triggerStages(suite.load.stages ?? []).length > 0) {
      throw new ConfigError(
        'trigger: must not be given for a suite with both faults and stages of phase trigger: which of them to stretch is not clear',
      )
    }
    // From the first start to the last end; several faults keep their order and their shares of it.
    const firstMs = Math.min(...suite.faults.map(({ fromMs }) => fromMs))
    const spanMs = Math.max(...suite.faults.map(({ toMs }) => toMs)) - firstMs
    const scaled = (atMs: number) => firstMs + ((atMs - firstMs) * lengthMs) / spanMs
    const faults = suite.faults.map((fault) => ({ ...fault, fromMs: scaled(fault.fromMs), toMs: scaled(fault.toMs) }))
    return endingAt({ ...suite, faults }, loadDurationMs(suite.load) + lengthMs - spanMs)
  }
  const stages = suite.load.stages ?? []
  const inTrigger = triggerStages(stages)
  if (inTrigger.some(({ bursts }) => bursts !== undefined))
    throw new ConfigError('trigger: must not be given for a trigger of bursts, which last as long as they do')
  const spanMs = inTrigger.reduce((sum, { durationMs }) => sum + durationMs!, 0)
  if (spanMs === 0)
    throw new ConfigError('trigger: must not be given for a suite without faults and without a stage of phase trigger')
  const scaled = stages.map((stage) =>
    inTrigger.includes(stage) ? { ...stage, durationMs: (stage.durationMs! * lengthMs) / spanMs } : stage,
  )
  return { ...suite, load: { ...suite.load, stages: scaled } }
}

/** The stages that belong to the trigger; one without a phase belongs to that before it. */
function triggerStages(stages: readonly Stage[]): Stage[] {
  let phase: Stage['phase']
  return stages.filter((stage) => {
    phase = stage.phase ?? phase
    return phase === 'trigger'
  })
}

/** The suite with its last stage made longer or shorter. */
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
