import { z } from 'zod'
import type { Call, Request } from '../core/call.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import { fields } from '../core/fields.ts'
import { type Outcome, TIMEOUT } from '../core/outcome.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/** Limits one attempt. The caller stops waiting then, but the target goes on working. */
export const timeoutSchema = z.strictObject({
  kind: z.literal('timeout'),
  /** Longest wait from the start of the attempt, ms, above 0. */
  timeoutMs: fields.spanMs(),
})
export type TimeoutOptions = z.infer<typeof timeoutSchema>

/** Limits a request with all its attempts. Each attempt passes the time that is left on to the target. */
export const deadlineSchema = z.strictObject({
  kind: z.literal('deadline'),
  /** Longest wait from the planned start of the request, ms, above 0. */
  deadlineMs: fields.spanMs(),
})
export type DeadlineOptions = z.infer<typeof deadlineSchema>

/** Ends the wait for an attempt `timeoutMs` after its start. */
export function timeoutPolicy({ timeoutMs }: TimeoutOptions, { clock }: PolicyContext): Policy {
  return (inner) => (request, settle) => settleBy(clock, clock.nowMs() + timeoutMs, inner, request, settle)
}

/** Ends the wait for a request `deadlineMs` after its planned start. */
export function deadlinePolicy({ deadlineMs }: DeadlineOptions, { clock }: PolicyContext): Policy {
  return (inner) => (request, settle) => settleBy(clock, request.intendedMs + deadlineMs, inner, request, settle)
}

/** Calls `inner` and settles as `timeout` at `dueMs` if it has not answered. Does not call it if `dueMs` has passed. */
function settleBy(
  clock: Clock,
  dueMs: number,
  inner: Call,
  request: Request,
  settle: (outcome: Outcome) => void,
): Cancel {
  if (dueMs <= clock.nowMs()) {
    settle(TIMEOUT)
    return NOTHING
  }
  let settled = false
  let cancelTimer: Cancel = NOTHING
  const cancelInner = inner(dueBy(request, dueMs), (outcome) => {
    settled = true
    cancelTimer()
    settle(outcome)
  })
  if (settled) return NOTHING
  cancelTimer = clock.at(dueMs, () => {
    cancelInner()
    settle(TIMEOUT)
  })
  return () => {
    cancelTimer()
    cancelInner()
  }
}

/** The request with a nearer deadline, copied field by field: a spread costs more than the rest of a timeout. */
function dueBy({ id, intendedMs, deadlineMs, cause, after, trail }: Request, dueMs: number): Request {
  return { id, intendedMs, deadlineMs: Math.min(deadlineMs, dueMs), cause, after, trail }
}
