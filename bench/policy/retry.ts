import { z } from 'zod'
import type { Request } from '../core/call.ts'
import type { Cancel } from '../core/clock.ts'
import { draw, STREAM } from '../core/draw.ts'
import { fields } from '../core/fields.ts'
import type { Outcome } from '../core/outcome.ts'
import { backoffMs, backoffSchema } from './backoff.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'
import { budgetSchema, RetryBudget } from './retry-budget.ts'

/** Tries again after a failure, up to `retriesMax` times, unless the deadline would pass during the backoff. */
export const retrySchema = z.strictObject({
  kind: z.literal('retry'),
  retriesMax: fields.count(0, 100),
  backoff: backoffSchema.prefault({ kind: 'none' }),
  /** Outcomes that are tried again. */
  retryOn: z.array(z.enum(['failed', 'timeout', 'rejected'])).default(['failed', 'timeout']),
  /** Shared by all requests of the client; none when left out. */
  budget: budgetSchema.optional(),
})
export type RetryOptions = z.infer<typeof retrySchema>

/** Makes further attempts of `inner` as {@link retrySchema} says; the last outcome is the result. */
export function retryPolicy(options: RetryOptions, { clock, seed, observer }: PolicyContext): Policy {
  const budget = options.budget && new RetryBudget(options.budget)
  const retryOn: ReadonlySet<string> = new Set(options.retryOn)

  return (inner) => (request, settle) => {
    let retries = 0
    let delayMs = 0
    let cancel: Cancel = NOTHING
    /** Changes whenever an attempt starts or ends, so that an answer given before `inner` returns keeps its own cancel. */
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
      if (outcome.kind === 'ok') budget?.succeed()
      if (!retryOn.has(outcome.kind) || retries === options.retriesMax) return settle(outcome)
      retries += 1
      const u = draw(seed, STREAM.backoff, request.id, request.trail.attempts * 128 + retries)
      delayMs = backoffMs(options.backoff, retries, u, delayMs)
      const dueMs = clock.nowMs() + delayMs
      if (dueMs >= request.deadlineMs) return settle(outcome)
      if (budget !== undefined && !budget.withdraw()) {
        observer.rejected('budget', request)
        return settle(outcome)
      }
      const next: Request = { ...request, cause: 'retry' }
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
