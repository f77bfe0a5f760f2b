import type { ConfirmChannel } from 'amqplib'
import type { Receipt } from '../broker.ts'

/** Most messages that wait for their confirmation: in a memory alarm the broker confirms none, and the client would keep all. */
export const CONFIRM_WINDOW = 1000

const PERSISTENT = { persistent: true }
/** What amqplib makes of a negative confirmation; it has no other sign of it. */
const NACKED = 'message nacked'

/** Sends messages and hears what became of them. Without a channel nothing can be sent. */
export class RabbitmqPublisher {
  channel: ConfirmChannel | undefined
  #unconfirmed = 0

  /** Why a message would not be sent, undefined when it would. */
  refuses(): Receipt | undefined {
    if (this.channel === undefined) return 'unsent'
    return this.#unconfirmed >= CONFIRM_WINDOW ? 'full' : undefined
  }

  publish(queue: string, body: Buffer, confirm: (receipt: Receipt) => void): void {
    this.#unconfirmed += 1
    this.#send(queue, body, (receipt) => {
      this.#unconfirmed -= 1
      confirm(receipt)
    })
  }

  /** Puts what has been delivered into another queue, outside the window: there are no more than deliveries. */
  move(queue: string, body: Buffer, moved: (receipt: Receipt) => void): void {
    this.#send(queue, body, moved)
  }

  #send(queue: string, body: Buffer, confirm: (receipt: Receipt) => void): void {
    const { channel } = this
    if (channel === undefined) {
      confirm('unsent')
      return
    }
    try {
      channel.sendToQueue(queue, body, PERSISTENT, (error: Error | null) => {
        confirm(error === null ? 'accepted' : error.message === NACKED ? 'full' : 'unknown')
      })
    } catch {
      // The channel is closed, which its owner is about to hear; amqplib keeps no callback of what it could not send.
      confirm('unsent')
    }
  }
}
