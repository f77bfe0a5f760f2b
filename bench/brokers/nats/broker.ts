import type { Cancel, Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec, BrokerStats, Consumer, Handler, Message, Receipt } from '../../queue/broker.ts'
import { type BrokerEvents, CONFIRM_WINDOW } from '../driver.ts'
import { MessageBook } from '../message-book.ts'
import { encode, NOWHERE } from './codec.ts'
import type { ConnectionListener, NatsConnection } from './connection.ts'
import { NatsConsumer } from './consumer.ts'
import { NatsDeadLetters } from './dead-letters.ts'
import { NatsDeliveries } from './deliveries.ts'
import type { NatsNames } from './names.ts'
import { type Gap, NatsPresence } from './presence.ts'
import { NatsPublisher } from './publisher.ts'
import { NatsRoom } from './room.ts'

const TICK_MS = 500

/** The queue of one run in JetStream: a work stream, from which it pulls, and a stream of dead letters. */
export class NatsBroker implements Broker, ConnectionListener {
  readonly #connection: NatsConnection
  readonly #names: NatsNames
  readonly #clock: Clock
  readonly #events: BrokerEvents
  readonly #book: MessageBook
  readonly #room: NatsRoom
  readonly #publisher: NatsPublisher
  readonly #consumer: NatsConsumer
  readonly #deadLetters: NatsDeadLetters
  readonly #deliveries: NatsDeliveries
  readonly #presence: NatsPresence
  /** Answers that wait for the connection, at most one per delivery in work. */
  readonly #owed: { readonly reply: string; readonly answer: Uint8Array }[] = []
  readonly #reported = new Set<string>()
  #handler: Handler | undefined
  /** Connected, and the streams exist. */
  #isReady: boolean
  #isPullPlanned = false
  #isDestroyed = false
  #cancelTick: Cancel = () => undefined

