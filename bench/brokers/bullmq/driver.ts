import { createRequire } from 'node:module'
import type { Redis } from 'ioredis'
import { STORAGES } from '../../core/broker-info.ts'
import { addressOf, loadClient, storageOf } from '../client.ts'
import {
  type BrokerConnection,
  type BrokerDriver,
  type BrokerInfo,
  type Capabilities,
  CONFIRM_WINDOW,
  type ConnectOptions,
} from '../driver.ts'
import { bullmqAccess } from './access.ts'
import { removeLeftovers } from './cleanup.ts'
import { BullmqConnections, hangUp } from './connection.ts'
import { BullmqRunQueue } from './run-queue.ts'

/** A running Redis stores as it is set. Other storages need a Redis that the run starts. */
const AS_SET = [STORAGES.bullmq[0]] as const

/** Retries of a command during an outage, for about as long as a run survives one. */
const RETRIES_MAX = 30

/** BullMQ on Redis. What survives is a setting of Redis, not of the driver. */
export const bullmqDriver: BrokerDriver = {
  kind: 'bullmq',
  storages: AS_SET,
  async connect({ url, storage }: ConnectOptions): Promise<BrokerConnection> {
    const address = addressOf(bullmqAccess, url)
    storageOf('bullmq', AS_SET, storage)
    const bullmq = await loadClient(bullmqAccess, () => import('bullmq'))
    const connections = await BullmqConnections.load(address)
    const redis = await connections.connect({ maxRetriesPerRequest: RETRIES_MAX })
    try {
      await connections.checkPassword(redis)
      const info = await infoOf(redis)
      return {
        info,
        open: (spec) => BullmqRunQueue.open({ bullmq, connections, redis }, spec),
        clean: () =>
          removeLeftovers(redis).catch((error: unknown) => {
            throw connections.cannotUse(error)
          }),
        close: () => hangUp(redis),
      }
    } catch (error) {
      redis.disconnect()
      throw error
    }
  },
}

async function infoOf(redis: Redis): Promise<BrokerInfo> {
  const { version } = createRequire(import.meta.url)('bullmq/package.json') as { version: string }
  const server = /redis_version:(\S+)/.exec(await redis.info('server').catch(() => ''))?.[1] ?? 'of unknown version'
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

/** Where a message is when Redis has answered. Without access to its settings, the weakest guarantee is assumed. */
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
