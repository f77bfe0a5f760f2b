import type { ConfirmChannel, Message } from 'amqplib'
import type { Receipt } from '../../queue/broker.ts'
import { CONFIRM_WINDOW } from '../driver.ts'

/** Error text of amqplib for a negative confirmation. Nothing else marks one. */
const NACKED = 'message nacked'

/** `returned`: the broker has no such queue and does not hold the message. */
export type Moved = Receipt | 'returned'

/** A channel, and the number of messages on it that wait for an answer. */
interface Way {
  readonly channel: ConfirmChannel
  unanswered: number
  answered: () => void
}

/** Sends messages and reports the outcome of each. Without a channel nothing can be sent. */
export class RabbitmqPublisher {
  /**
   * Messages that the broker returned and has not confirmed yet. It confirms them after that, although it does not hold
   * them.
   */
  readonly #returned = new Set<string>()
  #way: Way | undefined
  #unconfirmed = 0
  #sent = 0

  /** Sends on this channel from now on. `onMissing` is called for a queue that does not exist. */
  up(channel: ConfirmChannel, onMissing: (queue: string) => void): void {
    this.#way = { channel, unanswered: 0, answered: () => undefined }
    channel.on('return', ({ fields, properties }: Message) => {
      this.#returned.add(properties.messageId as string)
      onMissing(fields.routingKey)
    })
  }

  /** Sends no more on its channel. Settles when all messages on it are answered, or the channel has ended. */
  down(): Promise<void> {
    const way = this.#way
    this.#way = undefined
    if (way === undefined || way.unanswered === 0) return Promise.resolve()
    return new Promise((resolve) => {
      way.answered = resolve
    })
  }

  /** Returns why a message would not be sent. Undefined when it would. */
  refuses(): Receipt | undefined {
    if (this.#way === undefined) return 'unsent'
    return this.#unconfirmed >= CONFIRM_WINDOW ? 'full' : undefined
  }

  publish(queue: string, body: Buffer, confirm: (receipt: Receipt) => void): void {
    this.#unconfirmed += 1
    this.#send(queue, body, (receipt) => {
      this.#unconfirmed -= 1
      // The broker does not hold it, which `unknown` would leave open. The reason is not a lack of room.
      confirm(receipt === 'returned' ? 'unsent' : receipt)
    })
  }

  /** Moves a delivered message to another queue. The window does not count it: deliveries limit the number. */
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
      // The channel is closed, and its owner will get that event. amqplib drops the callback of a message it cannot
      // send.
      confirm('unsent')
    }
  }
}

function receiptOf(error: Error | null): Receipt {
  if (error === null) return 'accepted'
  return error.message === NACKED ? 'full' : 'unknown'
}
