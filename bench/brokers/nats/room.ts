import type { Clock } from '../../core/clock.ts'
import type { BrokerEvents } from '../driver.ts'

/** Error codes: the storage of the account or server is used up, or reserved by others. */
const USED_UP: readonly number[] = [10_002, 10_023, 10_028, 10_047]
/** Error code: a stream could not store a message. Only the text has the reason: its bound, or a disk error. */
const NOT_STORED = 10_077
const BOUND = /^maximum messages exceeded/
/**
 * Time without a refusal after which the server counts as taking messages again. It must not be 0, since each consumed
 * message makes room for one more.
 */
const CALM_MS = 1000

/**
 * Returns why a message was refused: the stream is at its bound, the server has no room, or another reason.
 */
export function refusalMeans(code: number, text: string): 'bound' | 'no room' | 'other' {
  if (code === NOT_STORED) return BOUND.test(text) ? 'bound' : 'no room'
  return USED_UP.includes(code) ? 'no room' : 'other'
}

/** Reports when the server has no storage left for messages, and when it has some again. */
export class NatsRoom {
  readonly #clock: Clock
  readonly #onIncident: BrokerEvents['onIncident']
  #isBlocked = false
  #refusedMs = 0
  /** A message was taken after the last refusal. */
  #isTaking = false

  constructor(clock: Clock, onIncident: BrokerEvents['onIncident']) {
    this.#clock = clock
    this.#onIncident = onIncident
  }

  refused(detail: string): void {
    this.#refusedMs = this.#clock.nowMs()
    this.#isTaking = false
    if (this.#isBlocked) return
    this.#isBlocked = true
    this.#onIncident('blocked', detail)
  }

  taken(): void {
    this.#isTaking = true
  }

  /** Checks whether the lack of room is over. Called at intervals. */
  look(nowMs: number): void {
    if (!this.#isBlocked || !this.#isTaking || nowMs - this.#refusedMs < CALM_MS) return
    this.#isBlocked = false
    this.#onIncident('unblocked', 'takes messages again')
  }
}
