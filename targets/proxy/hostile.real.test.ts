import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import { breathe, pause, RealClock } from '../../bench/core/real-clock.ts'
import { HttpClient } from '../http/client.ts'
import { Connections } from '../http/connections.ts'
import { answering, rawServer } from '../http/raw-server.testing.ts'
import { fault } from '../model/testing.ts'
import { proxied } from './proxied.testing.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function serve(onSocket: (socket: Socket) => void, protocol: 'http' | 'https' = 'http') {
  const { url, server } = await rawServer(onSocket, protocol)
  ends.push(() => server.close())
  return url
}

async function through(url: string) {
  const bench = await proxied(url)
  ends.push(bench.close)
  return bench
}

/** How a client without a proxy ends a request. */
async function past(url: string): Promise<string> {
  const connections = Connections.to(url)
  const clock = new RealClock()
  const client = new HttpClient(clock, connections, { url, onError: () => undefined })
  const text = await new Promise<string>((resolve) =>
    client.call(newRequest(0, 0), (outcome) => resolve(outcome.kind === 'failed' ? outcome.reason : outcome.kind)),
  )
  await connections.close()
  clock.stop()
  return text
}

describe('a client gets the same through the proxy as past it', () => {
  test.each([
    ['a header of the proxy', 'HTTP/1.1 200 OK\r\nx-stormbench-proxy: reset\r\ncontent-length: 0\r\n\r\n', 'ok'],
    ['a chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'ok'],
    ['an interim answer', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}`, 'ok'],
    ['304 with a length', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 500\r\n\r\n', 'ok'],
    ['204 with a length', 'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n', 'ok'],
    ['a status that nobody knows', 'HTTP/1.1 799 Odd\r\ncontent-length: 0\r\n\r\n', 'http 799'],
    ['100 Continue', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, '100 Continue not understood'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', 'not http'],
    ['headers above 16 kB', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(17_000)}\r\n\r\n`, 'headers too large'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok', 'not http'],
    ['no HTTP at all', '\x15\x03\x01\x00\x02\x02\x28', 'not http'],
  ])('%s', async (_, text, expected) => {
    const url = await serve(answering(text))
    const { send } = await through(url)
    expect([await past(url), (await send(1)).text, (await send(2)).text]).toEqual([expected, expected, expected])
  })

  test.each([
    ['no answer before the connection ends', (socket: Socket) => socket.end()],
    ['a reset connection', (socket: Socket) => socket.resetAndDestroy()],
    [
      'an end amid the body',
      (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok', () => socket.destroy()),
    ],
  ])('%s', async (_, end) => {
    const url = await serve((socket) => socket.on('data', () => end(socket)))
    const { send } = await through(url)
    expect([await past(url), (await send(1)).text]).toEqual(['reset', 'reset'])
  })

  test('a service that is gone, or has a certificate that nobody trusts', async () => {
    const gone = 'http://127.0.0.1:1/'
    const untrusted = await serve(answering(OK), 'https')
    for (const [url, reason] of [
      [gone, 'refused'],
      [untrusted, 'certificate not trusted'],
    ] as const) {
      const { send } = await through(url)
      expect([await past(url), (await send(1)).text]).toEqual([reason, reason])
    }
  })

  test('an idle connection that the service closes under a request is opened again, once', async () => {
    const url = await serve((socket) => {
      let requests = 0
      socket.on('data', () => (++requests === 1 ? socket.write(OK) : socket.resetAndDestroy()))
    })
    const { send, proxy } = await through(url)
    await send(1)
    await pause(30)
    expect((await send(2)).text).toBe('ok')
    expect(proxy.finish()).toMatchObject({ requests: 2, resent: 1, answered: 2 })
  })
})

test('a slow body is whole, also where the end of the connection ends it', async () => {
  const body = 'x'.repeat(3000)
  const url = await serve((socket) =>
    socket.on('data', () => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`)),
  )
  const { proxy, begin } = await through(url)
  begin([fault({ kind: 'bandwidth', bytesPerSecond: 20_000, fromMs: 0, toMs: 60_000 })])
  const answer = await fetch(`http://127.0.0.1:${proxy.port}/`)
  expect(await answer.text()).toBe(body)
})

test('a body that there is no room for is given up, and the run says so', async () => {
  const piece = 'x'.repeat(1_000_000)
  const url = await serve((socket) =>
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n')
      for (let i = 0; i < 100; i++) socket.write(piece)
    }),
  )
  const { proxy, begin, send } = await through(url)
  begin([fault({ kind: 'bandwidth', bytesPerSecond: 1000, fromMs: 0, toMs: 60_000 })])
  expect((await send(1)).text).toBe('reset')
  expect(proxy.finish()).toMatchObject({ passed: 1, answered: 0, notPassed: 1 })
})

test('a body without an end: when the client goes, the proxy leaves the service', async () => {
  let left: (() => void) | undefined
  const isLeft = new Promise<void>((resolve) => {
    left = resolve
  })
  const url = await serve((socket) => {
    socket.on('close', () => left!())
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const more = () => socket.write(`5\r\n${'x'.repeat(5)}\r\n`, () => void breathe().then(more))
      more()
    })
  })
  const { send, client } = await through(url)
  const sent = send(1)
  await pause(50)
  await client.close()
  expect((await sent).text).toBe('closed')
  await isLeft
})

