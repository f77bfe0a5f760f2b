import type { BrokerEvents } from '../driver.ts'

/** Redis takes nothing: out of memory, cannot persist, read only. */
const BLOCKED = /\b(OOM|MISCONF|READONLY|NOREPLICAS|CLUSTERDOWN)\b/
const CONNECTION =
  /Connection is closed|writeable|max retries per request|aborted due to connection close|^LOADING|timed out|socket/i
/** The client had no connection to write to. */
const UNSENT = /writeable/
/** What was told is not told again as long as it is remembered. */
const REMEMBERED = 1000
/** BullMQ's codes: the job is not there, and is not this delivery's. */
const GONE = -1
const NOT_MINE: readonly unknown[] = [-2, -3, -6]

/** What an error means: of the connection, which is told elsewhere; of a job that is gone; of a lock that has ended. */
export type Meaning = 'blocked' | 'connection' | 'gone' | 'lock' | 'refused'

/** Errors of Redis and of BullMQ: tells the run what it should know of them. */
export class Trouble {
  readonly #onIncident: BrokerEvents['onIncident']
  readonly #hasLease: boolean
  #blocked = false
  readonly #reported = new Set<string>()
  /** Locks may have ended meanwhile. */
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

  /** BullMQ tells the same refusal twice when it fails a job that it could not complete. */
  report(detail: string): void {
    if (this.#reported.has(detail)) return
    if (this.#reported.size === REMEMBERED) this.#reported.clear()
    this.#reported.add(detail)
    this.#onIncident('failed', detail)
  }
}

/** Whether a command was not even sent; one that was sent may have been carried out. */
export function isUnsent(error: unknown): boolean {
  return UNSENT.test((error as Error).message)
}

/** Without telling anybody. */
export function meaningOf(error: unknown): Meaning {
  const { code, message } = error as Error & { readonly code?: unknown }
  if (BLOCKED.test(message)) return 'blocked'
  if (code === GONE) return 'gone'
  if (NOT_MINE.includes(code) || message.startsWith('could not renew lock')) return 'lock'
  if (typeof code === 'string' || CONNECTION.test(message)) return 'connection'
  return 'refused'
}
