import { buildConnector } from 'undici'
import type { Connection } from './connection.ts'
import { SocketConnection } from './socket-connection.ts'
import { UndiciConnection } from './undici-connection.ts'

/** Connections to one target, kept from run to run. Last in, first out: busy ones stay warm. */
export class Connections {
  /** Whether the target speaks our protocol: then status codes carry reasons and answers the busy time. */
  readonly own: boolean
  readonly #create: () => Connection
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()

  private constructor(own: boolean, create: () => Connection) {
    this.own = own
    this.#create = create
  }

  /** To a service of any kind. */
  static to(url: string): Connections {
    const { origin } = new URL(url)
    const connect = buildConnector({})
    return new Connections(false, () => new UndiciConnection(origin, connect))
  }

  /** To a target of ours, which costs less. */
  static toOwn(url: string): Connections {
    const { origin } = new URL(url)
    return new Connections(true, () => new SocketConnection(origin))
  }

  take(): Connection {
    return this.#idle.pop() ?? this.open()
  }

  open(): Connection {
    const connection = this.#create()
    this.#all.add(connection)
    return connection
  }

  give(connection: Connection): void {
    if (this.#all.has(connection)) this.#idle.push(connection)
  }

  /**
   * Leaves a connection that failed to itself: undici closed it, and after some failures sends nothing on it any more.
   */
  discard(connection: Connection): void {
    this.#all.delete(connection)
  }

  /** Closes a connection, whatever is on it. */
  async destroy(connection: Connection): Promise<void> {
    this.#all.delete(connection)
    await connection.destroy()
  }

  async close(): Promise<void> {
    this.#idle.length = 0
    await Promise.all([...this.#all].map((connection) => this.destroy(connection)))
  }
}
