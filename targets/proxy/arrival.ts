import type { IncomingMessage } from 'node:http'
import type { Message } from '../http/connection.ts'
import { ATTEMPT_HEADER } from '../http/protocol.ts'
import { passedOn } from './near-answer.ts'

/** Headers that the connection to the service sets itself. */
const SET_AGAIN: ReadonlySet<string> = new Set(['host', 'content-length', ATTEMPT_HEADER])

/** Reads the whole body of a request; `long` when it is longer than the limit, `gone` when its client is gone. */
export async function bodyOf(request: IncomingMessage, bytesMax: number): Promise<Buffer | 'long' | 'gone'> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > bytesMax) return 'long'
      parts.push(part)
    }
  } catch {
    return 'gone'
  }
  return Buffer.concat(parts)
}

/** Whether a request announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Returns the request as the service gets it. */
export function messageOf({ method, url, rawHeaders, headers }: IncomingMessage, body: Buffer | null): Message {
  return {
    method: (method ?? 'GET') as Message['method'],
    path: url ?? '/',
    headers: passedOn(rawHeaders, SET_AGAIN),
    body,
    reset: headers.connection?.toLowerCase() === 'close',
  }
}
