import { CATALOGUE, driverOf } from '../brokers/catalogue.ts'
import type { BrokerConnection, RunQueue } from '../brokers/driver.ts'
import type { Holder } from '../brokers/holder.ts'
import type { OwnBroker } from '../brokers/own-broker.ts'
import type { Cell } from '../cell.ts'
import type { BrokerInfo, BrokerKind } from '../core/broker-info.ts'
import { type BrokerSpec, brokerKindOf } from '../queue/broker.ts'

/** Addresses of brokers, with credentials if they need them. A broker without an entry has its usual address. */
export type BrokerUrls = Readonly<Partial<Record<BrokerKind, string>>>

/** A queue made for one run. */
export interface HostedQueue {
  readonly info: BrokerInfo
  readonly queue: RunQueue
  /** The broker process that was started for this run; undefined when the broker is shared. */
  readonly own: OwnBroker | undefined
  /** A consumer in another process, when the suite says that one is killed. */
  readonly holder: Holder | undefined
  /** Removes the queue, and the broker that was started for it. */
  remove(): Promise<void>
}

/** Holds one connection to each broker of a session, kept from run to run, and starts brokers for single runs. */
export class BrokerHost {
  readonly #urls: BrokerUrls
  readonly #servers = new Map<string, BrokerConnection>()

  constructor(urls: BrokerUrls = {}) {
    this.#urls = urls
  }

  /** Connects to the broker that a cell asks for. @throws CannotRunError when it cannot be used. */
  async prepare(cell: Cell): Promise<void> {
    const spec = named(cell)
    if (spec === undefined) return
    if (spec.crash === undefined) await this.#server(spec)
    else await refuseUninstalled(brokerKindOf(spec))
  }

  /**
   * Makes a queue for one run. Undefined for an arm without a queue, and for one that names no broker: it has the
   * broker of this process.
   * @throws CannotRunError when the broker cannot be started or used.
   */
  async open(cell: Cell): Promise<HostedQueue | undefined> {
    const spec = named(cell)
    if (spec === undefined) return undefined
    if (spec.crash !== undefined) return openOwn(spec)
    const server = await this.#server(spec)
    const queue = await server.open(spec)
    const holder = await holderOf(cell, this.#urls[brokerKindOf(spec)], queue)
    const remove = async () => {
      await holder?.kill()
      await queue.remove()
    }
    return { info: server.info, queue, own: undefined, holder, remove }
  }

  async close(): Promise<void> {
    const servers = [...this.#servers.values()]
    this.#servers.clear()
    await Promise.all(servers.map((server) => server.close()))
  }

  async #server(spec: BrokerSpec): Promise<BrokerConnection> {
    const kind = brokerKindOf(spec)
    const key = `${kind} ${spec.storage}`
    const known = this.#servers.get(key)
    if (known !== undefined) return known
    const driver = await driverOf(kind)
    const server = await driver.connect({ url: this.#urls[kind], storage: spec.storage })
    this.#servers.set(key, server)
    return server
  }
}

/** @throws CannotRunError when the server of a broker is not installed on this machine. */
async function refuseUninstalled(kind: BrokerKind): Promise<void> {
  const { serverFileOf } = await import('../brokers/server-file.ts')
  if (kind !== 'memory') serverFileOf(kind)
}

/** Starts a broker and makes a queue in it. */
async function openOwn(spec: BrokerSpec): Promise<HostedQueue> {
  const kind = brokerKindOf(spec)
  if (kind === 'memory') throw new Error('the broker in this process cannot be started')
  const { startOwnBroker } = await import('../brokers/own-broker.ts')
  const own = await startOwnBroker(kind, spec.storage)
  let server: BrokerConnection | undefined
  const stop = async () => {
    await server?.close()
    await own.stop()
  }
  try {
    const driver = await driverOf(kind)
    const { setsStorage } = CATALOGUE[kind].server
    server = await driver.connect({ url: own.url, storage: setsStorage ? undefined : spec.storage })
    const queue = await server.open(spec)
    const remove = async () => {
      try {
        await queue.remove()
      } finally {
        await stop()
      }
    }
    return { info: server.info, queue, own, holder: undefined, remove }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Starts the consumer that the suite has killed during the run; undefined when there is none. Removes the queue when
 * the consumer cannot be started.
 */
async function holderOf({ armSpec }: Cell, url: string | undefined, queue: RunQueue): Promise<Holder | undefined> {
  if (armSpec.style !== 'queue') return undefined
  const { broker, consumers } = armSpec
  const kind = brokerKindOf(broker)
  if (consumers.crash === undefined || queue.queueName === undefined || kind === 'memory') return undefined
  const { Holder } = await import('../brokers/holder.ts')
  try {
    return await Holder.start({
      kind,
      url,
      queueName: queue.queueName,
      leaseMs: broker.leaseMs,
      holding: consumers.crash.holding,
    })
  } catch (error) {
    await queue.remove()
    throw error
  }
}

/** Returns the broker that a cell names; undefined when it names none. */
function named({ armSpec }: Cell): BrokerSpec | undefined {
  if (armSpec.style !== 'queue' || armSpec.broker.kind === undefined) return undefined
  return armSpec.broker
}
