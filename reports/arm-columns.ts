import type { ArmSummary } from './arm-summary.ts'
import { fixed, msOfUs, percent } from './format.ts'
import type { Column } from './table.ts'

const metric = (name: string, digits: number) => (arm: ArmSummary) => fixed(arm.value(name), digits)
const share = (name: string) => (arm: ArmSummary) => percent(arm.value(name))
const latency = (name: string) => (arm: ArmSummary) => msOfUs(arm.value(name), arm.deadlineMs)
/** The latency an arm leads with: `response`, or `service` where it is clocked from dequeue. */
const headline = (quantile: string) => (arm: ArmSummary) =>
  msOfUs(arm.value(`${arm.clockFrom === 'plan' ? 'response' : 'service'}_${quantile}`), null)

/** What identifies an arm; the variant only where a suite has more than one. */
export function nameColumns(arms: readonly ArmSummary[]): Column<ArmSummary>[] {
  const name: Column<ArmSummary> = {
    head: 'arm',
    cell: ({ arm, clockFrom }) => (clockFrom === 'plan' ? arm : `${arm} (clocked from dequeue)`),
  }
  if (new Set(arms.map(({ variant }) => variant)).size < 2) return [name]
  return [{ head: 'variant', cell: ({ variant }) => variant }, name]
}

/** The summary of arms, most important first, so that a narrow terminal shows what matters. */
export const ARM_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'in time', cell: share('goodput_ratio') },
  { head: 'attempts/request', cell: metric('retry_amplification', 2) },
  { head: 'p50 [ms]', cell: headline('p50') },
  { head: 'p99 [ms]', cell: headline('p99') },
  { head: 'status', cell: ({ status }) => status },
  { head: 'p99 of all [ms]', cell: latency('response_adj_p99') },
  { head: 'wasted work', cell: share('wasted_work_ratio') },
  { head: 'in flight max', cell: metric('in_flight_max', 0) },
]

/** Further figures for the report. */
export const DETAIL_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'requests', cell: metric('requests', 0) },
  { head: 'ok', cell: metric('ok', 0) },
  { head: 'late', cell: metric('late', 0) },
  { head: 'failed', cell: metric('failed', 0) },
  { head: 'timeout', cell: metric('timeout', 0) },
  { head: 'rejected', cell: metric('rejected', 0) },
  { head: 'dead-lettered', cell: metric('dead_lettered', 0) },
  { head: 'dropped', cell: metric('dropped', 0) },
  { head: 'unfinished', cell: metric('unfinished', 0) },
  { head: 'attempts', cell: metric('attempts', 0) },
  { head: 'retries', cell: metric('retries', 0) },
  { head: 'redeliveries', cell: metric('redeliveries', 0) },
]

export const COST_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'goodput [1/s]', cell: metric('goodput', 1) },
  { head: 'work amplification', cell: metric('work_amplification', 2) },
  { head: 'failure amplification', cell: metric('failure_amplification', 2) },
  { head: 'recovery [ms]', cell: metric('recovery_time', 0) },
  { head: 'p95 [ms]', cell: latency('response_p95') },
  { head: 'p99.9 [ms]', cell: latency('response_p999') },
  { head: 'max [ms]', cell: latency('response_max') },
  { head: 'accepted p99 [ms]', cell: latency('accepted_p99') },
  { head: 'service p50 [ms]', cell: latency('service_p50') },
  { head: 'dispatch delay p99 [ms]', cell: latency('dispatch_delay_p99') },
  { head: 'queue depth max', cell: metric('queue_depth_max', 0) },
  { head: 'queue age max [ms]', cell: latency('queue_age_max') },
]

export const REJECTION_COLUMNS: readonly Column<ArmSummary>[] = [
  { head: 'by breaker', cell: metric('rejections_breaker', 0) },
  { head: 'by bulkhead', cell: metric('rejections_bulkhead', 0) },
  { head: 'by budget', cell: metric('rejections_budget', 0) },
  { head: 'by queue', cell: metric('rejections_queue', 0) },
  {
    head: 'results other than ok, all repeats',
    cell: ({ reasons }) => reasons.map(([reason, count]) => `${reason} ${count}`).join(', ') || '-',
  },
]
