import type { ConsumerMessages } from '@nats-io/jetstream'
import type { Subscription } from '@nats-io/transport-node'
import { uniqueName } from '../../brokers/driver.ts'
import { nanos } from '../../brokers/nats/codec.ts'
import type { NatsConnection } from '../../brokers/nats/connection.ts'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import { COMMAND } from '../../core/own-code.ts'
import { pause, RealClock } from '../../core/real-clock.ts'
import type { WorkerLink, WorkerPool } from '../worker-link.ts'
import { claimSubject, FIND, fleetNames, type Present, presentSchema } from './names.ts'
import { NatsWorker } from './nats-worker.ts'

/** Longest waits for workers, and for answers to one question. */
const FIND_MAX_MS = 10_000
const FIND_ROUND_MS = 1000
const CLAIM_MAX_MS = 2000
/** Most answers to one question, and their largest size. Workers do not exceed them. */
const PRESENT_MAX = 1000
const PRESENT_MAX_BYTES = 5000
const ASK_AGAIN_MS = 2000
/** Most workers that are named when there are too few. */
const OTHERS_MAX = 10
/** Reports are read as they come, or when the server is back. */
const REPORT_KEPT_MS = 600_000
/** Time between two signs of life. A worker without several of them leaves its controller. */
const ALIVE_MS = 1000

/** Workers on any hosts that reach the same NATS server. */
export class NatsPool implements WorkerPool {
  readonly #connection: NatsConnection
  readonly #version: string
  readonly #fleet = uniqueName()
  readonly #names = fleetNames(this.#fleet)
  readonly #clock = new RealClock()
  readonly #alive: Subscription
  readonly #workers = new Map<string, NatsWorker>()
  /** Workers that were lost in a run. They are taken again only if there are no others. */
  readonly #lost = new Set<string>()
  #reports: ConsumerMessages | undefined
  #taken: readonly NatsWorker[] = []

  private constructor(connection: NatsConnection, version: string) {
    this.#connection = connection
    this.#version = version
    this.#alive = connection.nc.subscribe(this.#names.alive, { callback: (_, msg) => void msg.respond() })
  }

  /**
   * Opens a pool. `version`: of this program. Only workers of the same version are taken. The connection is closed with
   * the pool. @throws CannotRunError when the server refuses.
   */
  static async open(connection: NatsConnection, version: string): Promise<NatsPool> {
    const pool = new NatsPool(connection, version)
    try {
      // The controller answers on its subject first, so that no other process sees its stream without an owner.
      await connection.nc.flush()
      await pool.#begin()
      return pool
    } catch (error) {
      await pool.close().catch(() => undefined)
      throw new CannotRunError(`nats: the server refused a stream for reports: ${(error as Error).message}`)
    }
  }

  async take(count: number, signal?: AbortSignal): Promise<readonly WorkerLink[]> {
    this.#taken = this.#taken.filter((worker) => !worker.isGone)
    for (const worker of [...this.#workers.values()].filter(({ isGone }) => isGone)) {
      this.#lost.add(worker.id)
      this.#letGo(worker)
    }
    let present: Present[] = []
    const untilMs = this.#clock.nowMs() + FIND_MAX_MS
    const goesOn = () => this.#taken.length < count && this.#clock.nowMs() < untilMs && !signal?.aborted
    while (goesOn()) {
      present = await this.#present()
      for (const one of present) {
        if (goesOn() && this.#isWanted(one) && (await this.#claim(one)))
          this.#taken = [...this.#taken, this.#workers.get(one.id)!]
      }
    }
    if (this.#taken.length < count) throw new CannotRunError(this.#tooFew(count, present))
    return this.#taken.slice(0, count)
  }

  async close(): Promise<void> {
    this.#clock.stop()
    for (const worker of [...this.#workers.values()]) this.#letGo(worker)
    this.#reports?.stop()
    try {
      await this.#connection.settled()
      await this.#connection.jsm.streams.delete(this.#names.stream).catch(() => undefined)
      // Sends the goodbyes. Without the server nobody can get them.
      await this.#connection.nc.flush().catch(() => undefined)
    } finally {
      this.#alive.unsubscribe()
      await this.#connection.close()
    }
  }

  async #begin(): Promise<void> {
    const { jsm } = this.#connection
    const { stream, reports } = this.#names
    await jsm.streams.add({ name: stream, subjects: [reports('*')], storage: 'file', max_age: nanos(REPORT_KEPT_MS) })
    const consumer = await jsm.jetstream().consumers.get(stream)
    this.#reports = await consumer.consume({
      // The shorter this is, the sooner a restarted server is noticed and asked again.
      expires: ASK_AGAIN_MS,
      callback: ({ subject, data }) => this.#workers.get(subject.slice(reports('').length))?.hear(data),
    })
    const sayAlive = () => {
      for (const worker of this.#workers.values()) {
        // A worker that was unreachable when it was released gets the release again.
        if (worker.isGone) worker.sayGoodbye()
        else worker.send({ kind: 'alive' })
      }
      this.#clock.at(this.#clock.nowMs() + ALIVE_MS, sayAlive)
    }
    sayAlive()
  }

  /** Returns the workers that answer. */
  async #present(): Promise<Present[]> {
    const { nc, core } = this.#connection
    const inbox = core.createInbox()
    const present: Present[] = []
    const subscription = nc.subscribe(inbox, {
      callback: (_, { data }) => {
        const one = presentIn(data)
        if (one !== undefined && present.length < PRESENT_MAX) present.push(one)
      },
    })
    nc.publish(FIND, '', { reply: inbox })
    await pause(FIND_ROUND_MS)
    subscription.unsubscribe()
    const rank = ({ id, name }: Present) => `${this.#lost.has(id) ? 1 : 0} ${name}`
    return present.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  }

  #isWanted({ id, version, isBusy }: Present): boolean {
    return !isBusy && version === this.#version && !this.#workers.has(id)
  }

  /** Claims a worker. Returns false when another controller was faster. */
  async #claim({ id, name }: Present): Promise<boolean> {
    const worker = new NatsWorker(this.#connection, this.#fleet, id, name)
    this.#workers.set(id, worker)
    try {
      await this.#connection.nc.flush()
      const answer = await this.#connection.nc.request(claimSubject(id), this.#fleet, { timeout: CLAIM_MAX_MS })
      if (answer.string() === 'yes') return true
    } catch {
      // The worker has gone meanwhile.
    }
    this.#letGo(worker)
    return false
  }

  #letGo(worker: NatsWorker): void {
    worker.letGo()
    this.#workers.delete(worker.id)
  }

  #tooFew(count: number, present: readonly Present[]): string {
    if (!this.#connection.isUp) return '--nats: the connection to the server is lost'
    const others = present
      .filter(({ id }) => !this.#workers.has(id))
      .map(({ name, version, isBusy }) =>
        version === this.#version
          ? `${name} is ${isBusy ? 'busy' : 'not to be had'}`
          : `${name} runs ${version}, this is ${this.#version}`,
      )
    const more = others.splice(OTHERS_MAX).length
    if (more > 0) others.push(`${more} more`)
    const found = [`${this.#taken.length} of the ${count} workers are there`, ...others].join('; ')
    return `--workers: ${found}. Start the others, each on its host: ${COMMAND} worker --nats <url>`
  }
}

/** Reads an answer. Returns undefined for one that no worker gives. */
function presentIn(data: Uint8Array): Present | undefined {
  if (data.length > PRESENT_MAX_BYTES) return undefined
  try {
    return presentSchema.parse(JSON.parse(Buffer.from(data).toString('utf8')))
  } catch {
    return undefined
  }
}
