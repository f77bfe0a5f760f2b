import type { Channel, ConsumeMessage } from 'amqplib'
import type { Message } from '../../queue/broker.ts'
import type { RabbitmqConnection } from './connection.ts'
import { PREFETCH_MAX } from './names.ts'

/** Messages that were counted and have not come by then will not: somebody else has taken them. */
const PATIENCE_MS = 5000

/** Understands what is in the queue; undefined for what is not of the run. */
export type Decode = (content: Buffer) => Message | undefined

/**
 * Takes dead letters with a consumer that lives for one batch: `basic.get` would cost a round trip for each of them.
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
   * Takes up to `max` messages, the oldest first. What was not acknowledged when a channel ends is in the queue again,
   * and is not handed over.
   */
  take(max: number, decode: Decode): Promise<Message[]> {
    // One after the other: each counts on what it has seen in the queue.
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
            // One that is there already is a copy: the confirmation of the first burial was lost.
            if (message !== undefined && !messages.has(message.id)) messages.set(message.id, message)
          }
        }
        if (last !== undefined) channel.ack(last, true)
        taken = [...messages.values()]
      })
    } catch {
      // The channel is gone. Had everything been acknowledged before, it may be gone from the queue, so it is handed
      // over.
    }
    return taken
  }

  /**
   * The next messages, delivered and not acknowledged; none when there are none. @throws Error when the channel ends.
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
