import type { Msg } from '@nats-io/transport-node'
import type { Clock } from '../../core/clock.ts'
import { Recent } from '../../core/recent.ts'
import type { BrokerSpec, Handler, Message, Settlement } from '../../queue/broker.ts'
import { afterArrival, afterSettlement, LEASE_ENDED, type MessageState } from '../../queue/settle.ts'
import type { BrokerEvents } from '../driver.ts'
import type { MessageBook } from '../message-book.ts'
import { type Answer, NatsBurials } from './burials.ts'
import { ACK, decode, NOWHERE, nak, placeOf, TERM, WORKING } from './codec.ts'
import type { NatsDeadLetters } from './dead-letters.ts'

/**
 * Without a lease, time between two answers that keep a delivery. It is well within the ack_wait of 30 s, so only a
 * process that died loses a delivery.
 */
const KEEP_MS = 10_000

/** One delivery of a message. */
interface Delivered {
  readonly message: Message
  readonly sequence: number
  readonly deliveries: number
  /** Subject for the answer. */
  reply: string
  readonly sinceMs: number
  /** Time of the last answer that keeps it. */
  keptMs: number
}

/** A message that handlers work on. There may be several after the end of a lease. */
interface Held {
  readonly message: Message
  readonly sequence: number
  /** Reply subject of its latest delivery. */
  reply: string
  deliveries: number
  keptMs: number
  working: number
  /** Done or dead. */
  over: boolean
}

export interface DeliveryContext {
  readonly clock: Clock
  readonly spec: BrokerSpec
  readonly book: MessageBook
  readonly deadLetters: NatsDeadLetters
  readonly events: BrokerEvents
  readonly answer: Answer
  /** A place has become free. */
  readonly onRoom: () => void
}

/** Hands messages of the work stream to the handlers, and answers the server with their settlements. */
export class NatsDeliveries {
  readonly #context: DeliveryContext
  /** By sequence, since message ids may repeat. */
  readonly #held = new Map<number, Held>()
  /** Deliveries that wait for a free place. */
  readonly #waiting: Delivered[] = []
  /** Sequences that are done or dead. They come again when the answer was lost. */
  readonly #over = new Recent()
  readonly #burials: NatsBurials
  #concurrency = 0
  #handler: Handler | undefined
  #isDispatching = false
  #isStopped = false

  constructor(context: DeliveryContext) {
    this.#context = context
    const { deadLetters, book, events, answer } = context
    this.#burials = new NatsBurials(deadLetters, book, events, answer, this.#over)
  }

  /** Free places for further messages. */
  get free(): number {
    return this.#concurrency - this.#context.book.inFlight - this.#waiting.length
  }

  get concurrency(): number {
    return this.#concurrency
  }

  start(concurrency: number, handler: Handler): void {
    this.#concurrency = concurrency
    this.#handler = handler
    this.#dispatch()
  }

  /** Hands over no more messages. Those that have come wait for the next handler. */
  pause(): void {
    this.#concurrency = 0
    this.#handler = undefined
  }

