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

/** One connection publishes, the other does all else. In a memory alarm RabbitMQ does not read from a publisher. */
export interface Connections {
  readonly consuming: RabbitmqConnection
  readonly publishing: RabbitmqConnection
}

/** Time between two attempts to get the queues back, ms. */
const AGAIN_MS = 250
/** Refused attempts to lock the slot before a report. RabbitMQ detects a dead connection in fewer. */
const REFUSALS_MAX = 100
const REMOVE_MS = 15_000
const CLOSE_MS = 2000

/** The queues of one run and the channels to them. It reopens lost channels. */
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

  /** Closes the channels in order: what was sent arrives, and deliveries that were not settled go back. */
  async #closeLine(): Promise<void> {
    const line = this.#line
    this.#line = undefined
    await line?.consumer.close().catch(() => undefined)
    if (line === undefined || this.#publishing.isBlocked) return
    // A blocked connection answers nothing. Perhaps the messages sent last block it.
    await this.#publishing.within(CLOSE_MS, line.publisher.close()).catch(() => undefined)
  }

  async #delete(): Promise<void> {
    await this.#closeLine()
    while (!this.#connection.isUp) await this.#connection.pause(AGAIN_MS)
    // After a loss the slot and its queues may belong to another run.
    if (!(await this.#slots.lock(this.#slot))) return
    await this.#slots.delete(await this.#queues.ours())
    await this.#slots.release(this.#slot)
  }

  async #open(): Promise<void> {
    await this.#queues.declare()
    let line: Line | undefined
    let hasEnded = false
    // Watched from the start, since one channel may end while the other is opened.
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
   * Closes the channels that are still open. The publisher's waits until the broker has answered for what was sent
   * there. Otherwise the outcome of these messages would be unknown.
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
    // The channels end before their connection does. Only after this pause is it known whether the connection is lost.
    await this.#connection.pause(1)
    while (!this.#removed && this.#line === undefined && this.#isUp) {
      try {
        // Our former connection may still hold the lock. If another run holds it, the queues are no longer ours.
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

  /** Reports each distinct failure once, however often the retry repeats it. */
  #troubled(message: string): void {
    if (message !== this.#trouble && this.#isUp) this.#fail(message)
    this.#trouble = message
  }
}
