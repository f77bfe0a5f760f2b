import { Client, type Dispatcher } from 'undici'
import type { Call, Request } from '../bench/core/call.ts'
import type { Clock } from '../bench/core/clock.ts'
import { decoded } from '../bench/core/decoded.ts'
import { failed, type Outcome, UNFINISHED } from '../bench/core/outcome.ts'
import { breathe } from '../bench/core/real-clock.ts'
import { ATTEMPT_HEADER, BUSY_HEADER, outcomeOf, writeAttempt } from './protocol.ts'

/** Attempts on the wire at once, each on a connection of its own. */
const CONNECTIONS_MAX = 8000
/** An answer nobody may wait for any more is waited for at most this long, to keep its connection. */
const ANSWER_MAX_MS = 60_000

export interface HttpClientOptions {
  readonly url: string
  readonly method?: Dispatcher.HttpMethod
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether the target speaks our protocol: then status codes carry reasons and answers the busy time. */
  readonly own: boolean
  /** Hears what the code behind an answer throws. */
  readonly onError: (error: unknown) => void
}

/** Connections to one target, kept from run to run. Last in, first out: busy ones stay warm. */
export class Connections {
  readonly #origin: string
  readonly #idle: Client[] = []
  readonly #all = new Set<Client>()

  constructor(url: string) {
    this.#origin = new URL(url).origin
  }

  take(): Client {
    return this.#idle.pop() ?? this.#open()
  }

  give(client: Client): void {
    if (this.#all.has(client)) this.#idle.push(client)
  }

  /** Closes a connection, whatever is on it. */
  async destroy(client: Client): Promise<void> {
    this.#all.delete(client)
    await client.destroy()
  }

  async close(): Promise<void> {
    this.#idle.length = 0
    await Promise.all([...this.#all].map((client) => this.destroy(client)))
  }

  #open(): Client {
    const client = new Client(this.#origin, {
      pipelining: 1,
      headersTimeout: ANSWER_MAX_MS,
      bodyTimeout: ANSWER_MAX_MS,
      keepAliveTimeout: ANSWER_MAX_MS,
      keepAliveMaxTimeout: 10 * ANSWER_MAX_MS,
    })
    this.#all.add(client)
    return client
  }
}

/**
 * Calls a target over HTTP/1.1, one attempt per connection at a time, with undici's dispatch. Ending the waiting leaves
 * the exchange alone: its answer is thrown away when it comes and the connection serves again, as a stream of HTTP/2
 * would. Closing the connection instead would use up the ports of the machine in a storm of timeouts.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #clock: Clock
  readonly #connections: Connections
  readonly #path: string
  readonly #headers: readonly string[]
  readonly #onWire = new Set<Client>()
  #unsure = 0
  #notSent = 0

  constructor(clock: Clock, connections: Connections, options: HttpClientOptions) {
    this.#clock = clock
    this.#connections = connections
    this.#options = options
    const url = new URL(options.url)
    this.#path = url.pathname + url.search
    const auth = url.username === '' ? [] : ['authorization', basic(url)]
    this.#headers = [...auth, ...Object.entries(options.headers ?? {}).flat()]
  }

  /** Exchanges that have not ended, waited for or not. */
  get onWire(): number {
    return this.#onWire.size
  }

  /** Attempts that failed without an answer: the target may not have seen them. */
  get unsure(): number {
    return this.#unsure
  }

  /** Attempts the generator could not send for want of connections: what they show is the generator, not the target. */
  get notSent(): number {
    return this.#notSent
  }

  readonly call: Call = (request, settle) => {
    if (this.#onWire.size >= CONNECTIONS_MAX) {
      this.#unsure += 1
      this.#notSent += 1
      settle(failed('generator: all connections in use'))
      return () => undefined
    }
    const client = this.#connections.take()
    this.#onWire.add(client)
    const exchange = new Exchange(client, this.#options.own, settle, this.#onEnd)
    const { method = 'GET', body = null } = this.#options
    client.dispatch({ method, path: this.#path, headers: this.#headersOf(request), body }, exchange)
    return () => {
      exchange.settle = undefined
    }
  }

  /**
   * Undici calls this from inside its own loops over a connection. Who hears of the end may send on that connection at
   * once, and those loops do not survive that, so nobody hears before they have returned. After a failure the event loop
   * has its turn too: attempts that fail at once and are repeated at once would keep it to themselves.
   */
  readonly #onEnd = (exchange: Exchange): void => {
    const { outcome, answered } = exchange
    if (answered) queueMicrotask(() => this.#settle(exchange))
    else {
      this.#unsure += 1
      if (outcome.kind === 'failed' && LOCAL_REASONS.has(outcome.reason)) this.#notSent += 1
      void breathe().then(() => this.#settle(exchange))
    }
  }

  #settle({ client, outcome, settle }: Exchange): void {
    this.#onWire.delete(client)
    this.#connections.give(client)
    try {
      settle?.(outcome)
    } catch (error) {
      this.#options.onError(error)
    }
  }

  /** Closes the connections that still wait for an answer; the others serve on, unless this side ran out of them. */
  async close(): Promise<void> {
    if (this.#notSent > 0) return this.#connections.close()
    await Promise.all([...this.#onWire].map((client) => this.#connections.destroy(client)))
  }

  #headersOf(request: Request): string[] {
    const timeoutMs = request.deadlineMs - this.#clock.nowMs()
    return [...this.#headers, ATTEMPT_HEADER, writeAttempt(request.id, request.trail.attempts, timeoutMs)]
  }
}

/** One attempt on the wire; `settle` is taken away when nobody waits any more. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly client: Client
  settle: ((outcome: Outcome) => void) | undefined
  outcome: Outcome = UNFINISHED
  answered = false
  readonly #own: boolean
  readonly #onEnd: (exchange: Exchange) => void
  #status = 0
  #busyMs = Number.NaN

  constructor(client: Client, own: boolean, settle: (outcome: Outcome) => void, onEnd: (exchange: Exchange) => void) {
    this.client = client
    this.#own = own
    this.settle = settle
    this.#onEnd = onEnd
  }

  onRequestStart(): void {}

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#status = status
    if (this.#own) this.#busyMs = Number(headers[BUSY_HEADER])
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.outcome = outcomeOf(this.#status, this.#busyMs, this.#own)
    this.answered = true
    this.#onEnd(this)
  }

  onResponseError(_: unknown, error: Error): void {
    this.outcome = failed(reasonOf(error))
    this.#onEnd(this)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  UND_ERR_CONNECT_TIMEOUT: 'no connection',
  UND_ERR_HEADERS_TIMEOUT: 'no answer',
  UND_ERR_BODY_TIMEOUT: 'no answer',
  UND_ERR_HEADERS_OVERFLOW: 'not http',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'not http',
  HTTPParserError: 'not http',
  UND_ERR_DESTROYED: 'closed',
  EMFILE: 'generator: no file descriptor left',
  EADDRNOTAVAIL: 'generator: no port left',
}
/** Failures of this side. */
const LOCAL_REASONS: ReadonlySet<string> = new Set([REASONS.EMFILE!, REASONS.EADDRNOTAVAIL!])

function reasonOf(error: Error & { code?: string }): string {
  const { code = error.name } = error
  return REASONS[code] ?? (code.startsWith('HPE_') ? 'not http' : code)
}

function basic({ username, password }: URL): string {
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
}
