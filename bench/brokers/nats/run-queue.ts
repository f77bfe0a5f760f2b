import type { ApiError, StreamConfig } from '@nats-io/jetstream'
import type { Subscription } from '@nats-io/transport-node'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Clock } from '../../core/clock.ts'
import { pause } from '../../core/real-clock.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { type BrokerEvents, type Cleaned, QUEUE_PREFIX, type RunQueue, uniqueName } from '../driver.ts'
import { NatsBroker } from './broker.ts'
import { nanos } from './codec.ts'
import type { NatsConnection } from './connection.ts'
import { type NatsNames, namesOf, runOf } from './names.ts'

/**
 * Without a lease the server redelivers a message when its process is silent for this time. A live process renews it,
 * so only one that died loses it.
 */
const ACK_WAIT_MS = 30_000
/** Duplicate window of the work stream, the shortest: only dead letters have message ids. */
const NO_DUPLICATES_MS = 100
const ALIVE_MS = 500
const TRY_MS = 2000
const REFUSED = 'the server refused to make a queue'
const CONSUMER_NOT_FOUND = 10_014
const STREAM_NOT_FOUND = 10_059
/**
 * Time between two counts. The server handles acknowledgements and questions in parallel, so only two equal counts in a
 * row are final.
 */
const COUNT_AGAIN_MS = 50
const COUNTS_MAX = 40

/** The streams of one run, and the subject on which it answers while it lives. */
export class NatsRunQueue implements RunQueue {
  readonly #connection: NatsConnection
  readonly names: NatsNames
  readonly #spec: BrokerSpec
  readonly #storage: StreamConfig['storage']
  readonly #alive: Subscription
  #broker: NatsBroker | undefined
  /** Removal waits for it, since a stream must exist before it can be removed. */
  #making: Promise<unknown> = Promise.resolve()

  private constructor(
    connection: NatsConnection,
    names: NatsNames,
    spec: BrokerSpec,
    storage: StreamConfig['storage'],
  ) {
    this.#connection = connection
    this.names = names
    this.#spec = spec
    this.#storage = storage
    this.#alive = connection.nc.subscribe(names.alive, { callback: (_, msg) => void msg.respond() })
  }

  /**
   * @throws CannotRunError when the server refuses, has no room for messages, or has a stream of that name, which stays
   * as it is.
   */
  static async open(
    connection: NatsConnection,
    spec: BrokerSpec,
    storage: StreamConfig['storage'],
    run = uniqueName(),
  ): Promise<NatsRunQueue> {
    const names = namesOf(run)
    try {
      for (const stream of [names.work, names.dead]) {
        if (await isThere(connection, stream))
          throw new Error(`it has a stream ${stream} already, which was left as it is`)
      }
    } catch (error) {
      throw cannot(connection, REFUSED, error)
    }
    const queue = new NatsRunQueue(connection, names, spec, storage)
    try {
      // The run answers on its subject first, so that no other process sees its streams without an owner.
      await connection.nc.flush()
      await queue.#make()
      await queue.#tryStorage()
      return queue
    } catch (error) {
      await queue.remove().catch(() => undefined)
      throw cannot(connection, REFUSED, error)
    }
  }

  get queueName(): string {
    return this.names.work
  }

  broker(clock: Clock, events: BrokerEvents): NatsBroker {
    const make = () => {
      const making = this.#make()
      this.#making = making.catch(() => undefined)
      return making
    }
    this.#broker = new NatsBroker(this.#connection, this.names, make, clock, this.#spec, events)
    return this.#broker
  }

  /**
   * Counts messages that the consumer has not delivered, and deliveries that wait for an answer, delayed ones included.
   * The stream's own count is no use: after a kill of the server it includes acknowledged messages.
   * @throws CannotRunError when the server cannot be asked.
   */
  async remaining(): Promise<number> {
    await this.#connection.settled()
    await this.#making
    let count = await this.#count()
    for (let counts = 1; counts < COUNTS_MAX && count > 0; counts++) {
      await pause(COUNT_AGAIN_MS)
      const before = count
      count = await this.#count()
      if (count === before) break
    }
    return count
  }

