import type { Subscription } from '@nats-io/transport-node'
import { epochMs } from '../../core/real-clock.ts'
import type { ConnectionListener, NatsLink } from '../../queue/nats/link.ts'
import type { FromWorker, ToWorker } from '../messages.ts'
import type { WorkerLink, WorkerListener } from '../worker-link.ts'
import { framesOf, Joiner, pack } from './frames.ts'
import { fleetNames, frameMaxBytes } from './names.ts'

/** A worker that is reached over NATS, as its controller sees it. */
export class NatsWorker implements WorkerLink, ConnectionListener {
  readonly id: string
  readonly name: string
  readonly #link: NatsLink
  readonly #to: string
  readonly #subscription: Subscription
  /** What is measured comes through a stream, all else directly: each has frames of its own. */
  readonly #reports = new Joiner()
  readonly #words = new Joiner()
  #sent = 0
  #listener: WorkerListener | undefined
  #heardMs = epochMs()
  #failure: string | undefined

  constructor(link: NatsLink, fleet: string, id: string, name: string) {
    this.id = id
    this.name = name
    this.#link = link
    const { to, from } = fleetNames(fleet)
    this.#to = to(id)
    this.#subscription = link.nc.subscribe(from(id), { callback: (_, { data }) => this.#hear(this.#words, data) })
    link.listen(this)
  }

  /** It was lost by a fault of its own or of the connection. */
  get isGone(): boolean {
    return this.#failure !== undefined
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener
    if (this.#failure !== undefined) listener.gone(this.#failure)
  }

  send(message: ToWorker): void {
    if (this.#link.nc.isClosed()) return
    this.#sent += 1
    const frames = framesOf(pack(message), this.#sent, frameMaxBytes(this.#link))
    for (const frame of frames) this.#link.nc.publish(this.#to, frame)
  }

  silentMs(): number {
    return this.#link.isUp ? epochMs() - this.#heardMs : 0
  }

  /** A frame of what it measured. */
  hear(frame: Uint8Array): void {
    this.#hear(this.#reports, frame)
  }

  /** It may work for others. */
  letGo(): void {
    this.#link.leave(this)
    this.#subscription.unsubscribe()
    this.sayGoodbye()
  }

  discard(why: string): void {
    this.#fail(why)
    this.sayGoodbye()
  }

  /** It works for this controller no more. */
  sayGoodbye(): void {
    if (!this.#link.nc.isClosed()) this.#link.nc.publish(this.#to, '')
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
      if ((message as FromWorker).kind === 'left') this.#fail('it has let this run go')
      else this.#listener?.hear(message as FromWorker)
    } catch (error) {
      this.#fail(`it says what cannot be read: ${(error as Error).message}`)
    }
  }

  #fail(why: string): void {
    if (this.#failure !== undefined) return
    this.#failure = why
    this.#listener?.gone(why)
  }
}
