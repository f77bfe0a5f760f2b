import type { BrokerCrash, ConsumerCrash, Testimony } from '../../bench/core/broker-info.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import { ascending, median } from '../../bench/core/order.ts'
import type { Phase } from '../../bench/core/phase.ts'
import { addAnswers } from '../../bench/metrics/answers.ts'
import type {
  AnswerCounts,
  BrokerRecord,
  ProxyCounts,
  RunResult,
  RunStatus,
  Warning,
  WorkerRecord,
} from '../../bench/metrics/result.ts'
import { verdictOf } from '../../bench/metrics/run-verdict.ts'
import { samplesOf } from '../../bench/metrics/sample.ts'
import type { Verdict, VerdictKind } from '../../bench/metrics/verdict.ts'

/** The verdict on one repeat. */
interface JudgedRepeat {
  readonly repeat: number
  readonly seed: number
  readonly verdict: Verdict
}

/** The repeats of one arm of one variant, summed up. */
export interface ArmSummary {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly style: RunResult['style']
  readonly clockFrom: RunResult['clockFrom']
  readonly deadlineMs: number | null
  readonly repeats: number
  readonly status: RunStatus
  readonly warnings: readonly Warning[]
  readonly phases: readonly Phase[]
  /** Why requests did not succeed, over all repeats, most frequent first. */
  readonly reasons: readonly (readonly [reason: string, count: number])[]
  /** Number of repeats with each verdict; empty for a suite without a trigger. */
  readonly verdicts: ReadonlyMap<VerdictKind, number>
  /** The verdict on each repeat that has one. */
  readonly judged: readonly JudgedRepeat[]
  /** Answers of a service at a URL to the attempts of all repeats; undefined for one of our targets. */
  readonly answers: AnswerCounts | undefined
  /** Counts of the fault proxy in each repeat that had one. */
  readonly proxies: readonly ProxyCounts[]
  /** The broker of the arm; undefined where none is recorded. */
  readonly broker: BrokerRecord | undefined
  /** Counts of messages at both ends of that broker, over all repeats. */
  readonly seen: Testimony | undefined
  /** Each crash of the broker. */
  readonly crashes: readonly BrokerCrash[]
  /** Each crash of a consumer. */
  readonly consumerCrashes: readonly ConsumerCrash[]
  /** The workers that shared the load, of all repeats. */
  readonly workers: readonly WorkerRecord[]
  /** Median over the repeats; NaN where it does not apply, or some repeat lacks it. */
  value(metric: string, phase?: Phase | 'all'): number
  /** The value in each repeat that has one, ascending. */
  values(metric: string, phase?: Phase | 'all'): readonly number[]
}

/** Arms in the order of the runs. */
export function summariseArms(runs: readonly RunResult[]): ArmSummary[] {
  const groups = groupBy(runs, ({ suite, variant, arm }) => `${suite} ${variant} ${arm}`)
  return [...groups.values()].map(summaryOf)
}

function summaryOf(runs: readonly RunResult[]): ArmSummary {
  const { suite, variant, arm, style, clockFrom, deadlineMs, phases } = runs[0]!
  const samples = groupBy(runs.flatMap(samplesOf), ({ phase, metric }) => `${phase} ${metric}`)
  const valuesOf = (metric: string, phase: Phase | 'all') =>
    ascending((samples.get(`${phase} ${metric}`) ?? []).map((sample) => sample.value))
  const status = (['invalid', 'partial'] as const).find((worse) => runs.some((run) => run.status === worse))
  return {
    suite,
    variant,
    arm,
    style,
    clockFrom,
    deadlineMs,
    repeats: runs.length,
    status: status ?? 'valid',
    warnings: runs.flatMap((run) => run.warnings),
    phases: phases.map(({ phase }) => phase),
    reasons: reasonsOf(runs),
    ...verdictsOf(runs),
    answers: addAnswers(runs.flatMap((run) => run.answers ?? [])),
    proxies: runs.flatMap(({ proxy }) => proxy ?? []),
    broker: runs[0]!.broker,
    seen: seenIn(runs),
    crashes: runs.flatMap(({ broker }) => broker?.crash ?? []),
    consumerCrashes: runs.flatMap(({ broker }) => broker?.consumerCrash ?? []),
    workers: runs.flatMap(({ workers = [] }) => workers),
    value: (metric, phase = 'all') => {
      const values = valuesOf(metric, phase)
      // A percentile that only good repeats have would flatter.
      return values.length < runs.length ? Number.NaN : median(values)
    },
    values: (metric, phase = 'all') => valuesOf(metric, phase),
  }
}

function seenIn(runs: readonly RunResult[]): Testimony | undefined {
  const all = runs.flatMap(({ broker }) => broker?.seen ?? [])
  const total = (count: Exclude<keyof Testimony, 'lost'>) => all.reduce((sum, one) => sum + one[count], 0)
  const lost = all.map((one) => one.lost).filter((count) => count !== null)
  if (all.length === 0) return undefined
  return {
    published: total('published'),
    confirmed: total('confirmed'),
    refused: total('refused'),
    unknown: total('unknown'),
    unsent: total('unsent'),
    unfinished: total('unfinished'),
    delivered: total('delivered'),
    deliveredAgain: total('deliveredAgain'),
    lost: lost.length < all.length ? null : lost.reduce((sum, count) => sum + count, 0),
  }
}

function verdictsOf(runs: readonly RunResult[]): Pick<ArmSummary, 'verdicts' | 'judged'> {
  const judged = runs.flatMap((run) => {
    const verdict = verdictOf(run)
    return verdict === undefined ? [] : [{ repeat: run.repeat, seed: run.seed, verdict }]
  })
  const counted = [...groupBy(judged, ({ verdict }) => verdict.kind)].map(([kind, group]): [VerdictKind, number] => [
    kind as VerdictKind,
    group.length,
  ])
  return { verdicts: new Map(counted), judged }
}

function reasonsOf(runs: readonly RunResult[]): [string, number][] {
  const totals = new Map<string, number>()
  for (const { phases } of runs) {
    for (const { reasons } of phases) {
      for (const [reason, count] of Object.entries(reasons)) totals.set(reason, (totals.get(reason) ?? 0) + count)
    }
  }
  return [...totals].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
}
