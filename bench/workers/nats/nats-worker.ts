import type { Subscription } from '@nats-io/transport-node'
import type { ConnectionListener, NatsConnection } from '../../brokers/nats/connection.ts'
import { ConfigError } from '../../core/config-error.ts'
import { oneLine } from '../../core/printable.ts'
import { epochMs } from '../../core/real-clock.ts'
import type { ToWorker } from '../messages.ts'
import type { WorkerLink, WorkerListener } from '../worker-link.ts'
import { excessIn } from './bounded-json.ts'
import { framesOf, Joiner, type Packed, pack, SUITE_PARTS_MAX } from './frames.ts'
import { fleetNames, frameMaxBytes } from './names.ts'

/** Most lists, objects and strings of a report. Each changed window of 100 ms to 1 s has about 50. */
const REPORT_PARTS_MAX = 4_000_000
/** All other messages of a worker are short. */
const WORDS_MAX_BYTES = 100_000
const WORDS_PARTS_MAX = 100

/** A worker that is reached over NATS, as its controller sees it. */
export class NatsWorker implements WorkerLink, ConnectionListener {
  readonly id: string
  readonly name: string
  readonly #connection: NatsConnection
  readonly #to: string
  readonly #subscription: Subscription
  /** Measurements come through a stream, all other messages directly. Each way has its own frames. */
  readonly #reports = new Joiner({ partsMax: REPORT_PARTS_MAX })
  readonly #words = new Joiner({ bytesMax: WORDS_MAX_BYTES, partsMax: WORDS_PARTS_MAX })
  #sent = 0
  #listener: WorkerListener | undefined
  #heardMs = epochMs()
  #failure: string | undefined

  constructor(connection: NatsConnection, fleet: string, id: string, name: string) {
    this.id = id
    this.name = name
    this.#connection = connection
    const { to, from } = fleetNames(fleet)
    this.#to = to(id)
    this.#subscription = connection.nc.subscribe(from(id), { callback: (_, { data }) => this.#hear(this.#words, data) })
    connection.listen(this)
  }

  /** It was lost by its own fault or by the connection. */
  get isGone(): boolean {
    return this.#failure !== undefined
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener
    if (this.#failure !== undefined) listener.gone(this.#failure)
  }

  send(message: ToWorker): void {
    if (this.#connection.nc.isClosed()) return
    this.#sent += 1
    for (const frame of framesOf(packed(message), this.#sent, frameMaxBytes(this.#connection))) {
      this.#connection.nc.publish(this.#to, frame)
    }
  }

  silentMs(): number {
    return this.#connection.isUp ? epochMs() - this.#heardMs : 0
  }

  /** Takes a frame of its measurements. */
  hear(frame: Uint8Array): void {
    this.#hear(this.#reports, frame)
  }

  /** Releases it, so that it may work for others. */
  letGo(): void {
    this.#connection.leave(this)
    this.#subscription.unsubscribe()
    this.sayGoodbye()
  }

  discard(why: string): void {
    this.#fail(why)
    this.sayGoodbye()
  }

  /** It no longer works for this controller. */
  sayGoodbye(): void {
    if (!this.#connection.nc.isClosed()) this.#connection.nc.publish(this.#to, '')
  }

  down(): void {}

  up(): void {
    this.#heardMs = epochMs()
  }

  failed(): void {}

  #hear(joiner: Joiner, frame: Uint8Array): void {
    this.#heardMs = epochMs()
    try {
      const message = joiner.join(frame)
      if (message === undefined) return
      if (Object(message).kind === 'left') this.#fail('it has let this run go')
      else this.#listener?.hear(message)
    } catch (error) {
      this.#fail(`what it sends cannot be read: ${oneLine((error as Error).message)}`)
    }
  }

  #fail(why: string): void {
    if (this.#failure !== undefined) return
    this.#failure = why
    this.#listener?.gone(why)
  }
}

/** Only a suite can be too large. */
function packed(message: ToWorker): Packed {
  const excess =
    message.kind === 'prepare' ? excessIn(Buffer.from(JSON.stringify(message)), SUITE_PARTS_MAX) : undefined
  if (excess !== undefined) throw new ConfigError(`--nats: the suite with its files ${excess}, which a worker refuses`)
  try {
    return pack(message)
  } catch (error) {
    throw new ConfigError(`--nats: the suite and its files ${(error as Error).message}`)
  }
}
