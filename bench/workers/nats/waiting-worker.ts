import { randomBytes } from 'node:crypto'
import type { Subscription } from '@nats-io/transport-node'
import { QUEUE_PREFIX } from '../../brokers/driver.ts'
import type { ConnectionListener, NatsConnection } from '../../brokers/nats/connection.ts'
import { RealClock } from '../../core/real-clock.ts'
import { Employment, type ServeOptions } from './employment.ts'
import { claimSubject, FIND, ownName, type Present } from './names.ts'

/** A controller that is silent for this time, while the server answers, is gone. */
const SILENT_MAX_MS = 10_000
/**
 * After this time without a server a worker gives its controller up, since nobody could stop it. A restarted server is
 * back before.
 */
const UNREACHABLE_MAX_MS = 30_000
const LOOK_MS = 1000
const FLEET = new RegExp(`^${QUEUE_PREFIX}[0-9a-f]{16}$`)

/** Makes this process a worker for any controller on a NATS server, one after the other. */
export class WaitingWorker implements ConnectionListener {
  readonly #connection: NatsConnection
  readonly #options: ServeOptions
  readonly #id = randomBytes(8).toString('hex')
  readonly #clock = new RealClock()
  readonly #subscriptions: readonly Subscription[]
  #employment: Employment | undefined
  #isClosing = false
  /** Last error text of an unusable server, since each attempt to connect gives the same one. */
  #trouble: string | undefined
  /** Settles when the last controller was released. */
  #leaving: Promise<void> = Promise.resolve()

  constructor(connection: NatsConnection, options: ServeOptions) {
    this.#connection = connection
    this.#options = options
    const { nc } = connection
    this.#subscriptions = [
      nc.subscribe(FIND, { callback: (_, msg) => void msg.respond(JSON.stringify(this.#present())) }),
      nc.subscribe(claimSubject(this.#id), {
        callback: (_, msg) => void msg.respond(this.#claim(msg.string()) ? 'yes' : 'busy'),
      }),
    ]
    connection.listen(this)
    this.#look()
  }

  down(detail: string): void {
    this.#options.onLine(`${detail}; connecting again`)
  }

  up(detail: string): void {
    this.#trouble = undefined
    this.#options.onLine(detail)
  }

  failed(detail: string): void {
    if (this.#isClosing || detail === this.#trouble) return
    this.#trouble = detail
    this.#options.onLine(`the server: ${detail}`)
  }

  /** Ends the present run and the connection. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#connection.leave(this)
    this.#clock.stop()
    for (const subscription of this.#subscriptions) subscription.unsubscribe()
    this.#leave()
    await this.#leaving
    await this.#connection.close()
  }

  #present(): Present {
    return {
      id: this.#id,
      name: ownName(),
      version: this.#options.version,
      isBusy: this.#employment !== undefined,
    }
  }

  #claim(fleet: string): boolean {
    if (this.#employment !== undefined || !FLEET.test(fleet)) return false
    this.#options.onLine(`working for ${fleet}`)
    this.#employment = new Employment(this.#connection, fleet, this.#id, this.#options, () => this.#leave())
    return true
  }

  #leave(): void {
    const employment = this.#employment
    if (employment === undefined) return
    this.#leaving = employment.end().then(() => {
      this.#employment = undefined
      if (!this.#isClosing) this.#options.onLine('waiting for work')
    })
  }

  #look(): void {
    const employment = this.#employment
    const maxMs = this.#connection.isUp ? SILENT_MAX_MS : UNREACHABLE_MAX_MS
    if (employment !== undefined && !employment.isEnding && employment.silentMs > maxMs) {
      this.#options.onLine(this.#connection.isUp ? 'the controller is gone' : 'the server is out of reach')
      this.#leave()
    }
    this.#clock.at(this.#clock.nowMs() + LOOK_MS, () => this.#look())
  }
}
