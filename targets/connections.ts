import { buildConnector, Client } from 'undici'

/** An answer nobody may wait for any more is waited for at most this long, to keep its connection. */
const ANSWER_MAX_MS = 60_000
/** The longest that a connection idles, however long the target says that it may. */
const IDLE_MAX_MS = 600_000

/** One connection at a time. It is opened when it is first used, and again when it was closed while it idled. */
export class Connection {
  readonly client: Client
  /** When the last answer on the open connection ended, by the clock of its user; undefined before the first one. */
  idleSinceMs: number | undefined
  #user: unknown

  constructor(client: Client) {
    this.client = client
    client.on('disconnect', () => {
      this.idleSinceMs = undefined
    })
  }

  /** Clocks of two users cannot be compared; between two runs a connection idles long enough. */
  usedBy(user: unknown): void {
    if (this.#user !== user && this.idleSinceMs !== undefined) this.idleSinceMs = Number.NEGATIVE_INFINITY
    this.#user = user
  }
}

/**
 * Connections to one target, kept from run to run. Last in, first out: busy ones stay warm. One that idles is closed when
 * the target's keep-alive hint says, less 2 s for the way; without a hint after 4 s. These are the rules of undici.
 */
export class Connections {
  readonly #origin: string
  readonly #connect = buildConnector({})
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()

  constructor(url: string) {
    this.#origin = new URL(url).origin
  }

  take(): Connection {
    return this.#idle.pop() ?? this.open()
  }

  open(): Connection {
    const client = new Client(this.#origin, {
      connect: this.#connect,
      pipelining: 1,
      headersTimeout: ANSWER_MAX_MS,
      bodyTimeout: ANSWER_MAX_MS,
      keepAliveMaxTimeout: IDLE_MAX_MS,
    })
    const connection = new Connection(client)
    this.#all.add(connection)
    return connection
  }

  give(connection: Connection): void {
    if (this.#all.has(connection)) this.#idle.push(connection)
  }

  /** Leaves a connection that failed to itself: undici closed it, and after some failures sends nothing on it any more. */
  discard(connection: Connection): void {
    this.#all.delete(connection)
  }

  /** Closes a connection, whatever is on it. */
  async destroy(connection: Connection): Promise<void> {
    this.#all.delete(connection)
    await connection.client.destroy()
  }

  async close(): Promise<void> {
    this.#idle.length = 0
    await Promise.all([...this.#all].map((connection) => this.destroy(connection)))
  }
}
