import { proxyText } from '../../bench/metrics/proxy.ts'
import { countText, fixed, msOfUs } from '../format.ts'
import type { ArmSummary } from '../summary/arm-summary.ts'
import type { Column } from '../table.ts'

const count = (name: string) => (arm: ArmSummary) => countText(arm.value(name))
const metric = (name: string, digits: number) => (arm: ArmSummary) => fixed(arm.value(name), digits)
const latency = (name: string) => (arm: ArmSummary) => msOfUs(arm.value(name))

/** Columns with the outcomes of an arm's requests. */
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

/** Columns that only our targets can fill, not a service of the user. */
const OF_MODELS: readonly Column<ArmSummary>[] = [
  { head: 'work amplification', cell: metric('work_amplification', 2) },
  { head: 'failure amplification', cell: metric('failure_amplification', 2) },
]

const PROXY: Column<ArmSummary> = {
  head: 'fault proxy, all repeats',
  cell: ({ proxies }) => (proxies.length === 0 ? '-' : proxyText(proxies)),
}

/** Columns with the cost and the other latencies of an arm. */
export function costColumns(arms: readonly ArmSummary[]): Column<ArmSummary>[] {
  return [
    { head: 'goodput [1/s]', cell: metric('goodput', 1) },
    ...(arms.some(({ answers }) => answers === undefined) ? OF_MODELS : []),
    { head: 'recovery [ms]', cell: metric('recovery_time', 0) },
    { head: 'p95 [ms]', cell: latency('response_p95') },
    { head: 'p99.9 [ms]', cell: latency('response_p999') },
    { head: 'max [ms]', cell: latency('response_max') },
    { head: 'accepted p99 [ms]', cell: latency('accepted_p99') },
    { head: 'service p50 [ms]', cell: latency('service_p50') },
    { head: 'dispatch delay p99 [ms]', cell: latency('dispatch_delay_p99') },
    { head: 'queue depth max', cell: count('queue_depth_max') },
    { head: 'queue age max [ms]', cell: latency('queue_age_max') },
    ...(arms.some(({ proxies }) => proxies.length > 0) ? [PROXY] : []),
  ]
}

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
