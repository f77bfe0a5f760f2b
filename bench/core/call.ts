import type { Cancel } from './clock.ts'
import type { Outcome } from './outcome.ts'

/** Why an attempt was made. */
export type AttemptCause = 'first' | 'retry' | 'hedge' | 'redelivery'
export const ATTEMPT_CAUSES = ['first', 'retry', 'hedge', 'redelivery'] as const satisfies readonly AttemptCause[]

/** Outcomes that can be tried again. */
export const RETRY_REASONS = ['failed', 'timeout', 'rejected'] as const
export type RetryReason = (typeof RETRY_REASONS)[number]

/** One unit of work on its way to the target. A policy that changes a field passes on a copy. */
export interface Request {
  /** Place in the arrival plan, from 0. Chance is drawn by it. */
  readonly id: number
  /** When the plan wanted it to start: the zero of its latency. */
  readonly intendedMs: number
  /** After this instant nobody waits for the answer any more; Infinity when somebody always does. */
  readonly deadlineMs: number
  readonly cause: AttemptCause
  /** Of a retry: how the attempt before it ended. Always there, since requests of one shape are much faster. */
  readonly after: RetryReason | undefined
  /**
   * Shared by all attempts of one request: how many have been sent. `branch`: of the calls that a tier of a chain makes
   * for it.
   */
  readonly trail: { attempts: number; readonly branch?: number }
}

/**
 * Does the work and calls `settle` exactly once, possibly before it returns. The returned `Cancel` ends the waiting,
 * not the work: after it `settle` is not called.
 */
export type Call = (request: Request, settle: (outcome: Outcome) => void) => Cancel

/** The first attempt of a request that has not been sent yet, with nobody to be late for. */
export function newRequest(id: number, intendedMs: number): Request {
  return {
    id,
    intendedMs,
    deadlineMs: Number.POSITIVE_INFINITY,
    cause: 'first',
    after: undefined,
    trail: { attempts: 0 },
  }
}
