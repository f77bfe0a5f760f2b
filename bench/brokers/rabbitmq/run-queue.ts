import type { Channel } from 'amqplib'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Clock } from '../../core/clock.ts'
import type { Broker, BrokerSpec } from '../../queue/broker.ts'
import type { BrokerEvents, RunQueue } from '../driver.ts'
import { type Line, RabbitmqBroker } from './broker.ts'
import type { ConnectionListener, RabbitmqConnection } from './connection.ts'
import { RabbitmqDeadLetters } from './dead-letters.ts'
import { errorText } from './error-text.ts'
import { namesOf, type QueueNames } from './names.ts'
import { RabbitmqQueues, type RabbitmqStorage } from './queues.ts'
import { remainingIn } from './remaining.ts'
import type { RabbitmqSlots } from './slots.ts'

/** One publishes, the other does all else. In a memory alarm the broker reads nothing from a publishing connection. */
export interface Connections {
  readonly consuming: RabbitmqConnection
  readonly publishing: RabbitmqConnection
}

/** Between two attempts to get the queues back, ms. */
const AGAIN_MS = 250
/** Attempts to lock the queues of a run before it is reported: more than a dead connection needs to be detected. */
const REFUSALS_MAX = 100
const REMOVE_MS = 15_000
const CLOSE_MS = 2000

/** The queues of one run, and the channels to them, which it opens again whenever they are lost. */
export class RabbitmqRunQueue implements RunQueue {
  readonly #connection: RabbitmqConnection
  readonly #publishing: RabbitmqConnection
  readonly #slots: RabbitmqSlots
  readonly #spec: BrokerSpec
  readonly #slot: number
  readonly #names: QueueNames
  readonly #queues: RabbitmqQueues
  readonly #listener: ConnectionListener
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
    this.#spec = spec
    this.#slot = slot
    this.#names = namesOf(slot)
    this.#queues = new RabbitmqQueues(consuming, storage, spec, this.#names)
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
  ): Promise<RabbitmqRunQueue> {
    const run = new RabbitmqRunQueue(connections, slots, storage, spec, await slots.claim())
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

  get queueName(): string {
    return this.#names.main
  }

  broker(clock: Clock, events: BrokerEvents): Broker {
    this.#events = events
    const { delay } = this.#queues
    const deadLetters = new RabbitmqDeadLetters(this.#connection, this.#names.dead)
    this.#broker = new RabbitmqBroker(clock, this.#spec, events, { names: this.#names, delay, deadLetters })
    if (this.#line !== undefined) this.#use(this.#line)
    else if (this.#isDown) events.onIncident('down', this.#names.main)
    return this.#broker
  }

  async remaining(): Promise<number> {
    if (this.#line === undefined) throw new Error('the connection is lost')
    await this.#closeLine()
    const { dead } = this.#names
    const ours = await this.#queues.ours()
    return remainingIn(
      this.#connection,
      ours.filter((name) => name !== dead),
    )
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
      throw new CannotRunError(`rabbitmq: ${this.#names.main} could not be removed: ${errorText(error as Error)}`)
    }
  }

  /** Closed like this the channels hand over all that was sent on them, and what was not settled goes back. */
  async #closeLine(): Promise<void> {
    const line = this.#line
    this.#line = undefined
    await line?.consumer.close().catch(() => undefined)
    if (line === undefined || this.#publishing.isBlocked) return
    // A blocked connection answers nothing, and it may be that what was sent last is what blocks it.
    await this.#publishing.within(CLOSE_MS, line.publisher.close()).catch(() => undefined)
  }

  async #delete(): Promise<void> {
    await this.#closeLine()
    while (!this.#connection.isUp) await this.#connection.pause(AGAIN_MS)
    // After a loss the slot may be somebody else's by now, and so may be its queues.
    if (!(await this.#slots.lock(this.#slot))) return
    await this.#slots.delete(await this.#queues.ours())
    await this.#slots.release(this.#slot)
  }

  async #open(): Promise<void> {
    await this.#queues.declare()
    let line: Line | undefined
    let hasEnded = false
    // From the first moment on: one may end while the other is being opened.
    const watched = <T extends Channel>(channel: T): T => {
      channel.on('error', (error: Error) => this.#fail(errorText(error)))
      channel.on('close', () => {
        hasEnded = true
        if (line !== undefined) this.#lost(line)
      })
      return channel
    }
    const publisher = watched(await this.#publishing.confirmChannel())
    try {
      const consumer = watched(await this.#connection.channel())
      line = { publisher, consumer }
      if (hasEnded || this.#removed) throw new Error('a channel ended while another was opened')
      this.#line = line
    } catch (error) {
      for (const channel of [publisher, line?.consumer]) channel?.close().catch(() => undefined)
      line = undefined
      throw error
    }
  }

  get #isUp(): boolean {
    return this.#connection.isUp && this.#publishing.isUp
  }

  #down(reason: string): void {
    if (this.#isDown) return
    this.#isDown = true
    this.#events?.onIncident('down', reason)
  }

  #fail(detail: string): void {
    if (!this.#removed) this.#events?.onIncident('failed', detail)
  }

  #use(line: Line): void {
    this.#broker?.up(line, (queue) => {
      if (this.#line !== line) return
      this.#fail(`${queue} is gone, so it is made again`)
      if (queue === this.#names.main) this.#broker?.lostWaiting()
      this.#lost(line)
    })
  }

  #lost(line: Line): void {
    if (this.#line !== line) return
    this.#line = undefined
    void this.#retire(line, this.#broker?.down())
    void this.#reopen()
  }

  /**
   * One that is still open is closed: that of the publisher when the broker has answered for what was sent there, which
   * would be unknown otherwise.
   */
  async #retire({ publisher, consumer }: Line, answered: Promise<void> | undefined): Promise<void> {
    consumer.close().catch(() => undefined)
    await answered
    await publisher.close().catch(() => undefined)
  }

  async #reopen(): Promise<void> {
    if (this.#reopening) return
    this.#reopening = true
    let refusals = 0
    // The channels of a lost connection end before it does: only then is it known whether there is one.
    await this.#connection.pause(1)
    while (!this.#removed && this.#line === undefined && this.#isUp) {
      try {
        // Our former connection may still have the lock, or another run has it now: then its queues are not ours to
        // use.
        const isOurs = await this.#slots.lock(this.#slot)
        if (this.#removed) break
        if (isOurs) await this.#open()
        else if (++refusals === REFUSALS_MAX) this.#troubled(`another connection uses ${this.#names.main}`)
      } catch (error) {
        this.#troubled(errorText(error as Error))
      }
      if (this.#line === undefined) await this.#connection.pause(AGAIN_MS)
    }
    this.#reopening = false
    if (this.#removed || this.#line === undefined) return
    this.#trouble = ''
    if (this.#isDown) this.#events?.onIncident('up', this.#connection.server)
    this.#isDown = false
    this.#use(this.#line)
  }

  /** Told once, although it is tried again and again. */
  #troubled(message: string): void {
    if (message !== this.#trouble && this.#isUp) this.#fail(message)
    this.#trouble = message
  }
}
