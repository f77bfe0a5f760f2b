import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2'
import { ANSWER_MAX_MS, type AnswerHandler, Connection, type Message } from './connection.ts'
import { networkError } from './failure.ts'
import { codeName, type Http2Session, type Waiting } from './http2-session.ts'
import type { Http2Sessions } from './http2-sessions.ts'
import { ATTEMPT_HEADER } from './protocol.ts'

/** Headers by message, without that of the attempt: those of a message are the same each time. */
const heads = new WeakMap<Message, Record<string, string>>()

/**
 * A place for one stream of HTTP/2 at a time, on any session with room. It uses HTTP/2 of Node. That of undici sends
 * one POST after the other, and fails all streams when a service closes a session in an orderly way.
 */
export class Http2Connection extends Connection {
  readonly #sessions: Http2Sessions
  #user: unknown
  #open: OpenStream | undefined

  constructor(sessions: Http2Sessions) {
    super()
    this.#sessions = sessions
  }

  override usedBy(user: unknown): void {
    this.#user = user
  }

  send(message: Message, attempt: string, exchange: AnswerHandler): void {
    const headers = { ...headOf(message, this.#sessions.origin), [ATTEMPT_HEADER]: attempt }
    this.#open = new OpenStream(headers, message.body, exchange, {
      started: (idle) => {
        this.idleSinceMs = idle && (idle.user === this.#user ? idle.sinceMs : Number.NEGATIVE_INFINITY)
      },
      idleNow: () => ({ sinceMs: this.idleSinceMs ?? 0, user: this.#user }),
    })
    this.#sessions.take(this.#open)
  }

  async destroy(): Promise<void> {
    this.#open?.fail(networkError('UND_ERR_DESTROYED', 'closed'))
  }
}

/** The connection of a stream, as the stream sees it. */
interface Owner {
  /** Is called with how long the session was idle. */
  started(idle: Http2Session['idle']): void
  /** The session is idle from now on if this was its last stream. */
  idleNow(): Http2Session['idle']
}

/** One exchange on a stream. */
class OpenStream implements Waiting {
  readonly #headers: Record<string, string>
  readonly #body: Buffer | null
  readonly #exchange: AnswerHandler
  readonly #owner: Owner
  #session: Http2Session | undefined
  #stream: ClientHttp2Stream | undefined
  #hasAnswer = false
  /** Whether the service has ended its answer. */
  #isEnded = false
  #isOver = false

  get isOver(): boolean {
    return this.#isOver
  }

  constructor(headers: Record<string, string>, body: Buffer | null, exchange: AnswerHandler, owner: Owner) {
    this.#headers = headers
    this.#body = body
    this.#exchange = exchange
    this.#owner = owner
  }

  start(session: Http2Session): void {
    if (this.#isOver) {
      session.release(session.idle)
      return
    }
    this.#session = session
    this.#owner.started(session.idle)
    session.idle = undefined
    try {
      const stream = session.request(this.#headers, this.#body === null)
      this.#stream = stream
      this.#listen(stream)
      if (this.#body !== null) stream.end(this.#body)
    } catch (error) {
      this.fail(error as Error)
    }
  }

  /** Ends the exchange without an answer, unless it has ended. */
  fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#session?.release(undefined)
    this.#stream?.close(constants.NGHTTP2_CANCEL)
    this.#exchange.onError(error)
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.setTimeout(ANSWER_MAX_MS, () => this.fail(networkError('UND_ERR_HEADERS_TIMEOUT', 'no answer')))
    stream.on('response', (headers) => this.#answered(headers))
    stream.on('data', (piece: Buffer) => {
      if (!this.#isOver) this.#exchange.onData?.(piece)
    })
    onEndByService(stream, () => {
      this.#isEnded = true
    })
    // A stream that was reset ends too.
    stream.on('end', () => {
      if (this.#hasAnswer && this.#isEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR) this.#complete()
    })
    stream.on('error', (error) => this.fail(this.#reasonFor(stream, error)))
    stream.on('close', () => this.fail(this.#reasonFor(stream, undefined)))
  }

  #answered(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): void {
    if (this.#isOver) return
    this.#hasAnswer = true
    this.#exchange.onResponseStarted()
    const encoding = headers['content-encoding']
    const raw = encoding === undefined ? [] : [Buffer.from('content-encoding'), Buffer.from(encoding)]
    this.#exchange.onHeaders?.(headers[':status'] ?? 0, raw, () => undefined, '')
  }

  #complete(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#exchange.onComplete()
    this.#session!.release(this.#owner.idleNow())
  }

  /** A failure of the session explains more than that of its stream. */
  #reasonFor({ rstCode }: ClientHttp2Stream, error: Error | undefined): Error {
    const session = this.#session!
    if (session.error !== undefined) return session.error
    // After a GOAWAY the service did not take the stream, as if the connection had closed before.
    const isClosed = session.isOver && rstCode === constants.NGHTTP2_REFUSED_STREAM
    if (isClosed) return networkError('UND_ERR_SOCKET', 'the service takes no more streams')
    if (rstCode === constants.NGHTTP2_NO_ERROR && !this.#hasAnswer) {
      return error ?? networkError('UND_ERR_SOCKET', 'the stream closed without an answer')
    }
    return networkError('ERR_HTTP2_STREAM_RESET', codeName(rstCode))
  }
}

/**
 * Reports that the last frame of a stream has come. No event of Node does: it also ends a stream that was reset without
 * an error in the middle of its answer. But it marks such a stream as closed before it pushes the end.
 */
function onEndByService(stream: ClientHttp2Stream, report: () => void): void {
  const push = stream.push.bind(stream)
  stream.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (piece === null && !stream.closed) report()
    return push(piece, encoding)
  }
}

function headOf(message: Message, origin: string): Record<string, string> {
  const known = heads.get(message)
  if (known !== undefined) return known
  const { host } = new URL(origin)
  const { method, path, headers, body } = message
  const head: Record<string, string> = { ':method': method, ':path': path, ':scheme': 'https', ':authority': host }
  if (body !== null) head['content-length'] = String(body.length)
  for (let i = 0; i < headers.length; i += 2) head[headers[i]!.toLowerCase()] = headers[i + 1]!
  heads.set(message, head)
  return head
}
