import type { Server, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { HttpClient, type HttpClientOptions } from './client.ts'
import { Connections } from './connections.ts'
import { answering, rawServer } from './raw-server.testing.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const close: (() => unknown)[] = []
afterEach(async () => {
  for (const one of close.splice(0)) await one()
})

/** A client of a server of one's own, with a clock that is set by hand. */
async function setUp(onSocket: (socket: Socket) => void, options: Partial<HttpClientOptions> = {}) {
  const { url, server } = await rawServer(onSocket)
  return clientOf(url, server, options)
}

function clientOf(url: string, server: Server, options: Partial<HttpClientOptions> = {}) {
  let nowMs = 0
  const clock = { nowMs: () => nowMs, at: () => () => undefined }
  const connections = Connections.to(url)
  const client = new HttpClient(clock, connections, {
    url,
    onError: (error) => expect.fail(String(error)),
    ...options,
  })
  close.push(
    () => connections.close(),
    () => server.close(),
  )
  const send = () => new Promise<Outcome>((resolve) => client.call(newRequest(0, nowMs), resolve))
  const sendAt = (atMs: number) => {
    nowMs = atMs
    return send()
  }
  return {
    client,
    send,
    sendAt,
    setMs: (ms: number) => {
      nowMs = ms
    },
  }
}

const ok = expect.objectContaining({ kind: 'ok' })

describe('statuses and what is no status', () => {
  test.each([
    ['an interim answer', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', OK, '200'],
    ['two of them', 'HTTP/1.1 102 Processing\r\n\r\n', `HTTP/1.1 103 Early Hints\r\n\r\n${OK}`, '200'],
    [
      '304 with the length of what it stands for',
      'HTTP/1.1 304 Not Modified\r\n',
      'content-length: 500\r\n\r\n',
      '304',
    ],
    ['204 with a length', 'HTTP/1.1 204 No Content\r\n', 'content-length: 5\r\n\r\n', '204'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: /a\r\n', 'content-length: 0\r\n\r\n', '302'],
    ['a body until the connection closes', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n', 'end', '200'],
  ])('%s is an answer', async (_, first, second, status) => {
    const { client, send } = await setUp((socket) =>
      socket.on('data', () => {
        socket.write(first)
        if (second === 'end') socket.end('abc')
        else socket.write(second)
      }),
    )
    expect([await send(), await send()]).toEqual([ok, ok])
    expect(client.answers).toEqual({ statuses: { [status]: 2 }, unanswered: {}, resent: 0 })
    expect([client.unsure, client.notSent]).toEqual([0, 0])
  })

  test.each([
    ['100 Continue that was not asked for', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, '100 Continue not understood'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'not http'],
    ['headers above 16 kB', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(17_000)}\r\n\r\n`, 'headers too large'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok', 'not http'],
    ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x28', 'not http'],
  ])('%s has its own reason', async (_, text, reason) => {
    const { client, send } = await setUp(answering(text))
    expect([await send(), await send()]).toEqual([
      { kind: 'failed', reason },
      { kind: 'failed', reason },
    ])
    expect(client.answers).toEqual({ statuses: {}, unanswered: { [reason]: 2 }, resent: 0 })
    expect([client.unsure, client.notSent]).toEqual([2, 0])
  })
})

test.each([
  ['a certificate that nobody trusts', 'https', 'https', 'certificate not trusted'],
  ['http at a URL with https', 'http', 'https', 'no tls'],
  ['https at a URL with http', 'https', 'http', 'reset'],
] as const)('%s has its own reason', async (_, serves, asks, reason) => {
  const { url, server } = await rawServer(answering(OK), serves)
  const { send } = clientOf(url.replace(serves, asks), server)
  expect([await send(), await send()]).toEqual([
    { kind: 'failed', reason },
    { kind: 'failed', reason },
  ])
})

describe('a connection that the server closes while it idles', () => {
  /** Answers the first request on a connection, and closes it at the second one, by then it is `closesAtMs`. */
  const closingAtSecond = (
    closesAtMs: number,
    end: (socket: Socket) => void = (socket) => socket.resetAndDestroy(),
  ) => {
    const seen = { requests: 0, setMs: (_: number) => {} }
    const onSocket = (socket: Socket) => {
      let requests = 0
      socket.on('data', () => {
        seen.requests += 1
        requests += 1
        if (requests === 1) return socket.write(OK)
        seen.setMs(closesAtMs)
        return end(socket)
      })
    }
    return { seen, onSocket }
  }

  test.each([
    ['an attempt is sent again', 'GET', 10, 110, 'resets', ok, 1],
    ['also when it hangs up', 'GET', 10, 10, 'hangs up', ok, 1],
    ['not when it has hardly idled', 'GET', 9.999, 10, 'resets', { kind: 'failed', reason: 'reset' }, 0],
    ['not when the answer may have begun', 'GET', 10, 110.001, 'resets', { kind: 'failed', reason: 'reset' }, 0],
    [
      'not when it must not arrive twice',
      'POST',
      10,
      10,
      'resets',
      { kind: 'failed', reason: 'idle connection closed' },
      0,
    ],
  ] as const)('%s', async (_, method, sentMs, closesAtMs, how, outcome, resent) => {
    const end = (socket: Socket) => (how === 'resets' ? socket.resetAndDestroy() : socket.end())
    const { seen, onSocket } = closingAtSecond(closesAtMs, end)
    const { client, sendAt, setMs } = await setUp(onSocket, { method })
    seen.setMs = setMs
    expect(await sendAt(0)).toEqual(ok)
    expect(await sendAt(sentMs)).toEqual(outcome)
    expect(client.answers?.resent).toBe(resent)
    expect(seen.requests).toBe(2 + resent)
    expect(client.onWire).toBe(0)
  })

  test('an attempt on a fresh connection is never sent again', async () => {
    const { client, sendAt } = await setUp((socket) => socket.on('data', () => socket.resetAndDestroy()))
    expect(await sendAt(0)).toEqual({ kind: 'failed', reason: 'reset' })
    expect(await sendAt(50)).toEqual({ kind: 'failed', reason: 'reset' })
    expect(client.answers).toEqual({ statuses: {}, unanswered: { reset: 2 }, resent: 0 })
  })

  test('a part of an answer is an answer that was cut off', async () => {
    const { seen, onSocket } = closingAtSecond(10, (socket) => socket.end('HTTP/1.1 2'))
    const { sendAt, setMs } = await setUp(onSocket)
    seen.setMs = setMs
    expect(await sendAt(0)).toEqual(ok)
    expect(await sendAt(10)).toEqual({ kind: 'failed', reason: 'reset' })
  })
})

test.each([
  ['are kept', {}, 'keep-alive', 1],
  ['are kept for a body too', { method: 'DELETE', body: 'x' }, 'keep-alive', 1],
  ['are closed when they must not be used again', { reuseConnections: false }, 'close', 3],
] as const)('connections %s', async (_, options, header, connections) => {
  const seen = { connections: 0, headers: new Set<string>() }
  const { send } = await setUp((socket) => {
    seen.connections += 1
    socket.on('data', (data) => {
      seen.headers.add(/^connection: (.*)\r$/im.exec(data.toString())?.[1] ?? '')
      socket.write(OK)
    })
  }, options)
  expect([await send(), await send(), await send()]).toEqual([ok, ok, ok])
  expect(seen).toEqual({ connections, headers: new Set([header]) })
})

test('a connection is not used again that the server keeps for less than 2 s more', async () => {
  let connections = 0
  const { send } = await setUp((socket) => {
    connections += 1
    answering('HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-length: 2\r\n\r\nok')(socket)
  })
  expect([await send(), await send()]).toEqual([ok, ok])
  expect(connections).toBe(2)
})
