import type { Recent } from '../../core/recent.ts'
import type { Message } from '../../queue/broker.ts'
import type { BrokerEvents } from '../driver.ts'
import type { MessageBook } from '../message-book.ts'
import { ACK, NOWHERE, nak } from './codec.ts'
import type { NatsDeadLetters } from './dead-letters.ts'

/** A dead letter that could not be stored comes back after this. */
const STORE_AGAIN_MS = 1000

/** Tells the server what became of a delivery. */
export type Answer = (reply: string, answer: Uint8Array) => void

/** The latest delivery of a message that is dead. */
export interface Corpse {
  readonly message: Message
  readonly sequence: number
  reply: string
}

interface Burial {
  readonly corpse: Corpse
  readonly reason: string
  isOpen: boolean
}

/** Stores dead letters, then lets go of their messages: in this order, so that a crash between loses none. */
export class NatsBurials {
  readonly #deadLetters: NatsDeadLetters
  readonly #book: MessageBook
  readonly #events: BrokerEvents
  readonly #answer: Answer
  readonly #over: Recent
  /** Why each of those is dead whose dead letter is not stored yet. */
  readonly #burying = new Map<number, Burial>()
  #isStopped = false

  /** `over`: is told of each message that has gone. */
  constructor(deadLetters: NatsDeadLetters, book: MessageBook, events: BrokerEvents, answer: Answer, over: Recent) {
    this.#deadLetters = deadLetters
    this.#book = book
    this.#events = events
    this.#answer = answer
    this.#over = over
  }

  bury(corpse: Corpse, reason: string): void {
    const { message, sequence } = corpse
    const burial: Burial = { corpse, reason, isOpen: true }
    if (corpse.reply !== NOWHERE) this.#burying.set(sequence, burial)
    this.#deadLetters.store(message, sequence, (receipt, problem) => {
      if (this.#isStopped) return
      burial.isOpen = false
      if (receipt === 'accepted') {
        if (corpse.reply !== NOWHERE) {
          this.#burying.delete(sequence)
          this.#over.add(sequence)
        }
        this.#answer(corpse.reply, ACK)
        this.#book.buried(message.id)
        this.#events.onDead(message, reason)
      } else {
        // A lost connection has been told, and so has a lack of room; the letter is stored when that is over.
        if (this.#deadLetters.isConnected && receipt !== 'full') {
          this.#events.onIncident('failed', `the dead letter of message ${message.id} was not stored: ${problem}`)
        }
        this.#answer(corpse.reply, nak(STORE_AGAIN_MS))
      }
    })
  }

  /** Goes on with one that comes again. False when it is not being buried. */
  again(corpse: Corpse): boolean {
    const burial = this.#burying.get(corpse.sequence)
    if (burial === undefined) return false
    if (!burial.isOpen) this.bury(corpse, burial.reason)
    return true
  }

  /**
   * The work stream is gone. A dead letter that is on its way is still stored, but nothing comes again that could be
   * buried.
   */
  lostAll(): void {
    for (const { corpse } of this.#burying.values()) corpse.reply = NOWHERE
    this.#burying.clear()
  }

  stop(): void {
    this.#isStopped = true
  }
}
