import type { Channel, ChannelModel, ConfirmChannel, RecoveringChannelModel } from 'amqplib'
import { RealClock } from '../../core/real-clock.ts'
import { errorText } from './error-text.ts'

/** Called when the state of the connection changes. */
export interface ConnectionListener {
  up(): void
  down(reason: string): void
  blocked(reason: string): void
  unblocked(): void
}

/** One connection that comes back by itself. It reports each event that matters once. */
export class RabbitmqConnection {
  readonly #recovering: RecoveringChannelModel
  readonly #listeners = new Set<ConnectionListener>()
  readonly #clock = new RealClock()
  #model: ChannelModel | undefined
  #blocked = false
  /** Product and version of the server. */
  #server = 'RabbitMQ'

  /** The connection must not have been made yet. */
  constructor(recovering: RecoveringChannelModel) {
    this.#recovering = recovering
    recovering.on('connect', (model: ChannelModel) => {
      const { product, version } = model.connection.serverProperties
      this.#server = `${product} ${version}`
      this.#model = model
      for (const listener of this.#listeners) listener.up()
    })
    recovering.on('disconnect', (error: Error) => {
      this.#model = undefined
      // A new connection begins unblocked. If it is blocked, the broker says so again.
      this.#unblock()
      for (const listener of this.#listeners) listener.down(errorText(error))
    })
    recovering.on('blocked', (reason: string) => {
      if (this.#blocked) return
      this.#blocked = true
      for (const listener of this.#listeners) listener.blocked(reason)
    })
    recovering.on('unblocked', () => this.#unblock())
    // The same error comes again with `disconnect`. Without a listener it would end the process.
    recovering.on('error', () => undefined)
  }

  /** @throws Error when the first attempt to connect fails. */
  async ready(ms: number): Promise<void> {
    await this.within(ms, this.#recovering.waitForConnect())
  }

  get server(): string {
    return this.#server
  }

  get isUp(): boolean {
    return this.#model !== undefined
  }

  /** Whether the broker has stopped reading from the connection. */
  get isBlocked(): boolean {
    return this.#blocked
  }

  listen(listener: ConnectionListener): void {
    this.#listeners.add(listener)
  }

  unlisten(listener: ConnectionListener): void {
    this.#listeners.delete(listener)
  }

  /** @throws Error when the connection is down. */
  async channel(): Promise<Channel> {
    return guarded(await this.#up().createChannel())
  }

  /** @throws Error when the connection is down. */
  async confirmChannel(): Promise<ConfirmChannel> {
    return guarded(await this.#up().createConfirmChannel())
  }

  /** Works on a new channel, since a refusal closes the channel. @throws Error when the broker refuses. */
  async once<T>(work: (channel: Channel) => Promise<T>): Promise<T> {
    const channel = await this.channel()
    const result = await work(channel)
    await channel.close()
    return result
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.at(this.#clock.nowMs() + ms, resolve))
  }

  /** @throws Error when it takes longer. */
  async within<T>(ms: number, work: Promise<T>): Promise<T> {
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      cancel = this.#clock.at(this.#clock.nowMs() + ms, () => reject(new Error(`no answer within ${ms / 1000} s`)))
    })
    try {
      return await Promise.race([work, late])
    } finally {
      cancel()
    }
  }

  async close(): Promise<void> {
    // A broker that no longer answers must not keep this process running.
    await this.within(CLOSE_MS, this.#recovering.close()).catch(() => undefined)
    this.#clock.stop()
  }

  #up(): ChannelModel {
    if (this.#model === undefined) throw new Error('the connection is down')
    return this.#model
  }

  #unblock(): void {
    if (!this.#blocked) return
    this.#blocked = false
    for (const listener of this.#listeners) listener.unblocked()
  }
}

const CLOSE_MS = 5000

function guarded<T extends Channel>(channel: T): T {
  // Callers that wait for the channel get its end. Without a listener an `error` would end the process.
  channel.on('error', () => undefined)
  // Without this a bug in a handler would look like a broken connection.
  channel.on('handler-error', (error: Error) => {
    throw error
  })
  return channel
}
