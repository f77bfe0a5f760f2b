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
 * Without a lease a delivery is kept by telling the server that it is worked on, this often: well within its ack_wait
 * of 30 s, so that only a process that died loses it.
 */
const KEEP_MS = 10_000

/** A delivery that has come. */
interface Arrival {
  readonly message: Message
  readonly sequence: number
  readonly deliveries: number
  /** Where to answer. */
  reply: string
  readonly sinceMs: number
  /** When the server was last told to keep it. */
  keptMs: number
}

/** A message that is worked on: by several handlers when a lease has ended. */
interface Work {
  readonly message: Message
  readonly sequence: number
  /** Of its latest delivery. */
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

/** What comes out of the work stream: hands it to the handlers, and tells the server what they made of it. */
export class NatsDeliveries {
  readonly #context: DeliveryContext
  /** By sequence, as the ids of messages may come again. */
  readonly #works = new Map<number, Work>()
  /** Waiting for a place. */
  readonly #arrivals: Arrival[] = []
  /** Sequences that are done or dead: when the answer was lost they come again. */
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

  /** Places for further messages. */
  get free(): number {
    return this.#concurrency - this.#context.book.inFlight - this.#arrivals.length
  }

  get concurrency(): number {
    return this.#concurrency
  }

  start(concurrency: number, handler: Handler): void {
    this.#concurrency = concurrency
    this.#handler = handler
    this.#dispatch()
  }

  /** Hands over nothing more. What has come waits for the next handler. */
  pause(): void {
    this.#concurrency = 0
    this.#handler = undefined
  }

  /**
   * The work stream is gone. What a handler holds completes when it settles, but nothing is answered; what waits for a
   * handler is lost too.
   */
  lostAll(): void {
    for (const work of this.#works.values()) work.reply = NOWHERE
    this.#works.clear()
    this.#arrivals.length = 0
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
    const arrival = { message, reply, sinceMs: nowMs, keptMs: nowMs, ...place }
    if (!this.#isOldNews(arrival)) this.#arrivals.push(arrival)
    this.#dispatch()
  }

  /** Keeps what is held or worked on where no lease ends it. */
  keep(nowMs: number): void {
    if (this.#context.spec.leaseMs !== undefined) return
    for (const work of this.#works.values()) if (!work.over) this.#keep(work, nowMs)
    for (const arrival of this.#arrivals) this.#keep(arrival, nowMs)
  }

  #keep(held: { readonly reply: string; keptMs: number }, nowMs: number): void {
    if (nowMs - held.keptMs < KEEP_MS) return
    held.keptMs = nowMs
    this.#context.answer(held.reply, WORKING)
  }

  /**
   * Whether a delivery is none for a handler: its message is over, is being worked on to the end, or has been delivered
   * too often.
   */
  #isOldNews(arrival: Arrival): boolean {
    const { sequence, deliveries, reply, sinceMs } = arrival
    const { spec, answer } = this.#context
    if (this.#over.has(sequence)) {
      answer(reply, ACK)
      return true
    }
    if (this.#burials.again(arrival)) return true
    const work = this.#works.get(sequence)
    const step = afterArrival(this.#stateOf(work, deliveries - 1), false, LEASE_ENDED)
    if (work !== undefined && (spec.leaseMs === undefined || step.kind !== 'deliver')) {
      work.reply = reply
      work.keptMs = sinceMs
      return true
    }
    const waiting = this.#arrivals.findIndex((other) => other.sequence === sequence)
    if (waiting >= 0) this.#arrivals.splice(waiting, 1)
    if (step.kind !== 'dead') return false
    this.#burials.bury(arrival, step.reason)
    return true
  }

  #dispatch(): void {
    // A delivery that is settled at once comes back here; this loop, not a call in a call, then takes the next.
    if (this.#isDispatching) return
    this.#isDispatching = true
    const { book } = this.#context
    while (this.#handler !== undefined && this.#arrivals.length > 0 && book.inFlight < this.#concurrency) {
      this.#deliver(this.#arrivals.shift()!, this.#handler)
    }
    this.#isDispatching = false
  }

  #deliver(arrival: Arrival, handler: Handler): void {
    const { message, sequence, deliveries, reply, sinceMs } = arrival
    const { book, spec, events, onRoom } = this.#context
    const known = this.#works.get(sequence)
    const isExpired = book.isExpired(message.id, spec.messageTtlMs)
    const step = afterArrival(this.#stateOf(undefined, deliveries - 1), isExpired, LEASE_ENDED)
    if (step.kind === 'dead') {
      // Somebody whose lease has ended may still be working on it.
      if (known !== undefined) known.over = true
      this.#burials.bury(arrival, step.reason)
      onRoom()
      return
    }
    const work = known ?? { message, sequence, reply, deliveries, keptMs: sinceMs, working: 0, over: false }
    work.reply = reply
    work.deliveries = deliveries
    work.working += 1
    this.#works.set(sequence, work)
    book.delivered(message)
    let settled = false
    const settle = (settlement: Settlement) => {
      if (settled || this.#isStopped) return
      settled = true
      onRoom()
      book.released()
      work.working -= 1
      if (work.working === 0 && work.reply !== NOWHERE) this.#works.delete(sequence)
      if (!work.over) this.#settle(work, arrival, settlement)
      this.#dispatch()
    }
    try {
      handler({ message, deliveries }, settle)
    } catch (error) {
      // Thrown into the client's reader it would end the connection.
      events.onIncident('failed', `a handler threw ${(error as Error).stack}`)
    }
  }

  #settle(work: Work, arrival: Arrival, settlement: Settlement): void {
    const { spec, book, clock, answer } = this.#context
    const { message, sequence } = work
    const isLatest = arrival.deliveries === work.deliveries
    const isLate = spec.leaseMs !== undefined && (!isLatest || clock.nowMs() - arrival.sinceMs >= spec.leaseMs)
    const step = afterSettlement(this.#stateOf(work, work.deliveries), settlement, isLate)
    if (step.kind === 'end') {
      work.over = true
      if (work.reply !== NOWHERE) this.#over.add(sequence)
      book.ended(message.id)
      answer(work.reply, ACK)
    } else if (step.kind === 'dead') this.#end(work, step.reason)
    else if (step.kind === 'again') {
      book.again(message.id, step.delayMs)
      answer(work.reply, nak(step.delayMs))
    } else if (step.kind === 'ignore' && isLatest) {
      // The server delivers it again by itself.
      book.again(message.id, 0)
    }
  }

  #stateOf(work: Work | undefined, deliveries: number): MessageState {
    const { deliveriesMax } = this.#context.spec
    return { isOver: work?.over ?? false, deliveries, deliveriesMax, working: work?.working ?? 0 }
  }

  #end(work: Work, reason: string): void {
    work.over = true
    this.#burials.bury(work, reason)
  }
}
