import { failed, type Outcome } from '../../bench/core/outcome.ts'
import type { TargetAttempt } from '../model/model.ts'

/** Request header with the number of the attempt and how long its caller waits. */
export const ATTEMPT_HEADER = 'x-stormbench'
/** Response header with the busy time of the attempt, ms. */
export const BUSY_HEADER = 'x-busy-ms'

/** Response header of an answer that a fault proxy gives in the place of the service: the reason of the failure. */
export const PROXY_HEADER = 'x-stormbench-proxy'

/** Time after which an exchange ends once its caller gave up, ms. More than a caller's timer can be late. */
export const LET_GO_MS = 2000

export const WORK_PATH = '/work'
export const WARM_UP_PATH = '/warm-up'
export const ADMIN_RESET_PATH = '/admin/reset'
export const ADMIN_COUNTERS_PATH = '/admin/counters'
/** Path that answers with the id of the target. */
export const ADMIN_IDENTITY_PATH = '/admin/identity'

/** Headers of an answer; `busyMs`: busy time of the attempt, undefined without work. */
export function answerHeaders(busyMs: number | undefined): readonly (readonly [name: string, value: string])[] {
  return busyMs === undefined ? [] : [[BUSY_HEADER, busyMs.toFixed(3)]]
}

const ATTEMPT = /^request=(\d+), attempt=(\d+)(?:, timeout-ms=(\d+(?:\.\d+)?))?$/

/** Writes the value of {@link ATTEMPT_HEADER}, without an infinite timeout. */
export function writeAttempt(request: number, attempt: number, timeoutMs: number): string {
  const timeout = timeoutMs === Number.POSITIVE_INFINITY ? '' : `, timeout-ms=${Math.max(0, timeoutMs).toFixed(3)}`
  return `request=${request}, attempt=${attempt}${timeout}`
}

/** Reads the value of {@link ATTEMPT_HEADER}; undefined when it is missing or malformed. */
export function readAttempt(header: unknown, nowMs: number): TargetAttempt | undefined {
  const match = typeof header === 'string' ? ATTEMPT.exec(header) : null
  if (match === null) return undefined
  const expiresMs = match[3] === undefined ? Number.POSITIVE_INFINITY : nowMs + Number(match[3])
  return { request: Number(match[1]), attempt: Number(match[2]), expiresMs }
}

const STATUS_OF_REASON: Readonly<Record<string, number>> = {
  downstream: 424,
  shed: 429,
  // nginx logs a connection that it closes without an answer with this status.
  reset: 444,
  error: 500,
  outage: 502,
  full: 503,
  expired: 504,
}
const REASON_OF_STATUS = new Map(Object.entries(STATUS_OF_REASON).map(([reason, status]) => [status, reason]))

/** The HTTP status for the outcome of an attempt. */
export function statusOf(outcome: Outcome): number {
  if (outcome.kind === 'ok') return 200
  return (outcome.kind === 'failed' ? STATUS_OF_REASON[outcome.reason] : undefined) ?? 500
}

/** Whether the program's own target finished the work of an attempt that it answers with this status. */
export function wasWorkedOn(status: number): boolean {
  return status < 400 || status === STATUS_OF_REASON.error || status === STATUS_OF_REASON.downstream
}

/** The outcome for a status. With `own`, the codes of the program's own target give the reason. */
export function outcomeOf(status: number, busyMs: number, own: boolean): Outcome {
  if (status < 400) return { kind: 'ok', busyMs }
  return failed((own ? REASON_OF_STATUS.get(status) : undefined) ?? `http ${status}`)
}
