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
 * No retries while more than `failureRatio` of the client's latest attempts failed; first attempts always go. Source:
 * Marc Brooker, "Fixing retries with token buckets and circuit breakers" (2022); his simulator has 10 % and never
 * forgets a result.
 */
const onlyBelowSchema = z.strictObject({
  failureRatio: fields.ratio().default(0.1),
  window: z
    .union([z.strictObject({ calls: fields.count(1, 100_000) }), z.strictObject({ ms: fields.spanMs() })], {
      error: 'must be { calls: 1 to 100000 } or { ms: above 0, up to a day }',
    })
    .default({ calls: 100 }),
})

/** Tries again after a failure, up to `retriesMax` times, unless the deadline would pass during the backoff. */
export const retrySchema = z.strictObject({
  kind: z.literal('retry'),
  retriesMax: fields.count(0, 100),
  backoff: backoffSchema.prefault({ kind: 'none' }),
  /** Outcomes that are tried again. */
  retryOn: z.array(z.enum(RETRY_REASONS)).default(['failed', 'timeout']),
  /** Shared by all requests of the client; none when left out. */
  budget: budgetSchema.optional(),
  /** A breaker for retries alone, shared by all requests of the client; none when left out. */
  onlyBelow: onlyBelowSchema.optional(),
})
export type RetryOptions = z.infer<typeof retrySchema>

/** Makes further attempts of `inner` as {@link retrySchema} says; the last outcome is the result. */
export function retryPolicy(options: RetryOptions, { clock, seed, observer }: PolicyContext): Policy {
  const budget = options.budget && new RetryBudget(options.budget)
  const health = options.onlyBelow && new Health(options.onlyBelow)
  const retryOn: ReadonlySet<string> = new Set(options.retryOn)

  return (inner) => (request, settle) => {
    let retries = 0
    let delayMs = 0
    let cancel: Cancel = NOTHING
    /**
     * Changes whenever an attempt starts or ends, so that an answer given before `inner` returns keeps its own cancel.
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
      // Asked first: a retry that is not made must not take a token.
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

/** The latest results of one client, as {@link onlyBelowSchema} judges them. */
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
