import type { Subscription } from '@nats-io/transport-node'
import type { ConnectionListener, NatsConnection } from '../../brokers/nats/connection.ts'
import { oneLine } from '../../core/printable.ts'
import { atMost, epochMs, pause } from '../../core/real-clock.ts'
import type { FromWorker } from '../from-worker.ts'
import { type WorkerOptions, WorkerSession } from '../session.ts'
import { framesOf, Joiner, pack, packAside, SUITE_PARTS_MAX } from './frames.ts'
import { fleetNames, frameMaxBytes } from './names.ts'

/** Time until a report without confirmation is sent again. The server keeps one of two equal ones. */
const CONFIRM_MS = 2000
const AGAIN_MS = 200
/**
 * Most reports that wait for a missing stream. A worker makes one every 2 s and leaves after 30 s without a server.
 */
const UNCONFIRMED_MAX = 60
/** Longest wait until the measurements of a broken-off run are handed over. */
const LAST_REPORT_MAX_MS = 4000

/** Options of a worker that is reached over NATS. */
export interface ServeOptions extends Pick<WorkerOptions, 'environmentClass' | 'load' | 'permissions' | 'brokerUrls'> {
  /** Version of this program. */
  readonly version: string
  /** Gets a line for each action. */
  readonly onLine: (line: string) => void
}

/**
 * Number of messages of this process so far. It numbers them, even if the same controller takes this worker again.
 */
let sent = 0

/** Work of a worker for one controller, from the claim until one of them leaves. */
export class Employment implements ConnectionListener {
  readonly #connection: NatsConnection
  readonly #worker: string
  readonly #names: ReturnType<typeof fleetNames>
  readonly #session: WorkerSession
  readonly #subscription: Subscription
  readonly #onLine: (line: string) => void
  readonly #onLeave: () => void
  readonly #joiner = new Joiner({ partsMax: SUITE_PARTS_MAX })
  /** A message could not be read. Only the first one is printed. */
  #hasUnread = false
  /** Reports that the server has not confirmed. */
  #unconfirmed = 0
  #heardMs = epochMs()
  /** Settles when all reports have been handed over. */
  #reporting: Promise<void> = Promise.resolve()
  #ending: Promise<void> | undefined
  /** No more reports are handed over. */
  #isOver = false

  constructor(connection: NatsConnection, fleet: string, worker: string, options: ServeOptions, onLeave: () => void) {
    this.#connection = connection
    this.#worker = worker
    this.#names = fleetNames(fleet)
    const { version: _, ...own } = options
    this.#onLine = options.onLine
    this.#onLeave = onLeave
    this.#session = new WorkerSession({ ...own, send: (message) => this.#send(message) })
    this.#subscription = connection.nc.subscribe(this.#names.to(worker), {
      callback: (_, { data }) => (data.length === 0 ? onLeave() : this.#hear(data)),
    })
    connection.listen(this)
  }

  /** Time without a message although one could have come, ms. */
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
    this.#connection.leave(this)
    await this.#session.close()
    await atMost(LAST_REPORT_MAX_MS, this.#reporting)
    this.#isOver = true
    // The controller may still live, and must not wait for this worker.
    this.#send({ kind: 'left' })
    this.#subscription.unsubscribe()
  }

  #hear(frame: Uint8Array): void {
    this.#heardMs = epochMs()
    try {
      const message = this.#joiner.join(frame)
      if (message !== undefined) this.#session.hear(message)
    } catch (error) {
      // Another client than the controller may have sent it.
      if (!this.#hasUnread)
        this.#onLine(`a message cannot be read and is ignored: ${oneLine((error as Error).message)}`)
      this.#hasUnread = true
    }
  }

  #send(message: FromWorker): void {
    if (this.#connection.nc.isClosed()) return
    sent += 1
    const id = sent
    if (message.kind === 'report') {
      this.#sendReport(message, id)
      return
    }
    for (const frame of framesOf(pack(message), id, frameMaxBytes(this.#connection))) {
      this.#connection.nc.publish(this.#names.from(this.#worker), frame)
    }
  }

  #sendReport(message: FromWorker & { readonly kind: 'report' }, id: number): void {
    this.#unconfirmed += 1
    if (this.#unconfirmed === UNCONFIRMED_MAX) {
      this.#onLine('the controller has no stream for reports')
      this.#onLeave()
    }
    // Packed at once, since the measurement goes on changing.
    const packing = packAside(message).then((packed) => framesOf(packed, id, frameMaxBytes(this.#connection)))
    packing.catch((error: Error) => {
      this.#send({ kind: 'failed', run: message.run, reason: `its report ${error.message}` })
    })
    this.#reporting = this.#reporting.then(async () => {
      const frames = await packing.catch(() => [])
      for (const [part, frame] of frames.entries()) await this.#report(frame, `${this.#worker}-${id}-${part}`)
      this.#unconfirmed -= 1
    })
  }

  /** Hands over a frame through the stream. It repeats until that works or the controller is gone. */
  async #report(frame: Uint8Array, msgID: string): Promise<void> {
    const js = this.#connection.jsm.jetstream()
    while (!this.#isOver && !this.#connection.nc.isClosed()) {
      try {
        await js.publish(this.#names.reports(this.#worker), frame, { msgID, timeout: CONFIRM_MS })
        break
      } catch {
        await pause(AGAIN_MS)
      }
    }
  }
}
