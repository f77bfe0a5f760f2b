import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { breathe } from '../../bench/core/real-clock.ts'
import { HttpClient } from './client.ts'
import { Connections } from './connections.ts'
import type { ExpectSpec } from './expectation.ts'
import { rawServer } from './raw-server.testing.ts'

const close: (() => unknown)[] = []
afterEach(async () => {
  for (const one of close.splice(0)) await one()
})

/** A client that expects something of a server, which answers each request with these pieces. */
async function setUp(expectation: ExpectSpec, onRequest: (socket: Socket) => void) {
  const { url, server } = await rawServer((socket) => socket.on('data', () => onRequest(socket)))
  const connections = Connections.to(url)
  const clock = { nowMs: () => 0, at: () => () => undefined }
  const client = new HttpClient(clock, connections, {
    url,
    expect: expectation,
    onError: (error) => expect.fail(String(error)),
  })
  close.push(
    () => connections.close(),
    () => server.close(),
  )
  return { client, send: () => new Promise<Outcome>((resolve) => client.call(newRequest(0, 0), resolve)) }
}

const answer = (status: string, body: string, header = '') =>
  `HTTP/1.1 ${status}\r\n${header}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const failed = (reason: string) => ({ kind: 'failed', reason })
const ok = expect.objectContaining({ kind: 'ok' })

test.each([
  ['a status that is not expected', { status: '2xx' }, answer('302 Found', ''), failed('unexpected status 302'), 302],
  ['an error that is not expected', { status: 200 }, answer('503 No', ''), failed('http 503'), 503],
  ['an error that is expected', { status: 404 }, answer('404 No', ''), ok, 404],
  ['a body with the text', { bodyIncludes: '"paid":true' }, answer('200 OK', '{"paid":true}'), ok, 200],
  [
    'a body without it',
    { bodyIncludes: '"paid":true' },
    answer('200 OK', '{"paid":false}'),
    failed('unexpected body'),
    200,
  ],
  ['an error with the text', { bodyIncludes: 'ok' }, answer('500 No', 'ok'), failed('http 500'), 500],
  [
    'a packed body',
    { bodyIncludes: 'ok' },
    answer('200 OK', 'zip', 'Content-Encoding: gzip\r\n'),
    failed('unexpected packed body'),
    200,
  ],
])('%s', async (_, expectation, text, outcome, status) => {
  const { client, send } = await setUp(expectation, (socket) => socket.write(text))
  expect([await send(), await send()]).toEqual([outcome, outcome])
  const unexpected = 'reason' in outcome ? { [outcome.reason as string]: 2 } : {}
  expect(client.answers).toEqual({ statuses: { [status]: 2 }, unanswered: {}, resent: 0, unexpected })
})

test('an attempt ends with the last byte of the body, in which the text may be parted', async () => {
  let socket: Socket | undefined
  const { send } = await setUp({ bodyIncludes: 'paid' }, (one) => {
    socket = one
    one.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n pa')
  })
  let ended: Outcome | undefined
  const sent = send().then((outcome) => {
    ended = outcome
    return outcome
  })
  while (socket === undefined || socket.bytesWritten < 40) await breathe()
  for (let turn = 0; turn < 20; turn++) await breathe()
  expect(ended).toBeUndefined()
  socket.write('id ')
  expect(await sent).toEqual(ok)
})