  /** @throws CannotRunError when the server cannot be reached. `clean` later finds the streams. */
  async remove(): Promise<void> {
    this.#broker?.destroy()
    const { work, dead } = this.names
    await this.#connection.settled()
    await this.#making
    try {
      for (const stream of [work, dead]) await removeStream(this.#connection, stream)
    } catch (error) {
      throw cannot(this.#connection, `${work} and ${dead} were not removed`, error)
    } finally {
      this.#alive.unsubscribe()
    }
  }

  async #count(): Promise<number> {
    const { jsm } = this.#connection
    const { work, consumer } = this.names
    try {
      const { num_pending, num_ack_pending } = await jsm.consumers.info(work, consumer)
      return num_pending + num_ack_pending
    } catch (error) {
      const { code } = error as { code?: number }
      if (code === STREAM_NOT_FOUND) return 0
      if (code === CONSUMER_NOT_FOUND) return (await jsm.streams.info(work)).state.messages
      throw cannot(this.#connection, `what ${work} holds could not be counted`, error)
    }
  }

  /** Makes what is missing. The server accepts the same request again for what exists. */
  async #make(): Promise<void> {
    const { jsm } = this.#connection
    const storage = this.#storage
    const { work, workSubject, dead, deadSubject, consumer } = this.names
    const kept = { retention: 'workqueue', storage, num_replicas: 1, discard: 'new' } as const
    await jsm.streams.add({
      ...kept,
      name: work,
      subjects: [workSubject],
      max_msgs: this.#spec.depthMax,
      duplicate_window: nanos(NO_DUPLICATES_MS),
    })
    await jsm.streams.add({ ...kept, name: dead, subjects: [deadSubject] })
    const taking = { durable_name: consumer, ack_policy: 'explicit', max_deliver: -1, max_ack_pending: -1 } as const
    await jsm.consumers.add(work, { ...taking, ack_wait: nanos(this.#spec.leaseMs ?? ACK_WAIT_MS) })
    await jsm.consumers.add(dead, { ...taking, ack_wait: nanos(ACK_WAIT_MS) })
  }

  /** Stores a message to see whether there is room. A server without room makes streams all the same. */
  async #tryStorage(): Promise<void> {
    const { nc, jsm } = this.#connection
    const { dead, deadSubject } = this.names
    const { error } = (await nc.request(deadSubject, '', { timeout: TRY_MS })).json<{ error?: ApiError }>()
    if (error !== undefined) throw new Error(`it takes no message: ${error.description}`)
    await jsm.streams.purge(dead)
  }
}

/** Error for the run. Without a connection the client would only say that the time is up. */
function cannot({ isUp }: NatsConnection, what: string, error: unknown): CannotRunError {
  return new CannotRunError(`nats: ${what}: ${isUp ? (error as Error).message : 'the connection is lost'}`)
}

/**
 * Removes the streams of runs that are over. A run is in use when its process answers on `<run>.alive`, or is too busy
 * to answer. The process subscribes before it makes its streams and until it has removed them. If nobody subscribes,
 * the server says so at once. A process that is reconnecting answers the second time. @throws CannotRunError when the
 * server cannot be asked
 */
export function cleanUp(connection: NatsConnection): Promise<Cleaned> {
  return removeLeftovers(connection).catch((error: unknown) => {
    throw cannot(connection, 'what runs left behind was not removed', error)
  })
}

async function removeLeftovers(connection: NatsConnection): Promise<Cleaned> {
  const names: string[] = []
  for await (const name of connection.jsm.streams.names()) if (name.startsWith(QUEUE_PREFIX)) names.push(name)
  const inUse = new Set<string>()
  let silent = [...new Set(names.map(runOf))]
  for (let round = 0; round < 2 && silent.length > 0; round++) {
    if (round > 0) await pause(ALIVE_MS)
    const answers = await Promise.all(silent.map(async (run) => ({ run, isAlive: await isAlive(connection, run) })))
    for (const { run } of answers.filter(({ isAlive }) => isAlive)) inUse.add(run)
    silent = silent.filter((run) => !inUse.has(run))
  }
  const removed: string[] = []
  for (const name of names) if (!inUse.has(runOf(name)) && (await removeStream(connection, name))) removed.push(name)
  return { removed, inUse: names.filter((name) => inUse.has(runOf(name))) }
}

async function isAlive({ core, nc }: NatsConnection, run: string): Promise<boolean> {
  try {
    await nc.request(namesOf(run).alive, '', { timeout: ALIVE_MS })
    return true
  } catch (error) {
    if (error instanceof core.TimeoutError) return true
    if (error instanceof core.NoRespondersError) return false
    if (error instanceof core.RequestError && error.isNoResponders()) return false
    throw error
  }
}

async function isThere({ jsm }: NatsConnection, stream: string): Promise<boolean> {
  try {
    await jsm.streams.info(stream)
    return true
  } catch (error) {
    if ((error as { code?: number }).code === STREAM_NOT_FOUND) return false
    throw error
  }
}

/** Returns false when the stream did not exist. */
async function removeStream({ jsm }: NatsConnection, name: string): Promise<boolean> {
  try {
    return await jsm.streams.delete(name)
  } catch (error) {
    if ((error as { code?: number }).code === STREAM_NOT_FOUND) return false
    throw error
  }
}
