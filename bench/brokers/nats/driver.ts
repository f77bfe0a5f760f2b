import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bareHost } from '../../core/bare-host.ts'
import { STORAGES } from '../../core/broker-info.ts'
import type { CannotRunError } from '../../core/cannot-run-error.ts'
import { decoded } from '../../core/decoded.ts'
import { type Address, addressOf, loadClient, refusedBy, storageOf, unreachable } from '../client.ts'
import {
  type BrokerConnection,
  type BrokerDriver,
  type BrokerInfo,
  CONFIRM_WINDOW,
  type ConnectOptions,
  RECONNECT_MS,
} from '../driver.ts'
import { natsAccess } from './access.ts'
import { NatsConnection } from './connection.ts'
import { whyNoGreeting } from './greeting.ts'
import { cleanUp, NatsRunQueue } from './run-queue.ts'

type Storage = (typeof STORAGES.nats)[number]

const USUAL_PORT = 4222
const CONNECT_MS = 2000
const REQUEST_MS = 2000
/** A connection that is silent for twice this time counts as lost. */
const PING_MS = 5000

/** NATS JetStream, with a work queue stream for each run. */
export const natsDriver: BrokerDriver = {
  kind: 'nats',
  storages: STORAGES.nats,
  async connect(options: ConnectOptions): Promise<BrokerConnection> {
    const address = addressOf(natsAccess, options.url)
    const storage = storageOf('nats', STORAGES.nats, options.storage)
    const connection = await connectToNats(address)
    return {
      info: infoOf(connection, storage),
      open: (spec) => NatsRunQueue.open(connection, spec, storage),
      clean: () => cleanUp(connection),
      close: () => connection.close(),
    }
  },
}

type Client = Awaited<ReturnType<typeof load>>

async function load() {
  return {
    core: await import('@nats-io/transport-node'),
    jetstream: await import('@nats-io/jetstream'),
  }
}

/**
 * Opens a connection. `credentials`: text of a credentials file. @throws CannotRunError when JetStream cannot be used.
 */
export async function connectToNats(address: Address, credentials?: string): Promise<NatsConnection> {
  const { core, jetstream } = await loadClient(natsAccess, load)
  const { hostname, port } = address.url
  const why = await whyNoGreeting(bareHost(hostname), Number(port || USUAL_PORT), CONNECT_MS)
  if (why !== undefined) throw unreachable(natsAccess, address, why)
  let connection: NatsConnection | undefined
  try {
    const nc = await core.connect({
      ...connectionTo(address),
      ...(credentials !== undefined && { authenticator: core.credsAuthenticator(Buffer.from(credentials)) }),
    })
    connection = new NatsConnection(
      core,
      nc,
      await jetstream.jetstreamManager(nc, { timeout: REQUEST_MS, checkAPI: false }),
    )
    await connection.jsm.getAccountInfo()
    return connection
  } catch (error) {
    await connection?.close()
    throw cannotUse(core, address, error)
  }
}

function connectionTo({ url }: Address) {
  const [user, pass] = [decoded(url.username), decoded(url.password)]
  const credentials = user === '' ? {} : url.password === '' ? { token: user } : { user, pass }
  return {
    ...credentials,
    ...(url.protocol === 'tls:' ? { tls: {} } : {}),
    servers: url.port === '' ? url.hostname : url.host,
    name: 'stormbench',
    timeout: CONNECT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    reconnectJitter: 0,
    reconnectJitterTLS: 0,
    // A starting server may refuse until it has read its users.
    ignoreAuthErrorAbort: true,
    pingInterval: PING_MS,
    noAsyncTraces: true,
  }
}

/** Explains in our words where the client's are hard to read. No text of the client holds credentials. */
function cannotUse(core: Client['core'], address: Address, error: unknown): CannotRunError {
  const reason = error instanceof Error && error.message !== '' ? error.message : String(error)
  const refused = (why: string) => refusedBy(natsAccess, address, why)
  if (error instanceof core.AuthorizationError) return refused('it refused the credentials, or asks for some')
  // Neither text holds any part of the file.
  if (/^unable to parse credentials|^nkeys: /.test(reason))
    return refused(`the credentials file cannot be used: ${reason.replace('nkeys: ', '')}`)
  if (/permissions violation/i.test(reason)) return refused('this user may not use JetStream')
  if (/jetstream (is )?not enabled for account/i.test(reason))
    return refused("JetStream is not enabled for this user's account")
  if (/jetstream is not enabled|no responders/i.test(reason))
    return refused('JetStream is not enabled: start it with -js')
  return unreachable(natsAccess, address, error instanceof core.TimeoutError ? 'it did not answer in time' : reason)
}

function infoOf({ nc }: NatsConnection, storage: Storage): BrokerInfo {
  return {
    kind: 'nats',
    server: `nats-server ${nc.info?.version ?? 'of unknown version'}`,
    client: `@nats-io/jetstream ${clientVersion()}`,
    storage: `JetStream, ${storage}`,
    confirmWindow: CONFIRM_WINDOW,
    capabilities: {
      confirm: storage === 'file' ? 'page cache' : 'broker memory',
      bound: 'exact',
      boundCounts: 'all',
      delay: 'any',
      redeliverOnCrash: 'lease',
      ttl: 'at delivery',
    },
  }
}

function clientVersion(): string {
  const main = createRequire(import.meta.url).resolve('@nats-io/jetstream')
  const file = join(dirname(main), '..', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
