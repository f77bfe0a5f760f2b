import type { Recent } from '../../core/recent.ts'
import type { Message } from '../../queue/broker.ts'
import type { BrokerEvents } from '../driver.ts'
import type { MessageBook } from '../message-book.ts'
import { ACK, NOWHERE, nak } from './codec.ts'
import type { NatsDeadLetters } from './dead-letters.ts'

/** Time after which the server redelivers a message whose dead letter could not be stored. */
const STORE_AGAIN_MS = 1000

/** Answers the server about a delivery. */
export type Answer = (reply: string, answer: Uint8Array) => void

/** Latest delivery of a dead message. */
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

/** Stores a dead letter first and acknowledges its message after that, so that a crash in between loses none. */
export class NatsBurials {
  readonly #deadLetters: NatsDeadLetters
  readonly #book: MessageBook
  readonly #events: BrokerEvents
  readonly #answer: Answer
  readonly #over: Recent
  /** Burials whose dead letter is not stored yet, by sequence. */
  readonly #burying = new Map<number, Burial>()
  #isStopped = false

  /** `over` gets the sequence of each message that has gone. */
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
        // A lost connection or a lack of room was reported already. The letter is stored after that.
        if (this.#deadLetters.isConnected && receipt !== 'full') {
          this.#events.onIncident('failed', `the dead letter of message ${message.id} was not stored: ${problem}`)
        }
        this.#answer(corpse.reply, nak(STORE_AGAIN_MS))
      }
    })
  }

  /** Continues the burial of a message that comes again. Returns false when it has none. */
  again(corpse: Corpse): boolean {
    const burial = this.#burying.get(corpse.sequence)
    if (burial === undefined) return false
    if (!burial.isOpen) this.bury(corpse, burial.reason)
    return true
  }

  /**
   * The work stream is gone. Dead letters on their way are still stored, but no message comes again to be buried.
   */
  lostAll(): void {
    for (const { corpse } of this.#burying.values()) corpse.reply = NOWHERE
    this.#burying.clear()
  }

  stop(): void {
    this.#isStopped = true
  }
}
