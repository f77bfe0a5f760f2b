import { randomBytes } from 'node:crypto'
import type { Subscription } from '@nats-io/transport-node'
import { epochMs, pause, RealClock } from '../../core/real-clock.ts'
import { QUEUE_PREFIX } from '../../queue/driver.ts'
import { atMost, type ConnectionListener, type NatsLink } from '../../queue/nats/link.ts'
import type { FromWorker } from '../messages.ts'
import { type WorkerOptions, WorkerSession } from '../session.ts'
import { framesOf, Joiner, pack, packAside } from './frames.ts'
import { claimSubject, FIND, fleetNames, frameMaxBytes, ownName, type Present } from './names.ts'

/** A controller of which nothing is heard for so long, while the server is there, is gone. */
const SILENT_MAX_MS = 10_000
/** And so it is for a worker that does not reach the server: nobody could tell it to stop. A server that is started again is back before. */
const UNREACHABLE_MAX_MS = 30_000
const LOOK_MS = 1000
/** A report that the server does not confirm is sent again; it keeps one of two that are the same. */
const CONFIRM_MS = 2000
const AGAIN_MS = 200
/** What a run that is broken off has measured is handed over by then, if it can be. */
const LAST_REPORT_MAX_MS = 4000

const FLEET = new RegExp(`^${QUEUE_PREFIX}[0-9a-f]{16}$`)

export interface ServeOptions extends Pick<WorkerOptions, 'environmentClass' | 'load' | 'brokerUrls'> {
  /** Of this program. */
  readonly version: string
  /** Hears what it does, in a line. */
  readonly onLine: (line: string) => void
}

/** Makes this process a worker for whoever asks on a NATS server, one controller after the other. */
export class WaitingWorker implements ConnectionListener {
  readonly #link: NatsLink
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

  constructor(link: NatsLink, options: ServeOptions) {
    this.#link = link
    this.#options = options
    const { nc } = link
    this.#subscriptions = [
      nc.subscribe(FIND, { callback: (_, msg) => void msg.respond(JSON.stringify(this.#present())) }),
      nc.subscribe(claimSubject(this.#id), {
        callback: (_, msg) => void msg.respond(this.#claim(msg.string()) ? 'yes' : 'busy'),
      }),
    ]
    link.listen(this)
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
    this.#link.leave(this)
    this.#clock.stop()
    for (const subscription of this.#subscriptions) subscription.unsubscribe()
    this.#leave()
    await this.#leaving
    await this.#link.close()
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
    this.#employment = new Employment(this.#link, fleet, this.#id, this.#options, () => this.#leave())
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
    const maxMs = this.#link.isUp ? SILENT_MAX_MS : UNREACHABLE_MAX_MS
    if (employment !== undefined && !employment.isEnding && employment.silentMs > maxMs) {
      this.#options.onLine(this.#link.isUp ? 'the controller is gone' : 'the server is out of reach')
      this.#leave()
    }
    this.#clock.at(this.#clock.nowMs() + LOOK_MS, () => this.#look())
  }
}

/** Messages of this process so far: each has a number of its own, also when the same controller takes this worker again. */
let sent = 0

/** Work for one controller. */
class Employment implements ConnectionListener {
  readonly #link: NatsLink
  readonly #worker: string
  readonly #names: ReturnType<typeof fleetNames>
  readonly #session: WorkerSession
  readonly #subscription: Subscription
  readonly #joiner = new Joiner()
  #heardMs = epochMs()
  /** Settles when all reports have been handed over. */
  #reporting: Promise<void> = Promise.resolve()
  #ending: Promise<void> | undefined
  /** Nothing more is handed over. */
  #isOver = false

  constructor(link: NatsLink, fleet: string, worker: string, options: ServeOptions, onLeave: () => void) {
    this.#link = link
    this.#worker = worker
    this.#names = fleetNames(fleet)
    const { environmentClass, load, brokerUrls, onLine } = options
    const send = (message: FromWorker) => this.#send(message)
    this.#session = new WorkerSession({ environmentClass, load, brokerUrls, onLine, send })
    this.#subscription = link.nc.subscribe(this.#names.to(worker), {
      callback: (_, { data }) => (data.length === 0 ? onLeave() : this.#hear(data)),
    })
    link.listen(this)
  }

  /** Since something was heard, or could have been. */
  get silentMs(): number {
    return epochMs() - this.#heardMs
  }

  get isEnding(): boolean {
    return this.#ending !== undefined
  }

  end(): Promise<void> {
    this.#ending ??= this.#end()
    return this.#ending
  }

  down(): void {}

  up(): void {
    this.#heardMs = epochMs()
  }

  failed(): void {}

  async #end(): Promise<void> {
    this.#link.leave(this)
    await this.#session.close()
    await atMost(LAST_REPORT_MAX_MS, this.#reporting)
    this.#isOver = true
    // It may only have thought so: its controller must not wait for it.
    this.#send({ kind: 'left' })
    this.#subscription.unsubscribe()
  }

  #hear(frame: Uint8Array): void {
    this.#heardMs = epochMs()
    try {
      const message = this.#joiner.join(frame)
      if (message !== undefined) this.#session.hear(message)
    } catch {
      // What is no message of a controller is none of its business.
    }
  }

  #send(message: FromWorker): void {
    if (this.#link.nc.isClosed()) return
    sent += 1
    const id = sent
    if (message.kind === 'report') {
      // Packed at once: what is measured goes on changing.
      const packed = packAside(message)
      this.#reporting = this.#reporting.then(async () => {
        const frames = framesOf(await packed, id, frameMaxBytes(this.#link))
        for (const [part, frame] of frames.entries()) await this.#report(frame, `${this.#worker}-${id}-${part}`)
      })
      return
    }
    for (const frame of framesOf(pack(message), id, frameMaxBytes(this.#link))) {
      this.#link.nc.publish(this.#names.from(this.#worker), frame)
    }
  }

  /** Hands over a frame through the stream, however often it takes, as long as there is a controller. */
  async #report(frame: Uint8Array, msgID: string): Promise<void> {
    const js = this.#link.jsm.jetstream()
    while (!this.#isOver && !this.#link.nc.isClosed()) {
      try {
        await js.publish(this.#names.reports(this.#worker), frame, { msgID, timeout: CONFIRM_MS })
        break
      } catch {
        await pause(AGAIN_MS)
      }
    }
  }
}
