import type { Channel } from 'amqplib'
import type { STORAGES } from '../../core/broker-info.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import type { RabbitmqConnection } from './connection.ts'
import type { DelayQueue } from './deliveries.ts'
import { isOfOtherSettings } from './error-text.ts'
import { delayName, type QueueNames } from './names.ts'

/** Storage of messages: replicated and written by Raft, or on one node. */
export type RabbitmqStorage = (typeof STORAGES.rabbitmq)[number]

/**
 * Limit of returns of a quorum queue, high enough never to apply. From RabbitMQ 4.0 on the default drops a message
 * after 20 returns, but the run decides how often a message may come.
 */
const RETURNS_MAX = 1_000_000

/** Declares the queues of one run and knows which of them exist. */
export class RabbitmqQueues {
  readonly #connection: RabbitmqConnection
  readonly #storage: RabbitmqStorage
  readonly #spec: BrokerSpec
  readonly #names: QueueNames
  /** Queues of this run, in the order of their declaration. */
  readonly #ours = new Set<string>()
  /** Declarations that the broker has not answered yet. */
  readonly #declaring = new Set<Promise<void>>()
  /** Delay queues declared since the channels were opened. */
  readonly #delays = new Map<string, Promise<void>>()

  constructor(connection: RabbitmqConnection, storage: RabbitmqStorage, spec: BrokerSpec, names: QueueNames) {
    this.#connection = connection
    this.#storage = storage
    this.#spec = spec
    this.#names = names
  }

  /**
   * Returns the queues of this run in the order of their deletion. Waits until the broker has answered all
   * declarations.
   */
  async ours(): Promise<string[]> {
    await Promise.all(this.#declaring)
    return [...this.#ours].toReversed()
  }

  /** Declares the queues that every run needs. @throws Error when the broker refuses. */
  async declare(): Promise<void> {
    const { main, dead, retry } = this.#names
    this.#delays.clear()
    const overflow = { 'x-max-length': this.#spec.depthMax, 'x-overflow': 'reject-publish' }
    await this.#awaited(async (channel) => {
      await this.#declare(channel, main, overflow)
      await this.#declare(channel, dead, {})
      await this.#declare(channel, retry, {})
    })
  }

  /** Returns the queue for a delay, declared at its first use. Many declarations at once have hung a RabbitMQ 3.10. */
  readonly delay: DelayQueue = (delayMs) => {
    const name = delayName(this.#names, delayMs)
    const made = this.#delays.get(name) ?? this.#declareDelay(name, delayMs)
    return { name, made }
  }

  #declareDelay(name: string, delayMs: number): Promise<void> {
    // The retry queue has no bound and refuses nothing. The delay queue of quorum storage still keeps a message until
    // the retry queue has it.
    const strategy = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' }
    const args = {
      'x-message-ttl': delayMs,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': this.#names.retry,
      ...(this.#storage === 'quorum' ? strategy : {}),
    }
    const made = this.#awaited((channel) => this.#declare(channel, name, args))
    this.#delays.set(name, made)
    made.catch(() => this.#delays.delete(name))
    return made
  }

  async #awaited(declare: (channel: Channel) => Promise<void>): Promise<void> {
    const answered = this.#connection.once(declare)
    const ended = answered.catch(() => undefined)
    this.#declaring.add(ended)
    try {
      await answered
    } finally {
      this.#declaring.delete(ended)
    }
  }

  async #declare(channel: Channel, name: string, args: Record<string, unknown>): Promise<void> {
    const returns = this.#storage === 'quorum' ? { 'x-delivery-limit': RETURNS_MAX } : {}
    // The queue may exist even if no answer comes.
    this.#ours.add(name)
    try {
      await channel.assertQueue(name, {
        durable: true,
        arguments: { 'x-queue-type': this.#storage, ...returns, ...args },
      })
    } catch (error) {
      if (isOfOtherSettings(error)) this.#ours.delete(name)
      throw error
    }
  }
}