  /**
   * The work stream is gone. A message in work completes when its handler settles, without an answer to the server.
   * Messages that wait for a handler are lost.
   */
  lostAll(): void {
    for (const held of this.#held.values()) held.reply = NOWHERE
    this.#held.clear()
    this.#waiting.length = 0
    this.#over.clear()
    this.#burials.lostAll()
  }

  stop(): void {
    this.#isStopped = true
    this.#burials.stop()
    this.pause()
  }

  onMessage(msg: Msg): void {
    if (this.#isStopped) return
    const { events, answer, clock } = this.#context
    const reply = msg.reply ?? ''
    const place = placeOf(reply)
    const message = place === undefined ? undefined : decode(msg.data)
    if (place === undefined || message === undefined) {
      if (place !== undefined) answer(reply, TERM)
      events.onIncident('foreign', `a message of ${msg.data.length} bytes on ${msg.subject}`)
      return
    }
    const nowMs = clock.nowMs()
    const delivered = { message, reply, sinceMs: nowMs, keptMs: nowMs, ...place }
    if (!this.#isStale(delivered)) this.#waiting.push(delivered)
    this.#dispatch()
  }

  /** Keeps the deliveries in work or waiting, if there is no lease. */
  keep(nowMs: number): void {
    if (this.#context.spec.leaseMs !== undefined) return
    for (const held of this.#held.values()) if (!held.over) this.#keep(held, nowMs)
    for (const delivered of this.#waiting) this.#keep(delivered, nowMs)
  }

  #keep(held: { readonly reply: string; keptMs: number }, nowMs: number): void {
    if (nowMs - held.keptMs < KEEP_MS) return
    held.keptMs = nowMs
    this.#context.answer(held.reply, WORKING)
  }

  /**
   * Whether no handler may get a delivery: its message is over, is in work to the end, or has had too many deliveries.
   */
  #isStale(delivered: Delivered): boolean {
    const { sequence, deliveries, reply, sinceMs } = delivered
    const { spec, answer } = this.#context
    if (this.#over.has(sequence)) {
      answer(reply, ACK)
      return true
    }
    if (this.#burials.again(delivered)) return true
    const held = this.#held.get(sequence)
    const step = afterArrival(this.#stateOf(held, deliveries - 1), false, LEASE_ENDED)
    if (held !== undefined && (spec.leaseMs === undefined || step.kind !== 'deliver')) {
      held.reply = reply
      held.keptMs = sinceMs
      return true
    }
    const index = this.#waiting.findIndex((other) => other.sequence === sequence)
    if (index >= 0) this.#waiting.splice(index, 1)
    if (step.kind !== 'dead') return false
    this.#burials.bury(delivered, step.reason)
    return true
  }

  #dispatch(): void {
    // A handler that settles at once calls this again. The loop then takes the next message, without recursion.
    if (this.#isDispatching) return
    this.#isDispatching = true
    const { book } = this.#context
    while (this.#handler !== undefined && this.#waiting.length > 0 && book.inFlight < this.#concurrency) {
      this.#deliver(this.#waiting.shift()!, this.#handler)
    }
    this.#isDispatching = false
  }

  #deliver(delivered: Delivered, handler: Handler): void {
    const { message, sequence, deliveries, reply, sinceMs } = delivered
    const { book, spec, events, onRoom } = this.#context
    const known = this.#held.get(sequence)
    const isExpired = book.isExpired(message.id, spec.messageTtlMs)
    const step = afterArrival(this.#stateOf(undefined, deliveries - 1), isExpired, LEASE_ENDED)
    if (step.kind === 'dead') {
      // A handler whose lease has ended may still work on it.
      if (known !== undefined) known.over = true
      this.#burials.bury(delivered, step.reason)
      onRoom()
      return
    }
    const held = known ?? { message, sequence, reply, deliveries, keptMs: sinceMs, working: 0, over: false }
    held.reply = reply
    held.deliveries = deliveries
    held.working += 1
    this.#held.set(sequence, held)
    book.delivered(message)
    let settled = false
    const settle = (settlement: Settlement) => {
      if (settled || this.#isStopped) return
      settled = true
      onRoom()
      book.released()
      held.working -= 1
      if (held.working === 0 && held.reply !== NOWHERE) this.#held.delete(sequence)
      if (!held.over) this.#settle(held, delivered, settlement)
      this.#dispatch()
    }
    try {
      handler({ message, deliveries }, settle)
    } catch (error) {
      // An error thrown into the client's reader would end the connection.
      events.onIncident('failed', `a handler threw ${(error as Error).stack}`)
    }
  }

  #settle(held: Held, delivered: Delivered, settlement: Settlement): void {
    const { spec, book, clock, answer } = this.#context
    const { message, sequence } = held
    const isLatest = delivered.deliveries === held.deliveries
    const isLate = spec.leaseMs !== undefined && (!isLatest || clock.nowMs() - delivered.sinceMs >= spec.leaseMs)
    const step = afterSettlement(this.#stateOf(held, held.deliveries), settlement, isLate)
    if (step.kind === 'end') {
      held.over = true
      if (held.reply !== NOWHERE) this.#over.add(sequence)
      book.ended(message.id)
      answer(held.reply, ACK)
    } else if (step.kind === 'dead') this.#end(held, step.reason)
    else if (step.kind === 'again') {
      book.again(message.id, step.delayMs)
      answer(held.reply, nak(step.delayMs))
    } else if (step.kind === 'ignore' && isLatest) {
      // The server redelivers it by itself.
      book.again(message.id, 0)
    }
  }

  #stateOf(held: Held | undefined, deliveries: number): MessageState {
    const { deliveriesMax } = this.#context.spec
    return { isOver: held?.over ?? false, deliveries, deliveriesMax, working: held?.working ?? 0 }
  }

  #end(held: Held, reason: string): void {
    held.over = true
    this.#burials.bury(held, reason)
  }
}
