import type { Clock } from '../core/clock.ts'
import type { BrokerStats, Message } from '../queue/broker.ts'

/** Tracks where each message of a run is, as seen by this process, the only producer and consumer. */
export class MessageBook {
  readonly #clock: Clock
  /** Publishing time of each message that the broker holds. */
  readonly #known = new Map<number, number>()
  /** Start of waiting of each message that waits, in the order of arrival. */
  readonly #ready = new Map<number, number>()
  /** End of the delay of each delayed message. */
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

  /** Messages that wait, are delayed or are being worked on. */
  get held(): number {
    return this.#known.size
  }

  /** A message was sent. Its delivery may come before the confirmation. */
  published({ id }: Message): void {
    const nowMs = this.#clock.nowMs()
    this.#known.set(id, nowMs)
    this.#ready.set(id, nowMs)
  }

  /** The broker has confirmed a message, so it now counts for the largest depth. */
  confirmed(): void {
    this.#noteDepth()
  }

  /** The broker has lost all that it held. */
  lostAll(): void {
    this.#known.clear()
    this.#ready.clear()
    this.#delayed.clear()
  }

  /** The broker has lost the messages that wait. Delayed ones and those being worked on are elsewhere. */
  lostReady(): void {
    for (const id of this.#ready.keys()) this.#known.delete(id)
    this.#ready.clear()
  }

  /** A handler got a message. Returns its age, ms, or 0 when this process has not published it. */
  delivered({ id }: Message): number {
    this.#leave(id)
    this.#inFlight += 1
    const ageMs = this.ageMs(id)
    this.#ageMaxMs = Math.max(this.#ageMaxMs, ageMs)
    return ageMs
  }

  /** Time since a message was published, ms. */
  ageMs(id: number): number {
    const publishedMs = this.#known.get(id)
    return publishedMs === undefined ? 0 : this.#clock.nowMs() - publishedMs
  }

  /** Whether a message is older than its TTL. False without a TTL. */
  isExpired(id: number, ttlMs: number | undefined): boolean {
    return ttlMs !== undefined && this.ageMs(id) >= ttlMs
  }

  /** A handler has settled, in time or not. */
  released(): void {
    this.#inFlight -= 1
  }

  /** A message waits again, at once or after a delay. */
  again(id: number, delayMs: number): void {
    const nowMs = this.#clock.nowMs()
    if (!this.#known.has(id)) return
    this.#leave(id)
    if (delayMs > 0) this.#delayed.set(id, nowMs + delayMs)
    else this.#ready.set(id, nowMs)
    this.#noteDepth()
  }

  /** The broker no longer holds a message: it is done, refused, or its delivery state is unknown. */
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
