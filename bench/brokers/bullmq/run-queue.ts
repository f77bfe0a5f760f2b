import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { type BrokerEvents, type RunQueue, uniqueName } from '../driver.ts'
import { BullmqBroker } from './broker.ts'
import { keysOf, removeKeys } from './cleanup.ts'
import { type BullmqConnections, hangUp } from './connection.ts'
import { keyPrefixOf } from './names.ts'

/** The key that was written to see whether Redis takes writes goes by itself. */
const TRY_MS = 1000

/** A Redis that was connected to, and how to connect to it again. */
export interface BullmqServer {
  readonly bullmq: typeof import('bullmq')
  readonly connections: BullmqConnections
  readonly redis: Redis
}

/** The queue of one run, with two connections that bear its name. */
export class BullmqRunQueue implements RunQueue {
  readonly queueName: string
  readonly #server: BullmqServer
  readonly #spec: BrokerSpec
  /** Fails at once in an outage. */
  readonly #producer: Redis
  /** Waits for the end of an outage. */
  readonly #consumer: Redis
  #broker: BullmqBroker | undefined

  private constructor(server: BullmqServer, spec: BrokerSpec, name: string, producer: Redis, consumer: Redis) {
    this.queueName = name
    this.#server = server
    this.#spec = spec
    this.#producer = producer
    this.#consumer = consumer
  }

  /**
   * @throws CannotRunError when Redis takes no writes, or has keys of that name, which are left as they are.
   */
  static async open(server: BullmqServer, spec: BrokerSpec, name = uniqueName()): Promise<BullmqRunQueue> {
    const { connections } = server
    // Others see by this name that the queue is in use. An outage is an error at once, not a hidden wait.
    const producer = await connections.connect({
      connectionName: name,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    })
    const consumer = await connections
      .connect({ connectionName: name, maxRetriesPerRequest: null })
      .catch((error: unknown) => {
        producer.disconnect()
        throw error
      })
    const queue = new BullmqRunQueue(server, spec, name, producer, consumer)
    try {
      await queue.#claim()
    } catch (error) {
      await queue.#hangUp()
      throw error
    }
    return queue
  }

  broker(clock: Clock, events: BrokerEvents): BullmqBroker {
    this.#broker = new BullmqBroker({
      bullmq: this.#server.bullmq,
      name: this.queueName,
      producer: this.#producer,
      consumer: this.#consumer,
      spec: this.#spec,
      clock,
      events,
    })
    return this.#broker
  }

  async remaining(): Promise<number> {
    const { redis } = this.#server
    await this.#broker?.ended()
    // Redis carries out what was sent before the count. The producer stays, since its name keeps others from cleaning
    // the queue away.
    await Promise.all([hangUp(this.#consumer), this.#producer.ping().catch(() => undefined)])
    return held(redis, keyPrefixOf(this.queueName)).catch((error: unknown) => this.#refuse(error))
  }

  async remove(): Promise<void> {
    this.#broker?.destroy()
    await this.#broker?.ended()
    await this.#hangUp()
    await removeKeys(this.#server.redis, this.queueName).catch((error: unknown) => this.#refuse(error))
  }

  /** Makes sure that the queue can have its name. */
  async #claim(): Promise<void> {
    const { connections, redis } = this.#server
    try {
      for await (const [key] of keysOf(redis, this.queueName)) {
        throw connections.refused(`it has a key ${key} already, which was left as it is`)
      }
      await redis.set(`${this.queueName}:claim`, '', 'PX', TRY_MS)
    } catch (error) {
      this.#refuse(error)
    }
  }

  async #hangUp(): Promise<void> {
    await Promise.all([hangUp(this.#producer), hangUp(this.#consumer)])
  }

  #refuse(error: unknown): never {
    throw this.#server.connections.cannotUse(error)
  }
}

/** Jobs that are neither done nor failed. Done ones are not kept. */
async function held(redis: Redis, key: string): Promise<number> {
  const lists = ['wait', 'paused', 'active'].map((state) => redis.llen(`${key}:${state}`))
  const sets = ['delayed', 'prioritized', 'waiting-children'].map((state) => redis.zcard(`${key}:${state}`))
  const counts = await Promise.all([...lists, ...sets])
  return counts.reduce((sum, count) => sum + count, 0)
}
