import type { JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection as Client, Msg } from '@nats-io/transport-node'
import { pause } from '../../core/real-clock.ts'

/** Longest wait for a lost connection before a call is refused. */
const SETTLE_MS = 1500
const SETTLE_WAITS = 50

type Core = typeof import('@nats-io/transport-node')

/** Called when the state of the connection changes. */
export interface ConnectionListener {
  down(detail: string): void
  up(detail: string): void
  failed(detail: string): void
}

/** One connection to a server, shared by all queues on it. */
export class NatsConnection {
  readonly core: Core
  readonly nc: Client
  readonly jsm: JetStreamManager
  readonly #listeners = new Set<ConnectionListener>()
  #isUp = true
  #closing = false

  constructor(core: Core, nc: Client, jsm: JetStreamManager) {
    this.core = core
    this.nc = nc
    this.jsm = jsm
    void this.#watch()
  }

  get isUp(): boolean {
    return this.#isUp
  }

  listen(listener: ConnectionListener): void {
    this.#listeners.add(listener)
  }

  leave(listener: ConnectionListener): void {
    this.#listeners.delete(listener)
  }

  /** Waits for a connection that is being restored, up to a limit. */
  async settled(): Promise<void> {
    for (let waits = 0; waits < SETTLE_WAITS && !this.#isUp; waits++) await pause(SETTLE_MS / SETTLE_WAITS)
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.nc.close()
  }

  /** The client reports each failed attempt to reconnect. Listeners get each loss once. */
  async #watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (this.#closing) continue
      if (status.type === 'disconnect') this.#down(`lost the connection to ${status.server}`)
      else if (status.type === 'reconnect' && !this.#isUp) {
        this.#isUp = true
        for (const listener of [...this.#listeners]) listener.up(`connected to ${status.server} again`)
      } else if (status.type === 'error') {
        for (const listener of [...this.#listeners]) listener.failed(status.error.message)
      } else if (status.type === 'close') {
        this.#down('the connection was closed')
        for (const listener of [...this.#listeners]) listener.failed('the connection was closed for good')
      }
    }
  }

  #down(detail: string): void {
    if (!this.#isUp) return
    this.#isUp = false
    for (const listener of [...this.#listeners]) listener.down(detail)
  }
}

/**
 * Reads what the server sends instead of a message: no such consumer, no messages, time is up. Undefined for a message.
 */
export function statusOf(
  msg: Msg,
): { readonly code: number; readonly text: string; readonly left: number } | undefined {
  if (msg.data.length > 0) return undefined
  const headers = msg.headers
  if (headers === undefined || headers.code === 0) return undefined
  return {
    code: headers.code,
    text: `${headers.code} ${headers.description || 'no responders'}`,
    left: Number(headers.get('Nats-Pending-Messages') || 0),
  }
}
