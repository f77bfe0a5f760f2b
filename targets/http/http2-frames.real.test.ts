import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { tlsSchema } from '../tls.ts'
import { CERT, KEY } from './certificate.testing.ts'
import { HttpClient } from './client.ts'
import { Connections } from './connections.ts'

const close: (() => unknown)[] = []
afterEach(async () => {
  for (const one of close.splice(0).toReversed()) await one()
})

/** Types and flags of frames (RFC 9113, 6). */
const DATA = 0
const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const PING = 6
const END_STREAM = 1
const END_HEADERS = 4
const ACK = 1
const PREFACE_BYTES = 24
const HEAD_BYTES = 9
/** `:status: 200` (RFC 7541, appendix A). */
const STATUS_200 = Buffer.from([0x88])
/** The literal header `a: b`, not indexed. */
const TRAILER = Buffer.from([0, 1, 0x61, 1, 0x62])
const NO_ERROR = Buffer.alloc(4)

function frame(type: number, flags: number, stream: number, content: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUIntBE(content.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, content])
}

const onStream = (type: number, flags: number, content?: Buffer) => frame(type, flags, 1, content)
const headers = onStream(HEADERS, END_HEADERS, STATUS_200)
/** A piece as large as a frame may be. Three of them are within the window of a stream. */
const LARGE = onStream(DATA, 0, Buffer.alloc(16_384))
const body = Buffer.from('{"paid":')

/** The outcome of an attempt that is answered by these frames, each batch in one piece. */
async function outcomeOf(batches: readonly Buffer[][]): Promise<Outcome> {
  const server = createServer({ cert: CERT, key: KEY, ALPNProtocols: ['h2'] }, (socket) => answer(socket, batches))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const connections = Connections.toHttp2(url, 1, tlsSchema.parse({ ca: CERT }))
  close.push(
    () => server.close(),
    () => connections.close(),
  )
  const clock = { nowMs: () => 0, at: () => () => undefined }
  const client = new HttpClient(clock, connections, { url, onError: (error) => expect.fail(String(error)) })
  return new Promise((resolve) => client.call(newRequest(0, 0), resolve))
}

/** Sends the first batch when the request has come, and each further one when the client has read that before it. */
function answer(socket: TLSSocket, batches: readonly Buffer[][]): void {
  const left = [...batches]
  let received = Buffer.alloc(0)
  let from = PREFACE_BYTES
  socket.on('error', () => undefined)
  socket.write(frame(SETTINGS, 0, 0))
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece])
    while (received.length >= from + HEAD_BYTES) {
      const type = received[from + 3]!
      const flags = received[from + 4]!
      from += HEAD_BYTES + received.readUIntBE(from, 3)
      if (type === SETTINGS && flags !== ACK) socket.write(frame(SETTINGS, ACK, 0))
      if (type !== HEADERS && type !== PING) continue
      const batch = left.shift()
      if (batch !== undefined) socket.write(Buffer.concat([...batch, frame(PING, 0, 0, Buffer.alloc(8))]))
    }
  })
}

const reset = onStream(RST_STREAM, 0, NO_ERROR)
const cut = { kind: 'failed', reason: 'stream reset: no error' }
const ok = expect.objectContaining({ kind: 'ok' })

test.each([
  ['in the middle of its body', [[headers, onStream(DATA, 0, body)], [reset]]],
  ['in the middle of its body, all in one piece', [[headers, onStream(DATA, 0, body), reset]]],
  ['before its body', [[headers], [reset]]],
])('an answer that is reset without an error %s is no success', async (_, batches) => {
  expect(await outcomeOf(batches)).toEqual(cut)
})

test.each([
  ['its headers', [[onStream(HEADERS, END_HEADERS | END_STREAM, STATUS_200)]]],
  ['a piece of its body', [[headers], [onStream(DATA, 0, body)], [onStream(DATA, END_STREAM, body)]]],
  ['an empty piece', [[headers, onStream(DATA, 0, body)], [onStream(DATA, END_STREAM)]]],
  ['trailers', [[headers, onStream(DATA, 0, body)], [onStream(HEADERS, END_HEADERS | END_STREAM, TRAILER)]]],
  ['a large body', [[headers, ...Array.from({ length: 3 }, () => LARGE), onStream(DATA, END_STREAM)]]],
  ['its body before it is reset', [[headers, onStream(DATA, END_STREAM, body), reset]]],
])('an answer that ends with %s is a success', async (_, batches) => {
  expect(await outcomeOf(batches)).toEqual(ok)
})
