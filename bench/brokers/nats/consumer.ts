import type { Msg, Subscription } from '@nats-io/transport-node'
import type { Clock } from '../../core/clock.ts'
import { nanos } from './codec.ts'
import { type NatsConnection, statusOf } from './connection.ts'

/** Lifetime of a request. The server drops it then and says so. */
const REQUEST_MS = 30_000
/** A request without an answer for this much longer was lost. */
const GRACE_MS = 5000
const TIME_IS_UP = 408

export interface ConsumerEvents {
  onMessage(msg: Msg): void
  /** The time of a request is up, and the rest of its messages will not come. Ask again. */
  onIdle(): void
  /** The server refused a request. Its messages will not come. */
  onRefused(detail: string): void
}

/**
 * Requests as many messages from a pull consumer as there are free places. The client's own `consume` buffers more, and
 * their lease runs meanwhile.
 */
export class NatsConsumer {
  readonly #connection: NatsConnection
  readonly #clock: Clock
  readonly #subject: string
  readonly #events: ConsumerEvents
  #subscription: Subscription | undefined
  #inbox = ''
  #requested = 0
  #askedMs = 0

  constructor(connection: NatsConnection, clock: Clock, stream: string, consumer: string, events: ConsumerEvents) {
    this.#connection = connection
    this.#clock = clock
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`
    this.#events = events
  }

  /** Messages that were requested and have not come. */
  get requested(): number {
    return this.#requested
  }

  /** @throws Error when the connection has been closed. */
  ask(count: number): void {
    this.#subscribe()
    this.#requested += count
    this.#askedMs = this.#clock.nowMs()
    this.#connection.nc.publish(this.#subject, `{"batch":${count},"expires":${nanos(REQUEST_MS)}}`, {
      reply: this.#inbox,
    })
  }

  /** Withdraws all requests. Messages on their way still come. */
  forget(): void {
    this.#requested = 0
    const subscription = this.#subscription
    this.#subscription = undefined
    if (subscription === undefined || subscription.isClosed()) return
    // The client rejects this if the connection ends first. Then no message is on its way either.
    subscription.drain().catch(() => undefined)
  }

  /** Whether a request seems to be lost. */
  isOverdue(nowMs: number): boolean {
    return this.#requested > 0 && nowMs - this.#askedMs > REQUEST_MS + GRACE_MS
  }

  /** Ends receiving at once. */
  stop(): void {
    this.#requested = 0
    this.#subscription?.unsubscribe()
    this.#subscription = undefined
  }

  #subscribe(): void {
    if (this.#subscription !== undefined) return
    const inbox = this.#connection.core.createInbox()
    this.#inbox = inbox
    const subscription = this.#connection.nc.subscribe(inbox, {
      callback: (error, msg) => {
        const isCurrent = this.#subscription === subscription
        if (error !== null) {
          if (isCurrent) this.#refused(error.message)
        } else if (msg.subject !== inbox) {
          if (isCurrent && this.#requested > 0) this.#requested -= 1
          this.#events.onMessage(msg)
        } else if (isCurrent) this.#heard(msg)
      },
    })
    this.#subscription = subscription
  }

  #heard(msg: Msg): void {
    const status = statusOf(msg)
    if (status === undefined) this.#events.onMessage(msg)
    else if (status.code === TIME_IS_UP) {
      this.#requested = Math.max(0, this.#requested - status.left)
      this.#events.onIdle()
    } else if (status.code >= 400) this.#refused(status.text)
  }

  #refused(detail: string): void {
    this.forget()
    this.#events.onRefused(detail)
  }
}
