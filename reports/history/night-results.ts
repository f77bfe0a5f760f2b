import { groupBy } from '../../bench/core/group-by.ts'
import { ascending, median } from '../../bench/core/order.ts'
import { meanOf } from '../../bench/core/sums.ts'
import type { RunResult, RunStatus } from '../../bench/metrics/result.ts'
import { type Sample, samplesOf } from '../../bench/metrics/sample.ts'
import { gapSamples } from '../compare/gap.ts'
import { ruleOf } from '../compare/metric-rule.ts'
import { type Entry, historyKey } from './entry.ts'

/** The part of a result folder that a history uses. */
export interface NightResults {
  readonly status: 'complete' | 'partial'
  readonly environment: {
    readonly startedAt: string
    readonly commit: string | null
    readonly class: string
    readonly calibration: number
  }
  /** Hashes of plans by `suite/variant`, for a suite without arms by `suite`. */
  readonly plans: Readonly<Record<string, string>>
  readonly runs: readonly RunResult[]
  readonly simulated: readonly RunResult[]
  readonly measured: readonly Sample[]
}

type Unnamed = Omit<Entry, 'night'>

const HASH = /^[0-9a-f]{64}$/
/** Kept digits of a plan's hash. */
const HASH_DIGITS = 12

/**
 * The entries of a night: gating metrics of whole runs, for the arms, for the gaps between them, and for figures that
 * were measured without arms. `name` names the night.
 */
export function entriesOf(night: NightResults, name = night.environment.startedAt): Entry[] {
  const found = [
    ...[night.runs, night.simulated].flatMap((runs) => {
      const samples = gating(runs.flatMap(samplesOf))
      return [...medians(samples, night, true), ...medians(gapSamples(samples), night, true)]
    }),
    ...medians(gating(night.measured), night, false),
  ]
  return found.map((entry) => ({ ...entry, night: name }))
}

function gating(samples: readonly Sample[]): Sample[] {
  return samples.filter((sample) => ruleOf(sample).gates)
}

function medians(samples: readonly Sample[], night: NightResults, isOfRuns: boolean): Unnamed[] {
  const runs = groupBy(samples, ({ suite, variant, arm }) => [suite, variant, arm].join(' '))
  return [...groupBy(samples, historyKey).values()].map((own) => {
    const { suite, variant, arm } = own[0]!
    const repeats = new Set(runs.get([suite, variant, arm].join(' '))!.map(({ seed, repeat }) => `${seed} ${repeat}`))
    // Where only good runs have a value, their median would flatter.
    return entryOf(own, night, !isOfRuns || own.length === repeats.size)
  })
}

function entryOf(own: readonly Sample[], { environment, plans, status }: NightResults, isWhole: boolean): Unnamed {
  const { suite, variant, arm, metric, kind, unit, better } = own[0]!
  const plan = plans[`${suite}/${variant}`] ?? plans[suite] ?? ''
  const values = own.map(({ value }) => value)
  return {
    at: environment.startedAt,
    commit: environment.commit,
    class: environment.class,
    calibration: environment.calibration,
    plan: HASH.test(plan) ? plan.slice(0, HASH_DIGITS) : plan,
    suite,
    variant,
    arm,
    metric,
    kind,
    unit,
    better,
    seed: Math.min(...own.map(({ seed }) => seed)),
    n: own.length,
    // Of `collapsed` the mean is P(collapse), of the runs that were decided.
    median: metric === 'collapsed' ? meanOf(values) : isWhole ? median(ascending(values)) : Number.NaN,
    status: worst(own, status),
  }
}

/** The worst status. Everything in an interrupted result is partial, since nothing shows whether it was finished. */
function worst(own: readonly Sample[], status: NightResults['status']): RunStatus {
  if (own.some((sample) => sample.status === 'invalid')) return 'invalid'
  return status === 'partial' || own.some((sample) => sample.status === 'partial') ? 'partial' : 'valid'
}
