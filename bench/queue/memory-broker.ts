import type { Cancel, Clock } from '../core/clock.ts'
import { Ring } from '../core/ring.ts'
import type {
  Broker,
  BrokerSpec,
  BrokerStats,
  Consumer,
  DeadLetterListener,
  Handler,
  Message,
  Receipt,
  Settlement,
} from './broker.ts'
import { type Held, ReadyQueue } from './ready-queue.ts'
import { afterLease, afterSettlement, type Step } from './settle.ts'

/** Dead letters kept for `takeDead`. Older ones are only counted. */
const DEAD_KEPT_MAX = 100_000

/** The broker in this process: a bounded queue in memory. Its durability is that of the process. */
export class MemoryBroker implements Broker {
  readonly #clock: Clock
  readonly #spec: BrokerSpec
  readonly #onDead: DeadLetterListener
  readonly #ready = new ReadyQueue()
  readonly #delayed = new Set<Cancel>()
  readonly #leases = new Set<Cancel>()
  readonly #deadKept = new Ring<Message>()
  /** Handlers at work. Each keeps its place until it settles, even after the end of its lease. */
  #inFlight = 0
  #dead = 0
  #depthMax = 0
  #ageMaxMs = 0
  #consumer: { readonly concurrency: number; readonly handler: Handler } | undefined
  #dispatching = false
  #destroyed = false
  #cancelExpiry: Cancel | undefined

  constructor(clock: Clock, spec: BrokerSpec, onDead: DeadLetterListener) {
    this.#clock = clock
    this.#spec = spec
    this.#onDead = onDead
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    if (this.#destroyed) return
    if (this.#waiting + this.#inFlight >= this.#spec.depthMax) {
      confirm('full')
      return
    }
    const nowMs = this.#clock.nowMs()
    this.#ready.push({
      message,
      publishedMs: nowMs,
      deliveries: 0,
      deliveriesMax: this.#spec.deliveriesMax,
      working: 0,
      isOver: false,
      readyMs: nowMs,
    })
    this.#noteDepth()
    confirm('accepted')
    this.#dispatch()
  }

  consume(concurrency: number, handler: Handler): Consumer {
    const consumer = { concurrency, handler }
    this.#consumer = consumer
    this.#dispatch()
    return {
      stop: () => {
        if (this.#consumer === consumer) this.#consumer = undefined
      },
    }
  }

  stats(): BrokerStats {
    const oldest = this.#ready.peek()
    return {
      ready: this.#ready.size,
      delayed: this.#delayed.size,
      inFlight: this.#inFlight,
      dead: this.#dead,
      oldestMs: oldest === undefined ? 0 : this.#clock.nowMs() - oldest.readyMs,
      depthMax: this.#depthMax,
      ageMaxMs: this.#ageMaxMs,
    }
  }

  takeDead(max: number, take: (messages: Message[]) => void): void {
    const taken: Message[] = []
    while (taken.length < max && this.#deadKept.size > 0) taken.push(this.#deadKept.shift()!)
    if (!this.#destroyed) take(taken)
  }

  destroy(): void {
    this.#destroyed = true
    this.#consumer = undefined
    this.#cancelExpiry?.()
    for (const cancel of this.#delayed) cancel()
    for (const cancel of this.#leases) cancel()
    this.#delayed.clear()
    this.#leases.clear()
    this.#ready.clear()
  }

  /** Hands out messages while there are both messages and free consumers. */
  #dispatch(): void {
    // A handler that settles at once calls this again. The loop then takes the next message, without recursion.
    if (this.#dispatching) return
    this.#dispatching = true
    try {
      this.#expire()
      while (this.#consumer !== undefined && this.#inFlight < this.#consumer.concurrency && this.#ready.size > 0) {
        this.#deliver(this.#ready.take()!, this.#consumer.handler)
        this.#expire()
      }
    } finally {
      this.#dispatching = false
    }
  }

  #deliver(held: Held, handler: Handler): void {
    const { leaseMs } = this.#spec
    this.#inFlight += 1
    held.deliveries += 1
    held.working += 1
    this.#ageMaxMs = Math.max(this.#ageMaxMs, this.#clock.nowMs() - held.publishedMs)
    let settled = false
    let hasLease = true
    let cancelLease: Cancel = () => undefined

    const settle = (settlement: Settlement) => {
      if (settled || this.#destroyed) return
      settled = true
      cancelLease()
      this.#leases.delete(cancelLease)
      this.#inFlight -= 1
      held.working -= 1
      this.#take(held, afterSettlement(held, settlement, !hasLease))
      this.#dispatch()
    }
    if (leaseMs !== undefined) {
      cancelLease = this.#clock.at(this.#clock.nowMs() + leaseMs, () => {
        this.#leases.delete(cancelLease)
        hasLease = false
        this.#take(held, afterLease(held))
        this.#dispatch()
      })
      this.#leases.add(cancelLease)
    }
    handler({ message: held.message, deliveries: held.deliveries }, settle)
  }

  #take(held: Held, step: Step): void {
    if (step.kind === 'end') this.#ready.end(held)
    else if (step.kind === 'dead') this.#bury(held, step.reason)
    else if (step.kind === 'again') this.#again(held, step.delayMs)
  }

  #again(held: Held, delayMs: number): void {
    if (delayMs === 0) this.#requeue(held)
    else {
      const cancel = this.#clock.at(this.#clock.nowMs() + delayMs, () => {
        this.#delayed.delete(cancel)
        if (!held.isOver) this.#requeue(held)
        this.#dispatch()
      })
      this.#delayed.add(cancel)
    }
    this.#noteDepth()
  }

  #requeue(held: Held): void {
    held.readyMs = this.#clock.nowMs()
    this.#ready.push(held)
  }

  #bury(held: Held, reason: string): void {
    this.#ready.end(held)
    this.#dead += 1
    this.#deadKept.push(held.message)
    if (this.#deadKept.size > DEAD_KEPT_MAX) this.#deadKept.shift()
    this.#onDead(held.message, reason)
  }

  get #waiting(): number {
    return this.#ready.size + this.#delayed.size
  }

  /** Buries messages at the head that are older than the TTL. Runs again when the next head expires. */
  #expire(): void {
    const { messageTtlMs } = this.#spec
    if (messageTtlMs === undefined) return
    for (let head = this.#ready.peek(); head !== undefined; head = this.#ready.peek()) {
      const expiresMs = head.publishedMs + messageTtlMs
      if (expiresMs > this.#clock.nowMs()) {
        this.#cancelExpiry ??= this.#clock.at(expiresMs, () => {
          this.#cancelExpiry = undefined
          this.#dispatch()
        })
        return
      }
      this.#ready.take()
      this.#bury(head, 'expired')
    }
  }

  #noteDepth(): void {
    this.#depthMax = Math.max(this.#depthMax, this.#waiting)
  }
}
