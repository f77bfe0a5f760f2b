import type { ServerResponse } from 'node:http'
import { PROXY_HEADER } from '../http/protocol.ts'

/** Headers that belong to one connection, and are not passed on (RFC 9110, 7.6.1). */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A service that sends this header would speak for the proxy. */
const OF_THE_PROXY: ReadonlySet<string> = new Set([PROXY_HEADER])

/** Returns the headers to pass on, names and values in turn. `others`: further names to leave out, in lower case. */
export function passedOn(headers: readonly string[], others: ReadonlySet<string> = new Set()): string[] {
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase()
    if (!OF_THE_CONNECTION.has(name) && !others.has(name)) kept.push(headers[i]!, headers[i + 1]!)
  }
  return kept
}

/** The answer of a proxy to its client: that of the service, or its own. After the end nothing is written. */
export class NearAnswer {
  readonly #response: ServerResponse
  #isGone = false

  constructor(response: ServerResponse) {
    this.#response = response
    response.sendDate = false
    response.on('error', () => undefined)
    response.on('close', () => {
      this.#isGone = !response.writableEnded
    })
  }

  /** Calls the task when the answer has ended, or when the client has closed the connection. */
  onClose(task: () => void): void {
    this.#response.on('close', task)
  }

  /** Whether the client closed the connection before the answer had ended. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** Begins the service's answer. @throws Error for a header that Node does not send. */
  begin(status: number, headers: readonly string[]): void {
    if (!this.#isOver()) this.#response.writeHead(status, passedOn(headers, OF_THE_PROXY))
  }

  /** Bytes that the client has not taken yet. */
  get unsentBytes(): number {
    return this.#response.writableLength
  }

  write(bytes: Uint8Array): void {
    if (!this.#isOver()) this.#response.write(bytes)
  }

  end(): void {
    if (!this.#isOver()) this.#response.end()
  }

  /** Answers for the proxy itself, with the reason that the client reports. */
  fail(status: number, reason: string, closes = false): void {
    if (this.#isOver()) return
    const close = closes ? ['connection', 'close'] : []
    this.#response.writeHead(status, [PROXY_HEADER, reason, 'content-length', '0', ...close]).end()
  }

  /** Closes the connection amid the answer. */
  cut(): void {
    this.#response.destroy()
  }

  #isOver(): boolean {
    return this.#isGone || this.#response.writableEnded
  }
}
