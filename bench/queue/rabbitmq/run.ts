import type { Options } from 'amqplib'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec } from '../broker.ts'
import type { BrokerEvents, RunQueue } from '../driver.ts'
import { type Line, RabbitmqBroker } from './broker.ts'
import type { ConnectionListener, RabbitmqConnection } from './connection.ts'
import { delayName, namesOf, type QueueNames } from './names.ts'
import { remainingIn } from './remaining.ts'
import type { RabbitmqSlots } from './slots.ts'

/** Where the messages are kept: replicated and written by Raft, or on one node. */
export type RabbitmqStorage = 'quorum' | 'classic'

/** One to publish on and one for all else: in a memory alarm the broker reads nothing more from who publishes, not even that work is done. */
export interface Connections {
  readonly consuming: RabbitmqConnection
  readonly publishing: RabbitmqConnection
}

/** Between two attempts to get the queues back, ms. */
const AGAIN_MS = 250
/** So often the lock of a run may be taken until that is told: more than a connection that is dead needs to be found so. */
const REFUSALS_MAX = 100
const REMOVE_MS = 15_000
/** From RabbitMQ 4.0 on a quorum queue drops a message after 20 returns; how often it may come is not for the queue to say. */
const RETURNS_MAX = 1_000_000

/** The queues of one run, and the channels to them, which it opens again whenever they are lost. */
export class RabbitmqRun implements RunQueue {
  readonly #connection: RabbitmqConnection
  readonly #publishing: RabbitmqConnection
  readonly #slots: RabbitmqSlots
  readonly #storage: RabbitmqStorage
  readonly #spec: BrokerSpec
  readonly #slot: number
  readonly #names: QueueNames
  readonly #listener: ConnectionListener
  /** Delay queues that there are since the channels were opened. */
  readonly #delays = new Map<string, Promise<void>>()
  readonly #delaysEver = new Set<string>()
  #line: Line | undefined
  #broker: RabbitmqBroker | undefined
  #events: BrokerEvents | undefined
  #isDown = false
  #reopening = false
  #removed = false
  #trouble = ''

