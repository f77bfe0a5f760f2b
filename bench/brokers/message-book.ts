import type { Clock } from '../core/clock.ts'
import type { BrokerStats, Message } from '../queue/broker.ts'

/** Where the messages of a run are as far as this process knows, which publishes and consumes all of them. */
export class MessageBook {
  readonly #clock: Clock
  /** When each message that is held was published. */
  readonly #known = new Map<number, number>()
  /** Since when each of those waits that wait, in the order in which they came. */
  readonly #ready = new Map<number, number>()
  /** When the delay of a message ends. */
  readonly #delayed = new Map<number, number>()
  #inFlight = 0
  #dead = 0
  #depthMax = 0
  #ageMaxMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Deliveries whose handler has not settled. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Waiting, delayed and being worked on. */
  get held(): number {
    return this.#known.size
  }

  /** Sent: a delivery may come before the confirmation. */
  published({ id }: Message): void {
    const nowMs = this.#clock.nowMs()
    this.#known.set(id, nowMs)
    this.#ready.set(id, nowMs)
  }

  /** The broker has taken what was published: only now it counts for the largest depth. */
  confirmed(): void {
    this.#noteDepth()
  }

  /** The broker has lost all that it held. */
  lostAll(): void {
    this.#known.clear()
    this.#ready.clear()
    this.#delayed.clear()
  }

  /** The broker has lost what waits; what is delayed or being worked on is elsewhere. */
  lostReady(): void {
    for (const id of this.#ready.keys()) this.#known.delete(id)
    this.#ready.clear()
  }

  /** Handed to a handler. Returns its age, ms: 0 when this process has not published it. */
  delivered({ id }: Message): number {
    this.#leave(id)
    this.#inFlight += 1
    const ageMs = this.ageMs(id)
    this.#ageMaxMs = Math.max(this.#ageMaxMs, ageMs)
    return ageMs
  }

  /** Since it was published, ms. */
  ageMs(id: number): number {
    const publishedMs = this.#known.get(id)
    return publishedMs === undefined ? 0 : this.#clock.nowMs() - publishedMs
  }

  /** Never without a TTL. */
  isExpired(id: number, ttlMs: number | undefined): boolean {
    return ttlMs !== undefined && this.ageMs(id) >= ttlMs
  }

  /** A handler has settled, in time or not. */
  released(): void {
    this.#inFlight -= 1
  }

  /** Waits again, at once or after a delay. */
  again(id: number, delayMs: number): void {
    const nowMs = this.#clock.nowMs()
    if (!this.#known.has(id)) return
    this.#leave(id)
    if (delayMs > 0) this.#delayed.set(id, nowMs + delayMs)
    else this.#ready.set(id, nowMs)
    this.#noteDepth()
  }

  /** Done, refused, or of unknown fate: it is not held any more. */
  ended(id: number): void {
    this.#leave(id)
    this.#known.delete(id)
  }

  buried(id: number): void {
    this.ended(id)
    this.#dead += 1
  }

  stats(): BrokerStats {
    const nowMs = this.#clock.nowMs()
    for (const [id, dueMs] of this.#delayed) {
      if (dueMs > nowMs) continue
      this.#delayed.delete(id)
      this.#ready.set(id, dueMs)
    }
    const oldest = this.#ready.values().next()
    return {
      ready: this.#ready.size,
      delayed: this.#delayed.size,
      inFlight: this.#inFlight,
      dead: this.#dead,
      oldestMs: oldest.done === true ? 0 : nowMs - oldest.value,
      depthMax: this.#depthMax,
      ageMaxMs: this.#ageMaxMs,
    }
  }

  #leave(id: number): void {
    this.#ready.delete(id)
    this.#delayed.delete(id)
  }

  #noteDepth(): void {
    this.#depthMax = Math.max(this.#depthMax, this.#ready.size + this.#delayed.size)
  }
}
