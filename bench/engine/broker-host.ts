import { CATALOGUE, driverOf } from '../brokers/catalogue.ts'
import type { BrokerConnection, RunQueue } from '../brokers/driver.ts'
import type { Holder } from '../brokers/holder.ts'
import type { OwnBroker } from '../brokers/own-broker.ts'
import type { Cell } from '../cell.ts'
import type { BrokerInfo, BrokerKind } from '../core/broker-info.ts'
import { type BrokerSpec, brokerKindOf } from '../queue/broker.ts'

/** Addresses of brokers, with credentials if they need them; the usual ones where there is none. */
export type BrokerUrls = Readonly<Partial<Record<BrokerKind, string>>>

/** A queue made for one run. */
export interface HostedQueue {
  readonly info: BrokerInfo
  readonly queue: RunQueue
  /** The broker process, where the run has one of its own. */
  readonly own: OwnBroker | undefined
  /** A consumer in another process, where the suite has one killed. */
  readonly holder: Holder | undefined
  /** Removes the queue, and the broker that was started for it. */
  remove(): Promise<void>
}

/**
 * The brokers of a session: one connection each, kept from run to run; and brokers that single runs have for
 * themselves.
 */
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
    else await whetherInstalled(brokerKindOf(spec))
  }

  /**
   * A queue for one run; undefined for an arm without a queue, or one that names no broker and has that of this
   * process.
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

/** @throws CannotRunError when the server of a broker is not on this machine. */
async function whetherInstalled(kind: BrokerKind): Promise<void> {
  const { serverFileOf } = await import('../brokers/server-file.ts')
  if (kind !== 'memory') serverFileOf(kind)
}

/** A queue in a broker that is started for it. */
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
 * The consumer that a cell has killed, connected; undefined when it has none. The queue is removed when it cannot be
 * had.
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

/** The broker of a cell that names one. */
function named({ armSpec }: Cell): BrokerSpec | undefined {
  if (armSpec.style !== 'queue' || armSpec.broker.kind === undefined) return undefined
  return armSpec.broker
}
