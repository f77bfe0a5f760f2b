import { failed, type Outcome } from '../../bench/core/outcome.ts'
import type { TargetAttempt } from '../model/model.ts'

/** Request header that tells a target which attempt this is and how long its caller waits. */
export const ATTEMPT_HEADER = 'x-stormbench'
/** Response header: time the target spent on the attempt, ms. */
export const BUSY_HEADER = 'x-busy-ms'

/** This long after its caller gave up an exchange ends, work or no work. Longer than any caller's timer is late. */
export const LET_GO_MS = 2000

export const WORK_PATH = '/work'
export const WARM_UP_PATH = '/warm-up'
export const ADMIN_RESET_PATH = '/admin/reset'
export const ADMIN_COUNTERS_PATH = '/admin/counters'
/** Answers with what tells this target from every other. */
export const ADMIN_IDENTITY_PATH = '/admin/identity'

/** Headers of an answer; `busyMs`: how long the attempt was worked on, undefined when it was not. */
export function answerHeaders(busyMs: number | undefined): readonly (readonly [name: string, value: string])[] {
  return busyMs === undefined ? [] : [[BUSY_HEADER, busyMs.toFixed(3)]]
}

const ATTEMPT = /^request=(\d+), attempt=(\d+)(?:, timeout-ms=(\d+(?:\.\d+)?))?$/

/** Value of {@link ATTEMPT_HEADER}; an infinite timeout is left out. */
export function writeAttempt(request: number, attempt: number, timeoutMs: number): string {
  const timeout = timeoutMs === Number.POSITIVE_INFINITY ? '' : `, timeout-ms=${Math.max(0, timeoutMs).toFixed(3)}`
  return `request=${request}, attempt=${attempt}${timeout}`
}

/** Undefined when the header is missing or malformed. */
export function readAttempt(header: unknown, nowMs: number): TargetAttempt | undefined {
  const match = typeof header === 'string' ? ATTEMPT.exec(header) : null
  if (match === null) return undefined
  const expiresMs = match[3] === undefined ? Number.POSITIVE_INFINITY : nowMs + Number(match[3])
  return { request: Number(match[1]), attempt: Number(match[2]), expiresMs }
}

const STATUS_OF_REASON: Readonly<Record<string, number>> = {
  downstream: 424,
  shed: 429,
  error: 500,
  outage: 502,
  full: 503,
  expired: 504,
}
const REASON_OF_STATUS = new Map(Object.entries(STATUS_OF_REASON).map(([reason, status]) => [status, reason]))

/** The HTTP status that stands for how the work of an attempt ended. */
export function statusOf(outcome: Outcome): number {
  if (outcome.kind === 'ok') return 200
  return (outcome.kind === 'failed' ? STATUS_OF_REASON[outcome.reason] : undefined) ?? 500
}

/** Whether a target of ours that answers with this status did the work of the attempt, to its end. */
export function wasWorkedOn(status: number): boolean {
  return status < 400 || status === STATUS_OF_REASON.error || status === STATUS_OF_REASON.downstream
}

/** How an attempt ended that was answered with this status; `own` targets have reasons behind their codes. */
export function outcomeOf(status: number, busyMs: number, own: boolean): Outcome {
  if (status < 400) return { kind: 'ok', busyMs }
  return failed((own ? REASON_OF_STATUS.get(status) : undefined) ?? `http ${status}`)
}
