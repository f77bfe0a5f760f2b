import type { Msg } from '@nats-io/transport-node'
import type { Cancel, Clock } from '../../core/clock.ts'
import { Recent } from '../../core/recent.ts'
import type { Message } from '../../queue/broker.ts'
import type { BrokerEvents } from '../driver.ts'
import { ACK, decode, encode, placeOf } from './codec.ts'
import { type NatsConnection, statusOf } from './connection.ts'
import type { Answered, NatsPublisher } from './publisher.ts'

/** Longest wait for dead letters. Later ones are left for the next call. */
const TAKE_MS = 2000

/** The stream of dead letters. Only the process of the run fills and empties it. */
export class NatsDeadLetters {
  readonly #connection: NatsConnection
  readonly #clock: Clock
  readonly #publisher: NatsPublisher
  readonly #subject: string
  readonly #request: string
  readonly #onIncident: BrokerEvents['onIncident']
  #taken = new Recent()
  readonly #stops = new Set<() => void>()
  /** Dead letters that are stored and were not taken yet. */
  #held = 0

  constructor(
    connection: NatsConnection,
    clock: Clock,
    publisher: NatsPublisher,
    names: { readonly subject: string; readonly stream: string; readonly consumer: string },
    onIncident: BrokerEvents['onIncident'],
  ) {
    this.#connection = connection
    this.#clock = clock
    this.#publisher = publisher
    this.#subject = names.subject
    this.#request = `$JS.API.CONSUMER.MSG.NEXT.${names.stream}.${names.consumer}`
    this.#onIncident = onIncident
  }

  get isConnected(): boolean {
    return this.#connection.isUp
  }

  /**
   * Stores a dead letter. `sequence`: of the message in the work stream. Storing it again after an unknown outcome has
   * no effect. A recreated work stream counts from one, so the key also holds the id of the message.
   */
  store(message: Message, sequence: number, stored: Answered): void {
    const headers = this.#connection.core.headers()
    headers.set('Nats-Msg-Id', `${message.id}.${sequence}`)
    const answered: Answered = (receipt, detail) => {
      if (receipt === 'accepted') this.#held += 1
      stored(receipt, detail)
    }
    this.#publisher.publish(this.#subject, encode(message), answered, headers)
  }

  take(max: number, take: (messages: Message[]) => void): void {
    const count = Math.min(max, this.#held)
    if (count <= 0) {
      take([])
      return
    }
    this.#held -= count
    const messages: Message[] = []
    const taken = this.#taken
    const inbox = this.#connection.core.createInbox()
    let cancel: Cancel = () => undefined
    const subscription = this.#connection.nc.subscribe(inbox, {
      callback: (error, msg) => {
        if (error !== null || (msg.subject === inbox && statusOf(msg) !== undefined)) finish()
        else if (this.#accept(msg, messages) === count) finish()
      },
    })
    const stop = () => {
      cancel()
      subscription.unsubscribe()
      this.#stops.delete(stop)
    }
    const finish = () => {
      if (!this.#stops.has(stop)) return
      stop()
      // After a loss of the stream the rest can no longer be taken.
      if (this.#taken === taken) this.#held += count - messages.length
      try {
        take(messages)
      } catch (error) {
        // An error thrown into the client's reader would end the connection.
        this.#onIncident('failed', `what takes dead letters threw ${(error as Error).stack}`)
      }
    }
    this.#stops.add(stop)
    cancel = this.#clock.at(this.#clock.nowMs() + TAKE_MS, finish)
    this.#connection.nc.publish(this.#request, `{"batch":${count},"no_wait":true}`, { reply: inbox })
  }

  /** The stream is gone. Returns the number of dead letters that it held. */
  lostAll(): number {
    const held = this.#held
    this.#held = 0
    this.#taken = new Recent()
    return held
  }

  /** Hands over no more dead letters. */
  stop(): void {
    for (const stop of [...this.#stops]) stop()
  }

  #accept(msg: Msg, messages: Message[]): number {
    const place = placeOf(msg.reply ?? '')
    const message = decode(msg.data)
    if (place !== undefined) this.#connection.nc.publish(msg.reply!, ACK)
    if (place === undefined || message === undefined) this.#onIncident('foreign', 'a message among the dead letters')
    // A message comes again if its acknowledgement was lost with a connection.
    else if (!this.#taken.has(place.sequence)) {
      this.#taken.add(place.sequence)
      messages.push(message)
    }
    return messages.length
  }
}
