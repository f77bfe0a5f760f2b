import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { isIP } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { bareHost } from '../../bench/core/bare-host.ts'
import type { TlsSpec } from '../tls.ts'
import { CONNECT_MAX_MS } from './connection.ts'
import { networkError } from './failure.ts'

/** Where sessions lead to. */
export interface Http2Place {
  readonly origin: string
  readonly tls: TlsSpec | undefined
  /** Most streams of a session at once. The service may allow fewer. */
  readonly streamsMax: number
}

/** A stream that waits for its session. It is started or fails, once. */
export interface Waiting {
  /** Whether it needs no place any more. */
  readonly isOver: boolean
  start(session: Http2Session): void
  fail(error: Error): void
}

/** A connection over HTTP/2 with several streams at once. It is ready when the service has sent its settings. */
export class Http2Session {
  readonly #place: Http2Place
  /** Receives what the service has no room for, once it says how much it has. */
  readonly #onNoRoom: (waiting: Waiting) => void
  readonly #socket: TLSSocket
  #session: ClientHttp2Session | undefined
  #waiting: Waiting[] = []
  #streams = 0
  #max: number
  #isReady = false
  #isOver = false
  /** The first failure of the connection, which names its cause best. */
  #error: Error | undefined
  /** When its last stream ended, and by whose clock; undefined before the first one, and while there are streams. */
  idle: { readonly sinceMs: number; readonly user: unknown } | undefined

  constructor(place: Http2Place, onNoRoom: (waiting: Waiting) => void) {
    this.#place = place
    this.#onNoRoom = onNoRoom
    this.#max = place.streamsMax
    this.#socket = this.#connect()
  }

  /** Whether it can carry one more stream. */
  get hasRoom(): boolean {
    return !this.#isOver && this.#streams < this.#max
  }

  /** Whether it takes no more streams. Those that are open may end. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Failure of the connection; undefined when it has none. */
  get error(): Error | undefined {
    return this.#error
  }

  /** Takes a place for a stream, and starts it when the session is ready. */
  take(waiting: Waiting): void {
    this.#streams += 1
    if (this.#isReady) waiting.start(this)
    else this.#waiting.push(waiting)
  }

  /** Gives back the place of a stream that has ended. */
  release(idle: Http2Session['idle']): void {
    this.#streams -= 1
    this.idle = this.#streams === 0 ? idle : undefined
  }

  /** Opens a stream. @throws Error for headers that HTTP/2 does not have. */
  request(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    return this.#session!.request(headers, { endStream })
  }

  destroy(): void {
    this.#end(networkError('UND_ERR_DESTROYED', 'closed'))
    this.#session?.destroy()
    this.#socket.destroy()
  }

  #connect(): TLSSocket {
    const { origin, tls } = this.#place
    const { hostname, port } = new URL(origin)
    const host = bareHost(hostname)
    const socket = connectTls({
      host,
      port: Number(port) || 443,
      servername: isIP(host) === 0 ? host : '',
      ALPNProtocols: ['h2'],
      ...tls,
    })
    socket.setNoDelay(true)
    socket.setTimeout(CONNECT_MAX_MS, () => socket.destroy(networkError('UND_ERR_CONNECT_TIMEOUT', 'no connection')))
    socket.on('secureConnect', () => {
      if (socket.alpnProtocol === 'h2') this.#begin(socket)
      else socket.destroy(networkError('ERR_NO_HTTP2', 'the service chose another protocol'))
    })
    socket.on('error', (error) => this.#end(error))
    socket.on('close', () => this.#end(networkError('UND_ERR_SOCKET', 'the other side closed the connection')))
    return socket
  }

  #begin(socket: TLSSocket): void {
    const session = connect(this.#place.origin, { createConnection: () => socket, settings: { enablePush: false } })
    this.#session = session
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      this.#max = Math.min(this.#place.streamsMax, maxConcurrentStreams ?? this.#place.streamsMax)
      if (this.#isReady) return
      // Another session would have no room either, so that opening them would never end.
      if (this.#max === 0) socket.destroy(networkError('ERR_HTTP2_STREAM_RESET', 'no streams allowed'))
      else this.#ready(socket)
    })
    // The service takes no further streams. Open ones end, unless it has not taken them.
    session.on('goaway', () => {
      this.#isOver = true
    })
    session.on('error', (error) => this.#end(error))
    session.on('close', () => this.#end(networkError('UND_ERR_SOCKET', 'the other side closed the connection')))
  }

  #ready(socket: TLSSocket): void {
    this.#isReady = true
    socket.setTimeout(0)
    const waiting = this.#waiting.filter((one) => !one.isOver)
    this.#streams -= this.#waiting.length - waiting.length
    this.#waiting = []
    for (const one of waiting.slice(0, this.#max)) one.start(this)
    for (const one of waiting.slice(this.#max)) {
      this.#streams -= 1
      this.#onNoRoom(one)
    }
  }

  /** Takes no further streams. Those that wait fail; the end of an open one is reported by its stream. */
  #end(error: Error): void {
    this.#isOver = true
    this.#error ??= error
    const waiting = this.#waiting
    this.#waiting = []
    for (const one of waiting) one.fail(this.#error)
  }
}

/** Name of a code of HTTP/2, such as `refused stream`. */
export function codeName(code: number): string {
  const [name = 'NGHTTP2_UNKNOWN'] =
    Object.entries(constants).find(([key, value]) => value === code && CODES.test(key)) ?? []
  return name.slice('NGHTTP2_'.length).toLowerCase().replaceAll('_', ' ')
}

/** Names of the codes of errors among the constants of Node. */
const CODES =
  /^NGHTTP2_(NO_ERROR|PROTOCOL_ERROR|INTERNAL_ERROR|FLOW_CONTROL_ERROR|SETTINGS_TIMEOUT|STREAM_CLOSED|FRAME_SIZE_ERROR|REFUSED_STREAM|CANCEL|COMPRESSION_ERROR|CONNECT_ERROR|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED)$/
