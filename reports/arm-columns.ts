import { answersText } from '../bench/metrics/answers.ts'
import { collapseOf } from '../bench/metrics/collapse.ts'
import type { ArmSummary } from './arm-summary.ts'
import { countText, fixed, msOfUs, percent } from './format.ts'
import { verdictWords } from './summary/verdict-words.ts'
import type { Column } from './table.ts'

const count = (name: string) => (arm: ArmSummary) => countText(arm.value(name))
const metric = (name: string, digits: number) => (arm: ArmSummary) => fixed(arm.value(name), digits)
const share = (name: string) => (arm: ArmSummary) => percent(arm.value(name))
const latency = (name: string) => (arm: ArmSummary) => msOfUs(arm.value(name))
/** The latency an arm leads with: `response`, or `service` where it is clocked from dequeue. */
const headline = (quantile: string) => (arm: ArmSummary) =>
  msOfUs(arm.value(`${arm.clockFrom === 'plan' ? 'response' : 'service'}_${quantile}`))

/** What identifies an arm; the variant only where a suite has more than one. */
export function nameColumns(arms: readonly ArmSummary[]): Column<ArmSummary>[] {
  const name: Column<ArmSummary> = {
    head: 'arm',
    cell: ({ arm, clockFrom }) => (clockFrom === 'plan' ? arm : `${arm} (clocked from dequeue)`),
  }
  if (new Set(arms.map(({ variant }) => variant)).size < 2) return [name]
  return [{ head: 'variant', cell: ({ variant }) => variant }, name]
}

/** The summary of arms, most important first, so that a narrow terminal shows what matters; the verdict where there is one. */
export function armColumns(arms: readonly ArmSummary[]): Column<ArmSummary>[] {
  const isJudged = arms.some(({ verdicts }) => verdicts.size > 0)
  return [
    ...(isJudged ? [VERDICT_IN_WORDS] : []),
    ...applying(DECIDING_COLUMNS, arms),
    ...(isJudged && arms.some(({ repeats }) => repeats > 1) ? [COLLAPSE] : []),
    ...ARM_COLUMNS,
    ...(arms.some(({ answers }) => answers) ? [ANSWERS] : []),
  ]
}

/** What an arm cost, and its other latencies. */
export const costColumns = (arms: readonly ArmSummary[]) => applying(COST_COLUMNS, arms)

/** What became of an arm after its trigger. */
export const verdictColumns = (arms: readonly ArmSummary[]) => applying(VERDICT_COLUMNS, arms)

/** A service of the user's own does not count: columns of what only a target counts would be empty. */
function applying(columns: readonly Column<ArmSummary>[], arms: readonly ArmSummary[]): Column<ArmSummary>[] {
  const isCounted = arms.some(({ answers }) => answers === undefined)
  return columns.filter((column) => isCounted || !OF_MODELS.has(column))
}

const VERDICT_IN_WORDS: Column<ArmSummary> = { head: 'verdict', cell: verdictWords }

/** `metastable`, or how often each where the seeds differ: `metastable 7, slow 3`. */
const VERDICT: Column<ArmSummary> = {
  head: 'verdict',
  cell: ({ verdicts }) => {
    const counts = [...verdicts].sort(([, a], [, b]) => b - a)
    if (counts.length < 2) return counts[0]?.[0] ?? 'n/a'
    return counts.map(([kind, times]) => `${kind} ${times}`).join(', ')
  },
}

/** The share of decided seeds that are metastable or oscillating. */
const COLLAPSE: Column<ArmSummary> = {
  head: 'P(collapse), 95 % interval',
  cell: ({ verdicts }) => {
    const { decided, share, low, high } = collapseOf(Object.fromEntries(verdicts))
    return decided === 0 ? 'n/a' : `${fixed(share, 2)} (${fixed(low, 2)} to ${fixed(high, 2)})`
  },
}

const ANSWERS: Column<ArmSummary> = {
  head: 'answers, all repeats',
  cell: ({ answers }) => (answers && answersText(answers)) || '-',
}

