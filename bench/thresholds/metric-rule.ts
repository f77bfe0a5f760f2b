import { JUDGED_METRICS } from './judged-metric.ts'

/** Said where no metric has a similar name. */
const USUAL = ['response', 'response_adj', 'goodput_ratio', 'retry_amplification', 'recovery_time', 'verdict']

/**
 * What a metric that is not known should have been: the latency whose figure it names, or those that share a word with
 * it.
 */
export function metricRule(name: string): string {
  // The last one: `response_adj` comes after `response`.
  const latency = JUDGED_METRICS.findLast((metric) => metric.kind === 'latency' && name.startsWith(`${metric.name}_`))
  if (latency !== undefined) return `its metric must be ${latency.name}, of which the condition says p(99), avg or max`
  const words = name.split('_')
  const names = JUDGED_METRICS.map((metric) => metric.name)
  const similar = names.filter((known) => known.split('_').some((word) => words.includes(word)))
  const shown = similar.length > 0 ? similar : USUAL
  return `its metric must be one of ${shown.join(', ')} or ${names.length - shown.length} others that docs/metrics.md defines`
}
