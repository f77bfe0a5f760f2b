import { buildConnector } from 'undici'
import { refuseUnread, type TlsSpec } from '../tls.ts'
import type { Connection } from './connection.ts'
import { Http2Connection } from './http2-connection.ts'
import { Http2Sessions } from './http2-sessions.ts'
import { SocketConnection } from './socket-connection.ts'
import { UndiciConnection } from './undici-connection.ts'

/** Pool of connections to one target, kept between runs. Last in, first out, so that busy ones stay warm. */
export class Connections {
  /** Whether it is the program's own target: its status codes carry reasons, and its answers the busy time. */
  readonly own: boolean
  /** Whether a fault proxy of this program stands before the service. */
  readonly proxied: boolean
  readonly #create: () => Connection
  /** Closes what connections share. */
  readonly #closeShared: () => void
  readonly #idle: Connection[] = []
  readonly #all = new Set<Connection>()

  private constructor(kind: 'service' | 'proxied' | 'own', create: () => Connection, closeShared = () => {}) {
    this.own = kind === 'own'
    this.proxied = kind === 'proxied'
    this.#create = create
    this.#closeShared = closeShared
  }

  /** Connections to any service. @throws ConfigError when a file of `tls` was not read. */
  static to(url: string, tls?: TlsSpec): Connections {
    return new Connections('service', connecting(url, tls))
  }

  /** Connections to a service over HTTP/2: each is a stream at a time, and they share few sessions. */
  static toHttp2(url: string, streamsMax: number, tls?: TlsSpec): Connections {
    if (tls !== undefined) refuseUnread(tls)
    const sessions = new Http2Sessions({ origin: new URL(url).origin, tls, streamsMax })
    return new Connections(
      'service',
      () => new Http2Connection(sessions),
      () => sessions.close(),
    )
  }

  /** Connections to a fault proxy before a service. */
  static toProxy(url: string): Connections {
    return new Connections('proxied', connecting(url))
  }

  /** Connections to the program's own target, which cost less. */
  static toOwn(url: string): Connections {
    const { origin } = new URL(url)
    return new Connections('own', () => new SocketConnection(origin))
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

  /** Drops a failed connection without closing it: undici closed it, and after some failures stops using it. */
  discard(connection: Connection): void {
    this.#all.delete(connection)
  }

  /** Closes a connection, even with an open exchange. */
  async destroy(connection: Connection): Promise<void> {
    this.#all.delete(connection)
    await connection.destroy()
  }

  async close(): Promise<void> {
    this.#idle.length = 0
    await Promise.all([...this.#all].map((connection) => this.destroy(connection)))
    this.#closeShared()
  }
}

function connecting(url: string, tls?: TlsSpec): () => Connection {
  const { origin } = new URL(url)
  if (tls !== undefined) refuseUnread(tls)
  const connect = buildConnector({ ...tls })
  return () => new UndiciConnection(origin, connect)
}