test('the options of TLS hold between the proxy and the service', async () => {
  const url = await serve(answering(OK), 'https')
  const bench = await proxied(url, {}, { rejectUnauthorized: false })
  ends.push(bench.close)
  expect((await bench.send(1)).text).toBe('ok')
})

test('requests of strangers are passed or refused, and the proxy lives on', async () => {
  const url = await serve(answering(OK))
  const { proxy, send, begin } = await through(url)
  const say = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(proxy.port, '127.0.0.1', () => socket.write(text))
      let answer = ''
      socket.on('data', (bytes) => {
        answer += bytes
        socket.destroy()
      })
      socket.on('error', () => undefined)
      socket.on('close', () => resolve(answer.split('\r\n')[0]!))
    })
  const head = 'host: a\r\n\r\n'
  expect(await say(`HEAD / HTTP/1.1\r\n${head}`)).toBe('HTTP/1.1 200 OK')
  expect(await say(`GET / HTTP/1.1\r\nx-stormbench: request=-1\r\n${head}`)).toBe('HTTP/1.1 200 OK')
  expect(await say(`GET / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n${head}`)).toBe('HTTP/1.1 200 OK')
  expect(await say(`POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n${head}`)).toBe(
    'HTTP/1.1 100 Continue',
  )
  expect(await say(`POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n${head}2\r\nok\r\n0\r\n\r\n`)).toBe(
    'HTTP/1.1 200 OK',
  )
  expect(await say(`GET / HTTP/1.1\r\nx: ${'a'.repeat(70_000)}\r\n${head}`)).toMatch('431')
  expect(await say(`OPTIONS * HTTP/1.1\r\n${head}`)).toMatch('HTTP/1.1 ')
  expect(await say(`GET http://a/ HTTP/1.1\r\n${head}`)).toMatch('HTTP/1.1 ')
  expect(await say(`BREW /pot HTTP/1.1\r\n${head}`)).toMatch('HTTP/1.1 400')
  expect(await say(`CONNECT a:1 HTTP/1.1\r\n${head}`)).toBe('')
  expect(await say('\x16\x03\x01')).toMatch('400')
  begin([fault({ kind: 'outage', mode: 'buffered', fromMs: 0, toMs: 60_000 })])
  const socket = connect(proxy.port, '127.0.0.1', () => socket.write('POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nok'))
  await pause(20)
  socket.destroy()
  await pause(20)
  // A client that goes is no want of room.
  expect(proxy.finish().notPassed).toBe(0)
  begin([])
  expect((await send(1)).text).toBe('ok')
})

test('a body above the limit is not taken, and says so', async () => {
  const url = await serve(answering(OK))
  const bench = await proxied(url, { method: 'POST', body: 'x'.repeat(17_000_000) })
  ends.push(bench.close)
  expect((await bench.send(1)).text).toBe('generator: no memory for connections')
  expect(bench.proxy.finish()).toMatchObject({ requests: 1, passed: 0, notPassed: 1 })
})
