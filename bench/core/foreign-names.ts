/** Names in k6, resilience4j, Polly, cockatiel and opossum, and the names here that they may stand for. */
const FOREIGN_NAMES = new Map<string, readonly string[]>(
  Object.entries({
    attempts: ['retriesMax'],
    maxAttempts: ['retriesMax'],
    maxRetries: ['retriesMax'],
    maxRetryAttempts: ['retriesMax'],
    retries: ['retriesMax', 'retry'],
    retires: ['retry'],
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

/** Returns the known name that a name of another tool stands for; undefined when there is none. */
export function foreignMeaning(given: string, known: readonly string[]): string | undefined {
  return FOREIGN_NAMES.get(given)?.find((name) => known.includes(name))
}
