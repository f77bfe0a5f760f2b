/** The package's entry: all a suite of one's own needs. */
import type { z } from 'zod'
import type { BackoffOptions, backoffSchema } from './policy/backoff.ts'
import type { bulkheadSchema } from './policy/bulkhead.ts'
import type { customSchema } from './policy/custom.ts'
import type { retrySchema } from './policy/retry.ts'
import type { deadlineSchema, timeoutSchema } from './policy/timeout.ts'
import type { tutorialBreakerSchema } from './policy/tutorial-breaker.ts'
import type { breakerSchema } from './policy/window-breaker.ts'
import type { SuiteInput } from './suite.ts'

export type { Call, Request } from './core/call.ts'
export type { Cancel, Clock } from './core/clock.ts'
export type { Outcome } from './core/outcome.ts'
export type { Policy, PolicyContext } from './policy/policy.ts'
export type { SuiteInput } from './suite.ts'

type Options<Schema extends z.ZodType> = Omit<z.input<Schema>, 'kind'>

/** A suite, checked by the compiler now and in full when it is run. */
export const defineSuite = (suite: SuiteInput) => suite

/** Limits one attempt. */
export const timeout = (options: Options<typeof timeoutSchema>) => ({ kind: 'timeout', ...options }) as const
/** Limits a request with all its attempts, from its planned start. */
export const deadline = (options: Options<typeof deadlineSchema>) => ({ kind: 'deadline', ...options }) as const
/** Tries again after a failure. */
export const retry = (options: Options<typeof retrySchema>) => ({ kind: 'retry', ...options }) as const
/** Stops calling a target that fails, by a sliding window with half-open probes. */
export const breaker = (options: Options<typeof breakerSchema>) => ({ kind: 'breaker', ...options }) as const
/** The breaker of the tutorial this project grew from. */
export const tutorialBreaker = (options: Options<typeof tutorialBreakerSchema>) =>
  ({ kind: 'tutorial-breaker', ...options }) as const
/** Limits calls at once. */
export const bulkhead = (options: Options<typeof bulkheadSchema>) => ({ kind: 'bulkhead', ...options }) as const
/** A policy of one's own: `create` gets time, chance and an observer, and returns a wrapper of calls. */
export const custom = (
  name: string,
  create: z.input<typeof customSchema>['create'],
  options: Omit<Options<typeof customSchema>, 'name' | 'create'> = {},
) => ({ kind: 'custom', name, create, ...options }) as const

type Spread = Omit<Extract<z.input<typeof backoffSchema>, { kind: 'full-jitter' }>, 'kind'>

/** min(cap, base x 2^(k-1)) before retry k. */
export const exponential = (spread: Spread): BackoffOptions => ({ kind: 'exponential', ...spread })
/** U(0, exponential). */
export const fullJitter = (spread: Spread): BackoffOptions => ({ kind: 'full-jitter', ...spread })
/** Half of exponential and U(0, the other half). */
export const equalJitter = (spread: Spread): BackoffOptions => ({ kind: 'equal-jitter', ...spread })
/** min(cap, U(base, 3 x the delay before)). */
export const decorrelated = (spread: Spread): BackoffOptions => ({ kind: 'decorrelated', ...spread })
