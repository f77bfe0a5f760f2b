import { Socket, type SocketConstructorOpts } from 'node:net'
import { bareHost } from '../../bench/core/bare-host.ts'
import { ANSWER_MAX_MS, type AnswerHandler, CONNECT_MAX_MS, Connection, type Message } from './connection.ts'
import { networkError } from './failure.ts'
import { ATTEMPT_HEADER } from './protocol.ts'
import { AnswerReader } from './socket-answer.ts'

/** Read buffer of all connections: each read is handled before the next one. */
const READ = Buffer.allocUnsafeSlow(65_536)

/** Heads by message: a client that sends the same over many connections sends the same head. */
const heads = new WeakMap<Message, string>()

/**
 * A connection to the program's own target, on a plain socket. It costs a third of the CPU time of undici's, because it
 * reads only the answers of such a target: a head, a `content-length`, a body.
 */
export class SocketConnection extends Connection {
  readonly #hostname: string
  readonly #port: number
  readonly #reader = new AnswerReader()
  #socket: Socket | undefined
  #exchange: AnswerHandler | undefined

  /** `origin`: `http://host:port`. */
  constructor(origin: string) {
    super()
    const { hostname, port } = new URL(origin)
    this.#hostname = bareHost(hostname)
    this.#port = Number(port) || 80
  }

  send(message: Message, attempt: string, exchange: AnswerHandler): void {
    this.#exchange = exchange
    this.#socket ??= this.#open()
    this.#socket.write(`${this.#headOf(message)}${attempt}\r\n\r\n`, 'latin1')
  }

  async destroy(): Promise<void> {
    if (this.#socket !== undefined) this.#lose(this.#socket, networkError('UND_ERR_DESTROYED', 'closed'))
  }

  #headOf(message: Message): string {
    const known = heads.get(message)
    if (known !== undefined) return known
    const { method, path, headers } = message
    const host = `${this.#hostname.includes(':') ? `[${this.#hostname}]` : this.#hostname}:${this.#port}`
    const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}`]
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
    const head = `${lines.join('\r\n')}\r\n${ATTEMPT_HEADER}: `
    heads.set(message, head)
    return head
  }

  #open(): Socket {
    // Node's types lack `onread` in the constructor.
    const options: SocketConstructorOpts & { onread: unknown } = {
      onread: { buffer: READ, callback: (bytes: number) => this.#read(socket, bytes) },
    }
    const socket = new Socket(options)
    socket.setNoDelay(true)
    socket.setTimeout(CONNECT_MAX_MS)
    socket.on('connect', () => socket.setTimeout(ANSWER_MAX_MS))
    socket.on('timeout', () => this.#late(socket))
    socket.on('error', (error) => this.#lose(socket, error))
    const closed = () => this.#lose(socket, networkError('UND_ERR_SOCKET', 'the other side closed the connection'))
    socket.on('end', closed)
    socket.on('close', closed)
    socket.connect(this.#port, this.#hostname)
    return socket
  }

  #read(socket: Socket, bytes: number): boolean {
    if (socket !== this.#socket) return true
    const exchange = this.#exchange
    if (exchange === undefined) {
      this.#lose(socket, networkError('HPE_INVALID', 'an answer to nothing'))
      return true
    }
    exchange.onResponseStarted()
    const answer = this.#reader.read(READ, bytes)
    if (answer === 'more') return true
    if (answer === 'malformed') {
      this.#lose(socket, networkError('HPE_INVALID', 'not an answer of a target of ours'))
      return true
    }
    this.#exchange = undefined
    exchange.answered(answer.status, answer.busyMs)
    exchange.onComplete()
    return true
  }

  /** An idle connection may stay open: its target closes it at some time. */
  #late(socket: Socket): void {
    if (this.#exchange === undefined) return
    this.#lose(
      socket,
      socket.connecting
        ? networkError('UND_ERR_CONNECT_TIMEOUT', 'no connection')
        : networkError('UND_ERR_HEADERS_TIMEOUT', 'no answer'),
    )
  }

  #lose(socket: Socket, error: Error): void {
    if (socket !== this.#socket) return
    const exchange = this.#exchange
    this.#socket = undefined
    this.#exchange = undefined
    this.#reader.clear()
    socket.destroy()
    exchange?.onError(error)
    this.idleSinceMs = undefined
  }
}
