/** The words that suites are written in. */
import type { z } from 'zod'
import type { CallTarget } from '../targets/call/call-target.ts'
import type { BackoffOptions, backoffSchema } from './policy/backoff.ts'
import type { bulkheadSchema } from './policy/bulkhead.ts'
import type { customSchema } from './policy/custom.ts'
import type { retrySchema } from './policy/retry.ts'
import type { deadlineSchema, timeoutSchema } from './policy/timeout.ts'
import type { tutorialBreakerSchema } from './policy/tutorial-breaker.ts'
import type { breakerSchema } from './policy/window-breaker.ts'
import type { SuiteInput } from './suite.ts'

type Options<Schema extends z.ZodType> = Omit<z.input<Schema>, 'kind'>

/** Returns the suite unchanged. The compiler checks its types now; the program checks all rules when it reads it. */
export const defineSuite = <State>(suite: SuiteInput<State>) => suite

/** Returns a target that is a function, unchanged. A variant needs it for the type of `state`. */
export const callTarget = <State>(target: CallTarget<State>) => target

/** Limits one attempt, from its start. */
export const timeout = (options: Options<typeof timeoutSchema>) => ({ kind: 'timeout', ...options }) as const
/** Limits a request with all its attempts, from its planned start. */
export const deadline = (options: Options<typeof deadlineSchema>) => ({ kind: 'deadline', ...options }) as const
/** Retries failed attempts, with backoff and, if given, a budget and a breaker for retries. */
export const retry = (options: Options<typeof retrySchema>) => ({ kind: 'retry', ...options }) as const
/** Breaker with a sliding window and half-open probes: stops calls to a target that fails. */
export const breaker = (options: Options<typeof breakerSchema>) => ({ kind: 'breaker', ...options }) as const
/** The breaker of the tutorial this project grew from. */
export const tutorialBreaker = (options: Options<typeof tutorialBreakerSchema>) =>
  ({ kind: 'tutorial-breaker', ...options }) as const
/** Limits the calls in flight at once. */
export const bulkhead = (options: Options<typeof bulkheadSchema>) => ({ kind: 'bulkhead', ...options }) as const
/** A policy that you write: `create` gets clock, seed and observer, and returns a function that wraps a call. */
export const custom = (
  name: string,
  create: z.input<typeof customSchema>['create'],
  options: Omit<Options<typeof customSchema>, 'name' | 'create'> = {},
) => ({ kind: 'custom', name, create, ...options }) as const

type Spread = Omit<Extract<z.input<typeof backoffSchema>, { kind: 'full-jitter' }>, 'kind'>

/** Backoff before retry k: min(capMs, baseMs x 2^(k-1)). */
export const exponential = (spread: Spread): BackoffOptions => ({ kind: 'exponential', ...spread })
/** Uniform between 0 and the exponential backoff. */
export const fullJitter = (spread: Spread): BackoffOptions => ({ kind: 'full-jitter', ...spread })
/** Uniform between half of the exponential backoff and all of it. */
export const equalJitter = (spread: Spread): BackoffOptions => ({ kind: 'equal-jitter', ...spread })
/** Uniform between baseMs and 3 x the previous delay, at most capMs. */
export const decorrelated = (spread: Spread): BackoffOptions => ({ kind: 'decorrelated', ...spread })
