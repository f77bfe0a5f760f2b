/** The metrics of docs/metrics.md by the names that this library gives them. */
export const METRIC_NAMES = [
  ...(['requests', 'ok', 'late', 'failed', 'timeout', 'rejected', 'deadLettered', 'dropped', 'unfinished'] as const),
  ...(['attempts', 'retries', 'redeliveries', 'hedges', 'duplicates'] as const),
  ...(['rejectionsBreaker', 'rejectionsBulkhead', 'rejectionsBudget', 'rejectionsQueue'] as const),
  ...(['goodputRatio', 'goodput', 'retryAmplification', 'leafAmplification', 'workAmplification'] as const),
  ...(['wastedWorkRatio', 'failureAmplification', 'recoveryTime', 'degradedTime', 'goodputDeficit'] as const),
  ...(['drainTime', 'collapsed', 'returnTime', 'loadToDecide', 'goodputRatioSpared'] as const),
  ...(['inFlightMax', 'queueDepthMax', 'queueAgeMax', 'messagesLost', 'messagesUnknown', 'messagesUnsent'] as const),
  ...(['redeliveriesUnasked', 'abandoned'] as const),
  ...(['responseP50', 'responseP95', 'responseP99', 'responseP999', 'responseMax', 'responseMean'] as const),
  ...(['acceptedP50', 'acceptedP95', 'acceptedP99', 'acceptedP999', 'acceptedMax', 'acceptedMean'] as const),
  ...(['serviceP50', 'serviceP95', 'serviceP99', 'serviceP999', 'serviceMax', 'serviceMean'] as const),
  ...(['dispatchDelayP50', 'dispatchDelayP95', 'dispatchDelayP99', 'dispatchDelayP999'] as const),
  ...(['dispatchDelayMax', 'dispatchDelayMean'] as const),
  ...(['responseAdjP50', 'responseAdjP95', 'responseAdjP99', 'responseAdjP999'] as const),
] as const

/** A metric of docs/metrics.md in camelCase, such as `retryAmplification` for `retry_amplification`. */
export type MetricName = (typeof METRIC_NAMES)[number]

/** The name of a metric in files and thresholds: `retry_amplification`. */
export function fileName(metric: string): string {
  return metric.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The name of a metric in this library: `retryAmplification`. A name that is in camelCase already stays. */
export function libraryName(metric: string): string {
  return metric.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