  private constructor(
    { consuming, publishing }: Connections,
    slots: RabbitmqSlots,
    storage: RabbitmqStorage,
    spec: BrokerSpec,
    slot: number,
  ) {
    this.#connection = consuming
    this.#publishing = publishing
    this.#slots = slots
    this.#storage = storage
    this.#spec = spec
    this.#slot = slot
    this.#names = namesOf(slot)
    this.#listener = {
      up: () => void this.#reopen(),
      down: (reason) => this.#down(reason),
      blocked: (reason) => this.#events?.onIncident('blocked', reason),
      unblocked: () => this.#events?.onIncident('unblocked', this.#names.main),
    }
  }

  /** @throws Error when the broker refuses. */
  static async open(
    connections: Connections,
    slots: RabbitmqSlots,
    storage: RabbitmqStorage,
    spec: BrokerSpec,
  ): Promise<RabbitmqRun> {
    const run = new RabbitmqRun(connections, slots, storage, spec, await slots.claim())
    try {
      await run.#open()
    } catch (error) {
      await run.remove().catch(() => undefined)
      throw error
    }
    connections.consuming.listen(run.#listener)
    connections.publishing.listen(run.#listener)
    return run
  }

  get names(): QueueNames {
    return this.#names
  }

  get seat(): string {
    return this.#names.main
  }

  broker(clock: Clock, events: BrokerEvents): Broker {
    this.#events = events
    this.#broker = new RabbitmqBroker(clock, this.#spec, events, this.#names, (delayMs) => this.#delay(delayMs))
    if (this.#line !== undefined) this.#broker.up(this.#line)
    else if (this.#isDown) events.onIncident('down', this.#names.main)
    return this.#broker
  }

  async remaining(): Promise<number> {
    if (this.#line === undefined) throw new Error('the connection is lost')
    await this.#closeLine()
    const { main, retry } = this.#names
    return remainingIn(this.#connection, [main, retry, ...this.#delaysEver])
  }

  async remove(): Promise<void> {
    if (this.#removed) return
    this.#removed = true
    this.#broker?.destroy()
    this.#connection.unlisten(this.#listener)
    this.#publishing.unlisten(this.#listener)
    try {
      await this.#connection.within(REMOVE_MS, this.#delete())
    } catch (error) {
      const { message } = error as Error
      throw new CannotRunError(`rabbitmq: ${this.#names.main} could not be removed: ${message}`)
    }
  }

  /** Closed like this the channels hand over all that was sent on them, and what was not settled goes back; a blocked connection answers nothing. */
  async #closeLine(): Promise<void> {
    const line = this.#line
    this.#line = undefined
    await line?.consumer.close().catch(() => undefined)
    if (!this.#publishing.isBlocked) await line?.publisher.close().catch(() => undefined)
  }

  async #delete(): Promise<void> {
    await this.#closeLine()
    while (!this.#connection.isUp) await this.#connection.pause(AGAIN_MS)
    // After a loss the slot may be somebody else's by now, and so may be its queues.
    if (!(await this.#slots.lock(this.#slot))) return
    await this.#slots.delete(this.#names, this.#delaysEver)
    await this.#slots.release(this.#slot)
  }

  async #open(): Promise<void> {
    const { main, dead, retry } = this.#names
    const overflow = { 'x-max-length': this.#spec.depthMax, 'x-overflow': 'reject-publish' }
    await this.#connection.once(async (channel) => {
      await channel.assertQueue(main, this.#durable(overflow))
      await channel.assertQueue(dead, this.#durable({}))
      await channel.assertQueue(retry, this.#durable({}))
    })
    const publisher = await this.#publishing.confirmChannel()
    const consumer = await this.#connection.channel()
    const line = { publisher, consumer }
    this.#line = line
    for (const channel of [publisher, consumer]) {
      channel.on('error', (error: Error) => this.#fail(error.message))
      channel.on('close', () => this.#lost(line))
    }
  }

  get #isUp(): boolean {
    return this.#connection.isUp && this.#publishing.isUp
  }

  #durable(args: Record<string, unknown>): Options.AssertQueue {
    const returns = this.#storage === 'quorum' ? { 'x-delivery-limit': RETURNS_MAX } : {}
    return { durable: true, arguments: { 'x-queue-type': this.#storage, ...returns, ...args } }
  }

  /** The queue for a delay of the ladder; made when it is first needed. */
  #delay(delayMs: number): { readonly name: string; readonly made: Promise<void> } {
    const name = delayName(this.#names, delayMs)
    const made = this.#delays.get(name) ?? this.#makeDelay(name, delayMs)
    return { name, made }
  }

  #makeDelay(name: string, delayMs: number): Promise<void> {
    // The retry queue has no bound, so nothing is turned away there. A quorum queue waits all the same until it has what a delay hands over.
    const strategy = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' }
    const args = {
      'x-message-ttl': delayMs,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': this.#names.retry,
      ...(this.#storage === 'quorum' ? strategy : {}),
    }
    this.#delaysEver.add(name)
    const made = this.#connection.once(async (channel) => {
      await channel.assertQueue(name, this.#durable(args))
    })
    this.#delays.set(name, made)
    made.catch(() => this.#delays.delete(name))
    return made
  }

  #down(reason: string): void {
    if (this.#isDown) return
    this.#isDown = true
    this.#events?.onIncident('down', reason)
  }

  #fail(detail: string): void {
    if (!this.#removed) this.#events?.onIncident('failed', detail)
  }

  #lost(line: Line): void {
    if (this.#line !== line) return
    this.#line = undefined
    this.#delays.clear()
    this.#broker?.down()
    for (const channel of [line.publisher, line.consumer]) void channel.close().catch(() => undefined)
    void this.#reopen()
  }

  async #reopen(): Promise<void> {
    if (this.#reopening) return
    this.#reopening = true
    let refusals = 0
    // The channels of a lost connection end before it does: only then is it known whether there is one.
    await this.#connection.pause(1)
    while (!this.#removed && this.#line === undefined && this.#isUp) {
      try {
        // Our former connection may still have the lock, or another run has it now: then its queues are not ours to use.
        if (await this.#slots.lock(this.#slot)) await this.#open()
        else if (++refusals === REFUSALS_MAX) this.#troubled(`another connection uses ${this.#names.main}`)
      } catch (error) {
        this.#troubled((error as Error).message)
      }
      if (this.#line === undefined) await this.#connection.pause(AGAIN_MS)
    }
    this.#reopening = false
    if (this.#removed || this.#line === undefined) return
    this.#trouble = ''
    if (this.#isDown) this.#events?.onIncident('up', this.#connection.server)
    this.#isDown = false
    this.#broker?.up(this.#line)
  }

  /** Told once, although it is tried again and again. */
  #troubled(message: string): void {
    if (message !== this.#trouble && this.#isUp) this.#fail(message)
    this.#trouble = message
  }
}
