import { capacityPerSecond } from '../../../targets/capacity.ts'
import { ConfigError } from '../../core/config-error.ts'
import { triggerSpan } from '../../load/trigger.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { Suite } from '../../suite.ts'
import { withParameter } from '../parameter.ts'
import { replaceAt } from '../path.ts'
import { usualRatePerSecond } from '../usual-rate.ts'

/** A number of the suite that the search may change. */
export interface Candidate {
  /** Path of the number, such as `arms.naive.policy[1].retriesMax`. */
  readonly name: string
  readonly from: number
  /** Whether the suite takes only whole numbers here. */
  readonly isWhole: boolean
  /** Values to try in this order, for a number that the suite does not have. Other numbers are changed by factors. */
  readonly tries?: readonly number[]
  /** Describes the change where the number alone does not. */
  readonly describe?: (value: number) => string
  /** Returns the suite with another value; undefined when the suite refuses it. */
  readonly with: (value: number) => Suite | undefined
}

/** Numbers of a target that somebody can choose. The time that work takes is not one of them. */
const TARGET_KEYS: ReadonlySet<string> = new Set([
  'slots',
  'queueMax',
  'queueMaxMs',
  'targetMs',
  'intervalMs',
  'capacityPerSecond',
  'perInFlightMs',
])
/** Points in time, which cannot be changed by a factor. */
const INSTANTS: ReadonlySet<string> = new Set(['atMs'])
/** Base of the delays that are tried where there is none, ms. Their cap is `CAP_FACTOR` times as long. */
const DELAYS_MS = [10, 100, 1000, 10_000]
const CAP_FACTOR = 16
/** Highest load that is tried. Closer to the capacity a verdict would be undecided. */
const RHO_MAX = 0.99

/** Returns every number above 0 of the only arm of a suite and of its target, the load, and the trigger. */
export function candidatesOf(suite: Suite): Candidate[] {
  const [arm, spec] = Object.entries(suite.arms)[0]!
  const inArm = numbersIn(spec).filter(({ keys }) => !INSTANTS.has(String(keys.at(-1))))
  const inTarget = numbersIn(suite.target).filter(
    ({ keys }) => keys.includes('policy') || TARGET_KEYS.has(String(keys.at(-1))),
  )
  return [
    // The suite has one arm, so a star finds it even if its name has dots.
    ...inArm.map(({ keys, value }) =>
      candidate(suite, `arms.${arm}${pathText(keys)}`, `arms.*${pathText(keys)}`, value),
    ),
    ...inTarget.map(({ keys, value }) => candidate(suite, `target${pathText(keys)}`, `target${pathText(keys)}`, value)),
    ...delayCandidates(suite, arm),
    ...loadCandidates(suite),
  ]
}

/** Delays before retries and redeliveries that have none. */
function delayCandidates(suite: Suite, arm: string): Candidate[] {
  return placesWithoutDelay(suite.arms[arm]).map((keys) => ({
    name: `arms.${arm}${pathText(keys)}.baseMs`,
    from: 0,
    isWhole: true,
    tries: DELAYS_MS,
    describe: (baseMs) =>
      `arms.${arm}${pathText(keys)} none -> full-jitter, base ${baseMs} ms, cap ${CAP_FACTOR * baseMs} ms`,
    with: (baseMs) =>
      accepted(() => {
        const backoff = { kind: 'full-jitter', baseMs, capMs: CAP_FACTOR * baseMs }
        return parseSuite(replaceAt(suite, ['arms', arm, ...keys], () => backoff))
      }),
  }))
}

/** Returns the paths of all backoffs of kind `none`. */
function placesWithoutDelay(value: unknown, keys: Keys = []): Keys[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((entry, i) => [i, entry])
    : Object.entries(value)
  return entries.flatMap(([key, entry]) => {
    const own = [...keys, key]
    return key === 'backoff' && Object(entry).kind === 'none' ? [own] : placesWithoutDelay(entry, own)
  })
}

function loadCandidates(suite: Suite): Candidate[] {
  const capacity = capacityPerSecond(suite.target)
  const rate = usualRatePerSecond(suite)
  const trigger = triggerSpan(suite)
  const list: Candidate[] = []
  if (capacity !== undefined && rate !== undefined && rate < RHO_MAX * capacity) {
    const rho = candidate(suite, 'rho', 'rho', Number((rate / capacity).toPrecision(12)))
    list.push({ ...rho, with: (value) => (value > RHO_MAX ? undefined : rho.with(value)) })
  }
  if (trigger !== undefined) list.push(candidate(suite, 'trigger', 'trigger', trigger.toMs - trigger.fromMs))
  return list
}

function candidate(suite: Suite, name: string, path: string, from: number): Candidate {
  const changed = (value: number) => accepted(() => withParameter(suite, path, value))
  const takesParts = [1.001, 0.999].some((factor) => changed(from * factor) !== undefined)
  return { name, from, isWhole: !takesParts, with: changed }
}

/** Returns the changed suite; undefined when it has mistakes. */
function accepted(change: () => Suite): Suite | undefined {
  try {
    return change()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

type Keys = readonly (string | number)[]

function numbersIn(value: unknown, keys: Keys = []): { keys: Keys; value: number }[] {
  if (typeof value === 'number') return value > 0 ? [{ keys, value }] : []
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((entry, i) => numbersIn(entry, [...keys, i]))
  return Object.entries(value).flatMap(([key, entry]) => numbersIn(entry, [...keys, key]))
}

function pathText(keys: Keys): string {
  return keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
}
