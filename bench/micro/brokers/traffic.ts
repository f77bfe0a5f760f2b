import type { Confirmed, Peer } from '../../brokers/peer.ts'
import type { Clock } from '../../core/clock.ts'
import { NOTHING } from '../../policy/policy.ts'
import type { Message } from '../../queue/broker.ts'

/** Longest time that messages in flight may take to come, ms. */
const DRAIN_MS = 10_000
const LOOK_MS = 5

/** Sends messages through one peer and counts them. Both sides use it, so its cost is in both. */
export class Traffic {
  readonly #peer: Peer
  readonly #fail: (error: Error) => void
  #published = 0
  #confirmed = 0
  #settled = 0
  #isStopped = false
  /** Called when a message was confirmed or settled. */
  onProgress: () => void = NOTHING
  /** Called for each message that was taken and acknowledged. */
  onSettled: (message: Message) => void = NOTHING

  constructor(peer: Peer, fail: (error: Error) => void) {
    this.#peer = peer
    this.#fail = fail
  }

  /** Takes messages from now on. */
  async begin(): Promise<void> {
    await this.#peer.consume((message) => {
      this.#settled += 1
      this.onSettled(message)
      this.onProgress()
    })
  }

  /** Number of messages that were both confirmed and settled, at least. */
  get completed(): number {
    return Math.min(this.#confirmed, this.#settled)
  }

  /** Messages that were published and have not both been confirmed and settled. */
  get onTheirWay(): number {
    return this.#published - this.completed
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Stops sending, because the connections are about to close. */
  stop(): void {
    this.#isStopped = true
  }

  send(intendedMs: number): void {
    if (this.#isStopped) return
    const id = this.#published
    this.#published += 1
    this.#peer.publish({ id, intendedMs }, this.#onConfirmed)
  }

  /** Settles when no message is in flight. @throws Error when that takes too long. */
  async drained(clock: Clock): Promise<void> {
    const endMs = clock.nowMs() + DRAIN_MS
    while (this.onTheirWay > 0) {
      if (clock.nowMs() > endMs) throw new Error(`${this.onTheirWay} messages did not come within ${DRAIN_MS / 1000} s`)
      await passed(clock, LOOK_MS)
    }
    if (this.#settled !== this.#published) {
      throw new Error(`${this.#published} messages were published and ${this.#settled} settled`)
    }
  }

  readonly #onConfirmed: Confirmed = (why) => {
    if (why !== undefined) this.#fail(new Error(`a message was not accepted: ${why}`))
    this.#confirmed += 1
    this.onProgress()
  }
}

/** Settles after this time. */
export function passed(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.at(clock.nowMs() + ms, resolve))
}
