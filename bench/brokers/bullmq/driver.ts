import { createRequire } from 'node:module'
import type { Redis } from 'ioredis'
import type { Clock } from '../../core/clock.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { addressOf, loadClient, storageOf } from '../client.ts'
import {
  type BrokerConnection,
  type BrokerDriver,
  type BrokerEvents,
  type BrokerInfo,
  type Capabilities,
  CONFIRM_WINDOW,
  type ConnectOptions,
  type RunQueue,
  uniqueName,
} from '../driver.ts'
import { BullmqBroker, QUEUE_NAME } from './broker.ts'
import { claim } from './claim.ts'
import { removeKeys, removeLeftovers } from './cleanup.ts'
import { BullmqConnections, hangUp } from './connection.ts'

/** A Redis that was connected to, and how to connect to it again. */
interface Connected {
  readonly bullmq: typeof import('bullmq')
  readonly connections: BullmqConnections
  readonly redis: Redis
}

const STORAGES = ['redis'] as const

/** About as long as an outage that a run survives: what is asked meanwhile is asked again. */
const RETRIES_MAX = 30

/** BullMQ on Redis. What survives is a setting of Redis, not of the driver. */
export const bullmqDriver: BrokerDriver = {
  kind: 'bullmq',
  storages: STORAGES,
  async connect({ url, storage }: ConnectOptions): Promise<BrokerConnection> {
    const address = addressOf('bullmq', url)
    storageOf('bullmq', STORAGES, storage)
    const bullmq = await loadClient('bullmq', () => import('bullmq'))
    const connections = await BullmqConnections.load(address)
    const redis = await connections.connect({ maxRetriesPerRequest: RETRIES_MAX })
    try {
      await connections.checkPassword(redis)
      const info = await infoOf(redis)
      return {
        info,
        open: (spec) => openQueue({ bullmq, connections, redis }, spec),
        clean: () => removeLeftovers(redis).catch(refused(connections)),
        close: () => hangUp(redis),
      }
    } catch (error) {
      redis.disconnect()
      throw error
    }
  },
}

/**
 * Makes a queue. @throws CannotRunError when Redis takes no writes, or has keys of that name, which are left as they
 * are.
 */
export async function openQueue(
  { bullmq, connections, redis }: Connected,
  spec: BrokerSpec,
  name = uniqueName(),
): Promise<RunQueue> {
  // Its name is what tells others that the queue is in use. An outage is an error at once, not a hidden wait.
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
  const hangUpBoth = () => Promise.all([hangUp(producer), hangUp(consumer)])
  await claim(connections, redis, name).catch(async (error: unknown) => {
    await hangUpBoth()
    throw error
  })
  let broker: BullmqBroker | undefined
  return {
    queueName: name,
    broker(clock: Clock, events: BrokerEvents) {
      broker = new BullmqBroker({ bullmq, name, producer, consumer, spec, clock, events })
      return broker
    },
    async remaining() {
      await broker?.ended()
      // What was sent has to be carried out before it is counted. The producer stays: its name keeps others from
      // cleaning the queue away.
      await Promise.all([hangUp(consumer), producer.ping().catch(() => undefined)])
      return held(redis, `${name}:${QUEUE_NAME}`).catch(refused(connections))
    },
    async remove() {
      broker?.destroy()
      await broker?.ended()
      await hangUpBoth()
      await removeKeys(redis, name).catch(refused(connections))
    },
  }
}

/** Jobs that are neither done nor failed. Done ones are not kept. */
async function held(redis: Redis, key: string): Promise<number> {
  const lists = ['wait', 'paused', 'active'].map((state) => redis.llen(`${key}:${state}`))
  const sets = ['delayed', 'prioritized', 'waiting-children'].map((state) => redis.zcard(`${key}:${state}`))
  const counts = await Promise.all([...lists, ...sets])
  return counts.reduce((sum, count) => sum + count, 0)
}

function refused(connections: BullmqConnections): (error: unknown) => never {
  return (error) => {
    throw connections.cannotUse(error)
  }
}

async function infoOf(redis: Redis): Promise<BrokerInfo> {
  const { version } = createRequire(import.meta.url)('bullmq/package.json') as { version: string }
  const server = /redis_version:(\S+)/.exec(await redis.info('server').catch(() => ''))?.[1] ?? '(version not told)'
  const { storage, confirm } = await persistence(redis)
  return {
    kind: 'bullmq',
    server: `Redis ${server}`,
    client: `bullmq ${version}`,
    storage,
    confirmWindow: CONFIRM_WINDOW,
    capabilities: {
      confirm,
      bound: 'client',
      boundCounts: 'all',
      delay: 'any',
      redeliverOnCrash: 'lock',
      ttl: 'at delivery',
    },
  }
}

/** Where a message is when Redis has answered. Who may not read its settings gets the least that can be said. */
async function persistence(redis: Redis): Promise<{ storage: string; confirm: Capabilities['confirm'] }> {
  const setting = async (name: string): Promise<string> => {
    const answer = await redis.config('GET', name)
    return String(Array.isArray(answer) ? answer[1] : (answer as Record<string, string>)[name])
  }
  let values: [string, string, string]
  try {
    values = await Promise.all([setting('appendonly'), setting('appendfsync'), setting('save')])
  } catch {
    return { storage: 'unknown', confirm: 'broker memory' }
  }
  const [appendonly, appendfsync, save] = values
  if (appendonly === 'yes') {
    if (appendfsync === 'always') return { storage: 'AOF, fsync always', confirm: 'fsync' }
    const when = appendfsync === 'everysec' ? 'fsync every second' : 'no fsync'
    return { storage: `AOF, ${when}`, confirm: 'page cache' }
  }
  return { storage: save === '' ? 'no persistence' : 'snapshots', confirm: 'broker memory' }
}
