/**
 * The cause of the loss of a request, up to its deadline. At the target: `retries` or `load` (first attempts alone)
 * were more than it can do around that second. `fault`: a fault left the target less capacity than first attempts need,
 * or the target failed the request. `backlog`: none of these, and the request waited behind earlier work. Rejected: by
 * `breaker`, `bulkhead`, `budget`, or a full `queue`. More time waiting than in work: in the `client` (bulkhead, pool,
 * backoff) or in the `broker`. A dead letter: by a breaker in the consumer, by expiry in the broker, or by failed
 * deliveries.
 */
export const CAUSES = [
  ...(['retries', 'load', 'backlog', 'fault', 'breaker', 'bulkhead', 'budget', 'queue', 'client', 'broker'] as const),
  ...(['dead-by-breaker', 'dead-by-expiry', 'dead-by-failures'] as const),
] as const
export type Cause = (typeof CAUSES)[number]

/** Requests lost by cause: planned up to the end of the trigger, and after it. */
export interface Losses {
  readonly trigger: Readonly<Record<Cause, number>>
  readonly after: Readonly<Record<Cause, number>>
}
