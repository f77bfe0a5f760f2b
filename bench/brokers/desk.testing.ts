import { RealClock } from '../core/real-clock.ts'
import type { Broker, BrokerSpec, Delivery, Handler, Settlement } from '../queue/broker.ts'
import type { RunQueue } from './driver.ts'

/** Longest wait for something to happen, ms. */
const PATIENCE_MS = 20_000
/** Time without an event after which it counts as not happening, ms. */
const QUIET_MS = 400

/** For tests: the settlement of successful work. */
export const DONE: Settlement = { kind: 'done' }

/** For tests: makes a queue, by default of 1000 messages and 4 deliveries. */
export type Desks = (spec?: Partial<BrokerSpec>) => Promise<Desk>

/** For tests: one queue with a log of its events: `accepted #1`, `take #1 (2)`, `dead #1 reason`. */
export class Desk {
  readonly log: string[] = []
  readonly incidents: string[] = []
  readonly clock = new RealClock()
  readonly broker: Broker
  readonly #queue: RunQueue
  #removed = false

  constructor(queue: RunQueue) {
    this.#queue = queue
    this.broker = queue.broker(this.clock, {
      onDead: ({ id }, reason) => this.note(`dead #${id} ${reason}`),
      onIncident: (kind, detail) => this.incidents.push(`${kind} ${detail}`),
    })
  }

  get queueName(): string | undefined {
    return this.#queue.queueName
  }

  remaining(): Promise<number> {
    return this.#queue.remaining()
  }

  note(event: string): void {
    this.log.push(event)
  }

  count(kind: string): number {
    return this.log.filter((line) => line.startsWith(kind)).length
  }

  taken(): string[] {
    return this.log.filter((line) => line.startsWith('take'))
  }

  publish(id: number): void {
    this.broker.publish({ id, intendedMs: id }, (receipt) => this.note(`${receipt} #${id}`))
  }

  /** Settles when the broker has answered. */
  published(id: number): Promise<void> {
    return new Promise((resolve) => {
      this.broker.publish({ id, intendedMs: id }, (receipt) => {
        this.note(`${receipt} #${id}`)
        resolve()
      })
    })
  }

  consume(concurrency: number, settlement: (delivery: Delivery) => Settlement): void {
    const handler: Handler = (delivery, settle) => {
      this.note(`take #${delivery.message.id} (${delivery.deliveries})`)
      settle(settlement(delivery))
    }
    this.broker.consume(concurrency, handler)
  }

  takeDead(max: number): Promise<number[]> {
    return new Promise((resolve) => this.broker.takeDead(max, (messages) => resolve(messages.map(({ id }) => id))))
  }

  passed(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.at(this.clock.nowMs() + ms, resolve))
  }

  quiet(): Promise<void> {
    return this.passed(QUIET_MS)
  }

  /** Waits until a condition holds. @throws Error with the log when the time is up. */
  async until(holds: () => boolean): Promise<void> {
    const endMs = this.clock.nowMs() + PATIENCE_MS
    while (!holds()) {
      if (this.clock.nowMs() > endMs) {
        const stats = JSON.stringify(this.broker.stats())
        throw new Error(
          `it did not come to pass; ${stats} ${this.incidents.join(', ')}; ${this.log.slice(-40).join(', ')}`,
        )
      }
      await this.passed(5)
    }
  }

  async remove(): Promise<void> {
    if (this.#removed) return
    this.#removed = true
    this.broker.destroy()
    await this.#queue.remove()
    this.clock.stop()
  }
}
