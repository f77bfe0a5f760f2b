import { createRequire } from 'node:module'
import type * as Amqp from 'amqplib'
import { STORAGES } from '../../core/broker-info.ts'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { BrokerSpec } from '../../queue/broker.ts'
import { addressOf, loadClient, storageOf } from '../client.ts'
import {
  type BrokerConnection,
  type BrokerDriver,
  type BrokerInfo,
  CONFIRM_WINDOW,
  type ConnectOptions,
  RECONNECT_MS,
} from '../driver.ts'
import { rabbitmqAccess } from './access.ts'
import { cannotUse } from './cannot-use.ts'
import { RabbitmqConnection } from './connection.ts'
import { errorText } from './error-text.ts'
import type { RabbitmqStorage } from './queues.ts'
import { type Connections, RabbitmqRunQueue } from './run-queue.ts'
import { RabbitmqSlots } from './slots.ts'

/** Longest wait for a host to answer, ms. */
const CONNECT_MS = 4500
/** A connection that is silent for twice this time is dead, seconds. */
const HEARTBEAT_SECONDS = '10'
const RECOVERY = {
  initialMaxRetries: 0,
  waitForConnect: false,
  initialDelay: RECONNECT_MS,
  maxDelay: RECONNECT_MS,
  factor: 1,
  jitter: 0,
}

/** RabbitMQ 3.10 or newer, through AMQP 0-9-1. */
export const rabbitmqDriver: BrokerDriver = {
  kind: 'rabbitmq',
  storages: STORAGES.rabbitmq,
  async connect(options: ConnectOptions): Promise<BrokerConnection> {
    const storage = storageOf('rabbitmq', STORAGES.rabbitmq, options.storage)
    const address = addressOf(rabbitmqAccess, options.url)
    const { connect } = await loadClient(rabbitmqAccess, () => import('amqplib'))
    const url = new URL(address.url)
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', HEARTBEAT_SECONDS)
    const begun = [await open(connect, url), await open(connect, url)] as const
    const [consuming, publishing] = begun
    try {
      await Promise.all(begun.map((connection) => connection.ready(CONNECT_MS)))
    } catch (error) {
      await Promise.all(begun.map((connection) => connection.close()))
      throw await cannotUse(address, error as Error)
    }
    return serverOf({ consuming, publishing }, storage)
  },
}

async function open(connect: typeof Amqp.connect, { href }: URL): Promise<RabbitmqConnection> {
  return new RabbitmqConnection(await connect(href, { noDelay: true, timeout: CONNECT_MS, recovery: RECOVERY }))
}

function serverOf(connections: Connections, storage: RabbitmqStorage): BrokerConnection {
  const { consuming, publishing } = connections
  const slots = new RabbitmqSlots(consuming)
  return {
    info: infoOf(consuming.server, storage),
    open: (spec: BrokerSpec) => refusable(RabbitmqRunQueue.open(connections, slots, storage, spec)),
    clean: () => refusable(slots.clean()),
    close: async () => {
      await Promise.all([consuming.close(), publishing.close()])
    },
  }
}

function infoOf(server: string, storage: RabbitmqStorage): BrokerInfo {
  // The package's exports hide package.json, so it is required relative to the entry.
  const entry = createRequire(import.meta.url).resolve('amqplib')
  const { version } = createRequire(entry)('./package.json') as { version: string }
  return {
    kind: 'rabbitmq',
    server,
    client: `amqplib ${version}`,
    storage: storage === 'quorum' ? 'quorum queue' : 'classic durable queue',
    confirmWindow: CONFIRM_WINDOW,
    capabilities: {
      // RabbitMQ confirms a persistent message when a majority of replicas, or the classic queue, has it on disk.
      // Classic queues of RabbitMQ 4 only flush.
      confirm: storage === 'classic' && Number(/ (\d+)\./.exec(server)?.[1] ?? 4) >= 4 ? 'page cache' : 'fsync',
      bound: 'in-flight window',
      boundCounts: 'ready',
      delay: 'ladder',
      redeliverOnCrash: 'connection',
      ttl: 'at delivery',
    },
  }
}

/** @throws CannotRunError with the error text of the broker. */
async function refusable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CannotRunError) throw error
    throw new CannotRunError(`rabbitmq: ${errorText(error as Error)}`)
  }
}
