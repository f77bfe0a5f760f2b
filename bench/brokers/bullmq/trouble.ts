import type { BrokerEvents } from '../driver.ts'

/** Errors of a Redis that takes no writes: out of memory, cannot persist, read only. */
const BLOCKED = /\b(OOM|MISCONF|READONLY|NOREPLICAS|CLUSTERDOWN)\b/
const CONNECTION =
  /Connection is closed|writeable|max retries per request|aborted due to connection close|^LOADING|timed out|socket/i
/** The client had no connection to write to. */
const UNSENT = /writeable/
/** Number of distinct reports to remember. A remembered one is not repeated. */
const REMEMBERED = 1000
/** BullMQ's codes: the job is gone, and the job belongs to another delivery. */
const GONE = -1
const NOT_MINE: readonly unknown[] = [-2, -3, -6]

/**
 * Meaning of an error. `connection` is reported elsewhere, `gone` is about a job, `lock` means that a lock has ended.
 */
export type Meaning = 'blocked' | 'connection' | 'gone' | 'lock' | 'refused'

/** Reports the errors of Redis and BullMQ that a run should know. */
export class Trouble {
  readonly #onIncident: BrokerEvents['onIncident']
  readonly #hasLease: boolean
  #blocked = false
  readonly #reported = new Set<string>()
  /** There was an outage, in which locks may have ended. */
  hadOutage = false

  constructor(onIncident: BrokerEvents['onIncident'], hasLease: boolean) {
    this.#onIncident = onIncident
    this.#hasLease = hasLease
  }

  hear(error: unknown): Meaning {
    const meaning = meaningOf(error)
    const { message } = error as Error
    if (meaning === 'blocked') {
      if (!this.#blocked) this.#onIncident('blocked', message)
      this.#blocked = true
      this.hadOutage = true
    } else if (meaning === 'lock') {
      if (!this.#hasLease && !this.hadOutage) this.report(message)
    } else if (meaning !== 'connection') this.report(message)
    return meaning
  }

  /** Redis has taken a message. */
  over(): void {
    if (this.#blocked) this.#onIncident('unblocked', 'takes messages again')
    this.#blocked = false
  }

  /** Reports a failure once. BullMQ emits a refusal again when it then fails the job that it could not complete. */
  report(detail: string): void {
    if (this.#reported.has(detail)) return
    if (this.#reported.size === REMEMBERED) this.#reported.clear()
    this.#reported.add(detail)
    this.#onIncident('failed', detail)
  }
}

/** Whether a command was never sent. One that was sent may have been carried out. */
export function isUnsent(error: unknown): boolean {
  return UNSENT.test((error as Error).message)
}

/** Classifies an error without a report. */
export function meaningOf(error: unknown): Meaning {
  const { code, message } = error as Error & { readonly code?: unknown }
  if (BLOCKED.test(message)) return 'blocked'
  if (code === GONE) return 'gone'
  if (NOT_MINE.includes(code) || message.startsWith('could not renew lock')) return 'lock'
  if (typeof code === 'string' || CONNECTION.test(message)) return 'connection'
  return 'refused'
}
