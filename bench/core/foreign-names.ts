/** Names in k6, resilience4j, Polly, cockatiel and opossum, and the names here that they may stand for. */
const FOREIGN_NAMES = new Map<string, readonly string[]>(
  Object.entries({
    attempts: ['retriesMax'],
    maxAttempts: ['retriesMax'],
    maxRetries: ['retriesMax'],
    maxRetryAttempts: ['retriesMax'],
    retries: ['retriesMax', 'retry'],
    concurrency: ['inFlightMax'],
    limit: ['inFlightMax'],
    max: ['inFlightMax'],
    maxConcurrentCalls: ['inFlightMax'],
    maxParallelization: ['inFlightMax'],
    maxQueuingActions: ['waitingMax'],
    queue: ['waitingMax'],
    maxWaitDuration: ['waitMaxMs'],
    breakDuration: ['openMs'],
    halfOpenAfter: ['openMs'],
    resetTimeout: ['openMs'],
    waitDurationInOpenState: ['openMs'],
    errorThresholdPercentage: ['failureRatio'],
    failureRateThreshold: ['failureRatio'],
    threshold: ['failureRatio'],
    minimumNumberOfCalls: ['callsMin'],
    minimumThroughput: ['callsMin'],
    volumeThreshold: ['callsMin'],
    permittedNumberOfCallsInHalfOpenState: ['probes'],
    samplingDuration: ['window'],
    slidingWindowSize: ['window'],
    duration: ['timeoutMs'],
    timeout: ['timeoutMs'],
    timeoutDuration: ['timeoutMs'],
    'circuit-breaker': ['breaker'],
    circuitBreaker: ['breaker'],
    concurrencyLimiter: ['bulkhead'],
    timeLimiter: ['timeout'],
  }),
)

/** Returns the names of other tools that stand for known names, each with the known name. */
export function foreignNames(known: readonly string[]): Map<string, string> {
  return new Map(
    [...FOREIGN_NAMES].flatMap(([foreign, meanings]): [string, string][] => {
      const meaning = meanings.find((name) => known.includes(name))
      return meaning === undefined ? [] : [[foreign, meaning]]
    }),
  )
}