const WASTED_WORK: Column<ArmSummary> = { head: 'wasted work', cell: share('wasted_work_ratio') }
const WORK_AMPLIFICATION: Column<ArmSummary> = { head: 'work amplification', cell: metric('work_amplification', 2) }
const FAILURE_AMPLIFICATION: Column<ArmSummary> = {
  head: 'failure amplification',
  cell: metric('failure_amplification', 2),
}
const SPARED: Column<ArmSummary> = { head: 'in time, shards without a fault', cell: share('goodput_ratio_spared') }
const LEAF: Column<ArmSummary> = { head: 'leaf attempts/request', cell: metric('leaf_amplification', 2) }
/** What a target counts itself, and what its model and faults are known for. */
const OF_MODELS: ReadonlySet<Column<ArmSummary>> = new Set([
  WASTED_WORK,
  WORK_AMPLIFICATION,
  FAILURE_AMPLIFICATION,
  SPARED,
  LEAF,
])

/** Figures that count every request: those of requests that succeeded look healthy in an arm that collapsed. */
const DECIDING_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'in time', cell: share('goodput_ratio') },
  { head: 'p99 of all [ms]', cell: latency('response_adj_p99') },
  WASTED_WORK,
  { head: 'attempts/request', cell: metric('retry_amplification', 2) },
]

const ARM_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'status', cell: ({ status }) => status },
  { head: 'p50 [ms]', cell: headline('p50') },
  { head: 'p99 [ms]', cell: headline('p99') },
  { head: 'in flight max', cell: count('in_flight_max') },
]

/** Further figures for the report. */
export const DETAIL_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'requests', cell: count('requests') },
  { head: 'ok', cell: count('ok') },
  { head: 'late', cell: count('late') },
  { head: 'failed', cell: count('failed') },
  { head: 'timeout', cell: count('timeout') },
  { head: 'rejected', cell: count('rejected') },
  { head: 'dead-lettered', cell: count('dead_lettered') },
  { head: 'dropped', cell: count('dropped') },
  { head: 'unfinished', cell: count('unfinished') },
  { head: 'attempts', cell: count('attempts') },
  { head: 'retries', cell: count('retries') },
  { head: 'redeliveries', cell: count('redeliveries') },
]

const COST_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'goodput [1/s]', cell: metric('goodput', 1) },
  WORK_AMPLIFICATION,
  FAILURE_AMPLIFICATION,
  { head: 'recovery [ms]', cell: metric('recovery_time', 0) },
  { head: 'p95 [ms]', cell: latency('response_p95') },
  { head: 'p99.9 [ms]', cell: latency('response_p999') },
  { head: 'max [ms]', cell: latency('response_max') },
  { head: 'accepted p99 [ms]', cell: latency('accepted_p99') },
  { head: 'service p50 [ms]', cell: latency('service_p50') },
  { head: 'dispatch delay p99 [ms]', cell: latency('dispatch_delay_p99') },
  { head: 'queue depth max', cell: count('queue_depth_max') },
  { head: 'queue age max [ms]', cell: latency('queue_age_max') },
]

const VERDICT_COLUMNS: readonly Column<ArmSummary>[] = [
  VERDICT,
  COLLAPSE,
  { head: 'goodput deficit', cell: count('goodput_deficit') },
  { head: 'degraded [s]', cell: (arm) => fixed(arm.value('degraded_time') / 1000, 0) },
  { head: 'recovery [s]', cell: (arm) => fixed(arm.value('recovery_time') / 1000, 1) },
  { head: 'drain [s]', cell: (arm) => fixed(arm.value('drain_time') / 1000, 1) },
  WORK_AMPLIFICATION,
  WASTED_WORK,
  SPARED,
  LEAF,
]

export const REJECTION_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'by breaker', cell: count('rejections_breaker') },
  { head: 'by bulkhead', cell: count('rejections_bulkhead') },
  { head: 'by budget', cell: count('rejections_budget') },
  { head: 'by queue', cell: count('rejections_queue') },
  {
    head: 'results other than ok, all repeats',
    cell: ({ reasons }) => reasons.map(([reason, count]) => `${reason} ${count}`).join(', ') || '-',
  },
]