  /** `make` makes the missing streams and consumers. */
  constructor(
    connection: NatsConnection,
    names: NatsNames,
    make: () => Promise<void>,
    clock: Clock,
    spec: BrokerSpec,
    events: BrokerEvents,
  ) {
    this.#connection = connection
    this.#names = names
    this.#clock = clock
    this.#events = events
    this.#isReady = connection.isUp
    this.#book = new MessageBook(clock)
    this.#room = new NatsRoom(clock, events.onIncident)
    this.#publisher = new NatsPublisher(connection, clock, this.#room, (detail) => events.onIncident('failed', detail))
    const dead = { subject: names.deadSubject, stream: names.dead, consumer: names.consumer }
    this.#deadLetters = new NatsDeadLetters(connection, clock, this.#publisher, dead, events.onIncident)
    this.#deliveries = new NatsDeliveries({
      clock,
      spec,
      events,
      book: this.#book,
      deadLetters: this.#deadLetters,
      answer: (reply, answer) => this.#answer(reply, answer),
      onRoom: () => this.#planPull(),
    })
    this.#consumer = new NatsConsumer(connection, clock, names.work, names.consumer, {
      onMessage: (msg) => {
        // Comes first, so that the request leaves together with the answers to this message.
        this.#planPull()
        this.#deliveries.onMessage(msg)
      },
      onIdle: () => this.#planPull(),
      onRefused: (detail) => this.#presence.look(`a request for messages was refused: ${detail}`),
    })
    this.#presence = new NatsPresence(connection, names, clock, make, {
      onPresent: () => this.#goOn(),
      onMissing: (gaps) => this.#lose(gaps),
      onFailed: (detail) => this.#reportOnce(detail),
    })
    connection.listen(this)
    this.#tick()
  }

  publish(message: Message, confirm: (receipt: Receipt) => void): void {
    if (this.#isDestroyed) return
    if (!this.#isReady) {
      confirm('unsent')
      return
    }
    if (this.#publisher.unconfirmed >= CONFIRM_WINDOW) {
      confirm('full')
      return
    }
    this.#book.published(message)
    this.#publisher.publish(this.#names.workSubject, encode(message), (receipt, detail) => {
      if (receipt === 'accepted') this.#book.confirmed()
      else this.#book.ended(message.id)
      if (receipt !== 'accepted' && receipt !== 'full' && this.#isReady)
        this.#reportOnce(`a message was not confirmed: ${detail}`)
      confirm(receipt)
    })
  }

  consume(concurrency: number, handler: Handler): Consumer {
    const own: Handler = (delivery, settle) => handler(delivery, settle)
    this.#handler = own
    this.#deliveries.start(concurrency, own)
    this.#planPull()
    return {
      stop: () => {
        if (this.#handler !== own) return
        this.#handler = undefined
        this.#deliveries.pause()
        this.#consumer.forget()
      },
    }
  }

  stats(): BrokerStats {
    return this.#book.stats()
  }

  takeDead(max: number, take: (messages: Message[]) => void): void {
    if (this.#isDestroyed) return
    if (!this.#isReady) take([])
    else this.#deadLetters.take(max, take)
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#connection.leave(this)
    this.#cancelTick()
    this.#presence.stop()
    this.#deliveries.stop()
    this.#deadLetters.stop()
    this.#consumer.stop()
    this.#publisher.stop()
  }

  down(detail: string): void {
    this.#isReady = false
    this.#presence.stop()
    this.#consumer.stop()
    this.#events.onIncident('down', detail)
    this.#publisher.abandon('the connection was lost')
  }

  up(detail: string): void {
    this.#events.onIncident('up', detail)
    this.#presence.look()
  }

  failed(detail: string): void {
    this.#reportOnce(detail)
  }

  /** Reports what the server has lost, with counts, and forgets it. A recreated stream counts from one. */
  #lose(gaps: readonly Gap[]): void {
    this.#isReady = false
    const { work, dead } = this.#names
    const lost: string[] = []
    for (const { stream, isStream } of gaps) {
      if (!isStream) lost.push(`the consumer of ${stream}`)
      else if (stream === work) {
        const { held, inFlight } = this.#book
        lost.push(`${work} with the ${held} messages it held, of which ${inFlight} are being worked on`)
        this.#owed.length = 0
        this.#deliveries.lostAll()
        this.#book.lostAll()
      } else lost.push(`${dead} with ${this.#deadLetters.lostAll()} dead letters`)
    }
    this.#events.onIncident('failed', `not in the server any more, and lost: ${lost.join('; ')}`)
  }

  #goOn(): void {
    this.#isReady = true
    for (const { reply, answer } of this.#owed.splice(0)) this.#answer(reply, answer)
    this.#consumer.stop()
    this.#planPull()
  }

  #answer(reply: string, answer: Uint8Array): void {
    if (reply === NOWHERE) return
    if (!this.#isReady) {
      this.#owed.push({ reply, answer })
      return
    }
    try {
      this.#connection.nc.publish(reply, answer)
    } catch (error) {
      this.#reportOnce(`an answer was not sent: ${(error as Error).message}`)
    }
  }

  /** Requests messages after all that have come were handed over. */
  #planPull(): void {
    if (this.#isPullPlanned || this.#isDestroyed) return
    this.#isPullPlanned = true
    queueMicrotask(() => {
      this.#isPullPlanned = false
      this.#pull()
    })
  }

  #pull(): void {
    if (this.#isDestroyed || !this.#isReady || this.#presence.isLooking) return
    const free = this.#deliveries.free - this.#consumer.requested
    // While messages are requested, a few free places wait for more of them. A request costs as much as a message.
    const isWorthIt = this.#consumer.requested === 0 || free * 4 >= this.#deliveries.concurrency
    if (free <= 0 || !isWorthIt) return
    try {
      this.#consumer.ask(free)
    } catch (error) {
      this.#reportOnce(`messages were not asked for: ${(error as Error).message}`)
    }
  }

  #tick(): void {
    const nowMs = this.#clock.nowMs()
    this.#publisher.expire(nowMs)
    this.#room.look(nowMs)
    if (this.#isReady) {
      this.#deliveries.keep(nowMs)
      if (this.#consumer.isOverdue(nowMs)) {
        this.#consumer.forget()
        this.#planPull()
      }
    }
    this.#cancelTick = this.#clock.at(nowMs + TICK_MS, () => this.#tick())
  }

  /** Reports each distinct failure once, since the same one may come with each message. */
  #reportOnce(detail: string): void {
    if (this.#reported.has(detail)) return
    this.#reported.add(detail)
    this.#events.onIncident('failed', detail)
  }
}
