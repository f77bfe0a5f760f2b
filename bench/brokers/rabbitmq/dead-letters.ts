import type { Channel, ConsumeMessage } from 'amqplib'
import type { Message } from '../../queue/broker.ts'
import type { RabbitmqConnection } from './connection.ts'
import { PREFETCH_MAX } from './names.ts'

/** Longest wait for counted messages. What has not come by then was taken by another consumer. */
const PATIENCE_MS = 5000

/** Decodes a message of the queue. Returns undefined for one that is not of the run. */
export type Decode = (content: Buffer) => Message | undefined

/**
 * Takes dead letters with a consumer per batch, since `basic.get` would cost a round trip for each message.
 */
export class RabbitmqDeadLetters {
  readonly #connection: RabbitmqConnection
  readonly #queue: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(connection: RabbitmqConnection, queue: string) {
    this.#connection = connection
    this.#queue = queue
  }

  /**
   * Takes up to `max` messages, the oldest first. If the channel ends before the acknowledgement, the messages are in
   * the queue again and are not handed over.
   */
  take(max: number, decode: Decode): Promise<Message[]> {
    // One call after the other, since each relies on its count of the queue.
    const taken = this.#turn.then(() => this.#take(max, decode))
    this.#turn = taken
    return taken
  }

  async #take(max: number, decode: Decode): Promise<Message[]> {
    let taken: Message[] = []
    try {
      await this.#connection.once(async (channel) => {
        const messages = new Map<number, Message>()
        let last: ConsumeMessage | undefined
        while (messages.size < max) {
          const batch = await this.#batch(channel, max - messages.size)
          if (batch.length === 0) break
          last = batch.at(-1)
          for (const { content } of batch) {
            const message = decode(content)
            // A message with a known id is a copy, made because the confirmation of its first burial was lost.
            if (message !== undefined && !messages.has(message.id)) messages.set(message.id, message)
          }
        }
        if (last !== undefined) channel.ack(last, true)
        taken = [...messages.values()]
      })
    } catch {
      // The channel is gone. If all was acknowledged before, the queue may no longer hold it, so it is handed over.
    }
    return taken
  }

  /**
   * Returns the next messages, delivered and not acknowledged. @throws Error when the channel ends.
   */
  async #batch(channel: Channel, max: number): Promise<ConsumeMessage[]> {
    const { messageCount } = await channel.checkQueue(this.#queue)
    const wanted = Math.min(messageCount, max, PREFETCH_MAX)
    if (wanted === 0) return []
    await channel.prefetch(wanted)
    const batch: ConsumeMessage[] = []
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    channel.once('close', end)
    const { consumerTag } = await channel.consume(this.#queue, (raw) => {
      if (raw !== null) batch.push(raw)
      if (raw === null || batch.length === wanted) end()
    })
    await this.#connection.within(PATIENCE_MS, ended).catch(() => undefined)
    channel.off('close', end)
    await channel.cancel(consumerTag)
    return batch
  }
}
