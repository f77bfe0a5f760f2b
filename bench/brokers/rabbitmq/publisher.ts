import type { ConfirmChannel, Message } from 'amqplib'
import type { Receipt } from '../../queue/broker.ts'
import { CONFIRM_WINDOW } from '../driver.ts'

/** What amqplib makes of a negative confirmation; it has no other sign of it. */
const NACKED = 'message nacked'

/** `returned`: the broker has no such queue, and so does not hold the message. */
export type Moved = Receipt | 'returned'

/** A channel, and how much that was sent on it waits for an answer. */
interface Way {
  readonly channel: ConfirmChannel
  unanswered: number
  answered: () => void
}

/** Sends messages and hears what became of them. Without a channel nothing can be sent. */
export class RabbitmqPublisher {
  /**
   * Messages that came back and are not confirmed yet: the broker says both, in this order, and to confirm is not to
   * hold.
   */
  readonly #returned = new Set<string>()
  #way: Way | undefined
  #unconfirmed = 0
  #sent = 0

  /** From now on messages are sent on this channel; `onMissing` hears of a queue that is not there. */
  up(channel: ConfirmChannel, onMissing: (queue: string) => void): void {
    this.#way = { channel, unanswered: 0, answered: () => undefined }
    channel.on('return', ({ fields, properties }: Message) => {
      this.#returned.add(properties.messageId as string)
      onMissing(fields.routingKey)
    })
  }

  /** Nothing more is sent on its channel. Settles when all that was has been answered, or the channel has ended. */
  down(): Promise<void> {
    const way = this.#way
    this.#way = undefined
    if (way === undefined || way.unanswered === 0) return Promise.resolve()
    return new Promise((resolve) => {
      way.answered = resolve
    })
  }

  /** Why a message would not be sent, undefined when it would. */
  refuses(): Receipt | undefined {
    if (this.#way === undefined) return 'unsent'
    return this.#unconfirmed >= CONFIRM_WINDOW ? 'full' : undefined
  }

  publish(queue: string, body: Buffer, confirm: (receipt: Receipt) => void): void {
    this.#unconfirmed += 1
    this.#send(queue, body, (receipt) => {
      this.#unconfirmed -= 1
      // For certain not held, which `unknown` would leave open, and not for want of room.
      confirm(receipt === 'returned' ? 'unsent' : receipt)
    })
  }

  /** Puts what has been delivered into another queue, outside the window: there are no more than deliveries. */
  move(queue: string, body: Buffer, moved: (receipt: Moved) => void): void {
    this.#send(queue, body, moved)
  }

  #send(queue: string, body: Buffer, confirm: (receipt: Moved) => void): void {
    const way = this.#way
    if (way === undefined) {
      confirm('unsent')
      return
    }
    this.#sent += 1
    const messageId = `${this.#sent}`
    try {
      way.channel.sendToQueue(queue, body, { persistent: true, mandatory: true, messageId }, (error: Error | null) => {
        way.unanswered -= 1
        const isReturned = this.#returned.delete(messageId)
        confirm(isReturned ? 'returned' : receiptOf(error))
        if (way.unanswered === 0) way.answered()
      })
      way.unanswered += 1
    } catch {
      // The channel is closed, which its owner is about to hear; amqplib keeps no callback of what it could not send.
      confirm('unsent')
    }
  }
}

function receiptOf(error: Error | null): Receipt {
  if (error === null) return 'accepted'
  return error.message === NACKED ? 'full' : 'unknown'
}
