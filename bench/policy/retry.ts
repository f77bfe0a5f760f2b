import { z } from 'zod'
import { RETRY_REASONS, type Request, type RetryReason } from '../core/call.ts'
import type { Cancel } from '../core/clock.ts'
import { draw, STREAM } from '../core/draw.ts'
import { fields } from '../core/fields.ts'
import type { Outcome } from '../core/outcome.ts'
import { backoffMs, backoffSchema } from './backoff.ts'
import { CountWindow, type HealthWindow, TimeWindow } from './health-window.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'
import { budgetSchema, RetryBudget } from './retry-budget.ts'

/**
 * Allows no retries while more than `failureRatio` of the client's latest attempts failed. First attempts always start.
 * Source: Marc Brooker, "Fixing retries with token buckets and circuit breakers" (2022). His simulator uses 10 % and
 * keeps all results.
 */
const onlyBelowSchema = z.strictObject({
  /** Largest share of failures at which retries are made, 0 to 1. @defaultValue 0.1 */
  failureRatio: fields.ratio().default(0.1),
  /** The latest attempts that count: `{ calls }`, 1 to 100,000, or `{ ms }`, above 0. @defaultValue `{ calls: 100 }` */
  window: z
    .union([z.strictObject({ calls: fields.count(1, 100_000) }), z.strictObject({ ms: fields.spanMs() })], {
      error: 'must be { calls: 1 to 100000 } or { ms: above 0, up to a day }',
    })
    .default({ calls: 100 }),
})

/** Retries a failed attempt, unless the deadline would pass during the backoff. */
export const retrySchema = z.strictObject({
  kind: z.literal('retry'),
  /** Most retries of one request, 0 to 100. */
  retriesMax: fields.count(0, 100),
  /** Delay before each retry. @defaultValue `{ kind: 'none' }` */
  backoff: backoffSchema.prefault({ kind: 'none' }),
  /** Outcomes that are retried: `failed`, `timeout`, `rejected`. @defaultValue `['failed', 'timeout']` */
  retryOn: z.array(z.enum(RETRY_REASONS)).default(['failed', 'timeout']),
  /** Limit on retries, shared by all requests of the client. @defaultValue no limit */
  budget: budgetSchema.optional(),
  /** Breaker for retries alone, shared by all requests of the client. @defaultValue none */
  onlyBelow: onlyBelowSchema.optional(),
})
export type RetryOptions = z.infer<typeof retrySchema>

/** Retries `inner` as {@link retrySchema} says. The outcome of the last attempt is the result. */
export function retryPolicy(options: RetryOptions, { clock, seed, observer }: PolicyContext): Policy {
  const budget = options.budget && new RetryBudget(options.budget)
  const health = options.onlyBelow && new Health(options.onlyBelow)
  const retryOn: ReadonlySet<string> = new Set(options.retryOn)

  return (inner) => (request, settle) => {
    let retries = 0
    let delayMs = 0
    let cancel: Cancel = NOTHING
    /**
     * Changes whenever an attempt starts or ends. It shows whether `inner` answered before it returned: its cancel is
     * stale then.
     */
    let turn = 0

    const attempt = (next: Request) => {
      turn += 1
      const mine = turn
      const cancelInner = inner(next, decide)
      if (mine === turn) cancel = cancelInner
    }

    const decide = (outcome: Outcome) => {
      turn += 1
      cancel = NOTHING
      const isFailure = retryOn.has(outcome.kind)
      if (outcome.kind === 'ok') budget?.succeed()
      if (isFailure || outcome.kind === 'ok') health?.record(isFailure, clock.nowMs())
      if (!isFailure || retries === options.retriesMax) return settle(outcome)
      retries += 1
      const u = draw(seed, STREAM.backoff, request.id, request.trail.attempts * 128 + retries)
      delayMs = backoffMs(options.backoff, retries, u, delayMs)
      const dueMs = clock.nowMs() + delayMs
      if (dueMs >= request.deadlineMs) return settle(outcome)
      // Checked before the budget: a retry that is not made must not take a token.
      const isSick = health?.isSick(clock.nowMs()) === true
      if (isSick || (budget !== undefined && !budget.withdraw())) {
        observer.rejected('budget', request)
        return settle(outcome)
      }
      const next: Request = { ...request, cause: 'retry', after: outcome.kind as RetryReason }
      if (delayMs === 0) attempt(next)
      else cancel = clock.at(dueMs, () => attempt(next))
    }

    budget?.start()
    attempt(request)
    return () => {
      turn += 1
      cancel()
    }
  }
}

/** The latest results of one client, judged by the rule of {@link onlyBelowSchema}. */
class Health {
  readonly #failureRatio: number
  readonly #window: HealthWindow

  constructor({ failureRatio, window }: z.infer<typeof onlyBelowSchema>) {
    this.#failureRatio = failureRatio
    this.#window = 'calls' in window ? new CountWindow(window.calls) : new TimeWindow(window.ms)
  }

  record(failed: boolean, nowMs: number): void {
    this.#window.record(failed, nowMs)
  }

  isSick(nowMs: number): boolean {
    return this.#window.failures(nowMs) / this.#window.calls(nowMs) > this.#failureRatio
  }
}
