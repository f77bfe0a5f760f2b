import { randomBytes } from 'node:crypto'
import type { Subscription } from '@nats-io/transport-node'
import { QUEUE_PREFIX } from '../../brokers/driver.ts'
import type { ConnectionListener, NatsConnection } from '../../brokers/nats/connection.ts'
import { RealClock } from '../../core/real-clock.ts'
import { Employment, type ServeOptions } from './employment.ts'
import { claimSubject, FIND, ownName, type Present } from './names.ts'

/** A controller of which nothing is heard for so long, while the server is there, is gone. */
const SILENT_MAX_MS = 10_000
/**
 * And so it is for a worker that does not reach the server: nobody could tell it to stop. A server that is started
 * again is back before.
 */
const UNREACHABLE_MAX_MS = 30_000
const LOOK_MS = 1000
const FLEET = new RegExp(`^${QUEUE_PREFIX}[0-9a-f]{16}$`)

/** Makes this process a worker for whoever asks on a NATS server, one controller after the other. */
export class WaitingWorker implements ConnectionListener {
  readonly #connection: NatsConnection
  readonly #options: ServeOptions
  readonly #id = randomBytes(8).toString('hex')
  readonly #clock = new RealClock()
  readonly #subscriptions: readonly Subscription[]
  #employment: Employment | undefined
  #isClosing = false
  /** What the server said last while it could not be used: each attempt to connect says it again. */
  #trouble: string | undefined
  /** Settles when the last controller was let go. */
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

  /** Ends what is running, and the connection. */
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
      ...{ id: this.#id, name: ownName(), version: this.#options.version },
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
