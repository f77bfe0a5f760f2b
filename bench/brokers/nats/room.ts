import type { Clock } from '../../core/clock.ts'
import type { BrokerEvents } from '../driver.ts'

/** The storage of the account or of the server is used up, or reserved by others. */
const USED_UP: readonly number[] = [10_002, 10_023, 10_028, 10_047]
/** A stream could not store a message. Why is told in words only: its own bound, or what its disk has to say. */
const NOT_STORED = 10_077
const BOUND = /^maximum messages exceeded/
/**
 * Nothing must have been refused for so long until messages count as being taken again: each that is consumed makes
 * room for one more.
 */
const CALM_MS = 1000

/**
 * What a refused message means: the stream holds as many as it may, the server has no room for it, or something else.
 */
export function refusalMeans(code: number, text: string): 'bound' | 'no room' | 'other' {
  if (code === NOT_STORED) return BOUND.test(text) ? 'bound' : 'no room'
  return USED_UP.includes(code) ? 'no room' : 'other'
}

/** Tells when the server has no storage left for messages, and when it has again. */
export class NatsRoom {
  readonly #clock: Clock
  readonly #tell: BrokerEvents['onIncident']
  #isBlocked = false
  #refusedMs = 0
  /** A message was taken after the last refusal. */
  #isTaking = false

  constructor(clock: Clock, tell: BrokerEvents['onIncident']) {
    this.#clock = clock
    this.#tell = tell
  }

  refused(detail: string): void {
    this.#refusedMs = this.#clock.nowMs()
    this.#isTaking = false
    if (this.#isBlocked) return
    this.#isBlocked = true
    this.#tell('blocked', detail)
  }

  taken(): void {
    this.#isTaking = true
  }

  /** To be called now and then. */
  look(nowMs: number): void {
    if (!this.#isBlocked || !this.#isTaking || nowMs - this.#refusedMs < CALM_MS) return
    this.#isBlocked = false
    this.#tell('unblocked', 'takes messages again')
  }
}
