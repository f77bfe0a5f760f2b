import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { epochMs, pause, RealClock } from '../../bench/core/real-clock.ts'
import { fault } from '../model/testing.ts'
import type { ProxyServer } from './proxy-server.ts'
import { startTcpProxy } from './tcp-proxy.ts'

const WHOLE = { fromMs: 0, toMs: 60_000 }
const clock = new RealClock()
const open = new Set<Socket>()
/** Sends back what it gets, and ends when its client does. */
const server = createServer({ allowHalfOpen: true }, (socket) => {
  open.add(socket)
  socket.on('close', () => open.delete(socket))
  socket.on('error', () => undefined)
  socket.pipe(socket)
})
let proxy: ProxyServer

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await startTcpProxy({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
})
afterAll(async () => {
  await proxy.close()
  for (const socket of open) socket.destroy()
  server.close()
})

/** Begins a run with these faults. Returns the time since then, ms. */
function begin(...inputs: Parameters<typeof fault>[0][]): () => number {
  const originEpochMs = epochMs()
  proxy.reset({ faults: inputs.map(fault), seed: 7, originEpochMs, warmUpEndMs: 0 })
  return () => epochMs() - originEpochMs
}

/** A connection to the proxy, and its next event: the text that came, or its end. */
function dial() {
  const socket = connect(proxy.port, '127.0.0.1')
  const events: string[] = []
  const heard = new EventTarget()
  const hear = (text: string) => {
    events.push(text)
    heard.dispatchEvent(new Event('any'))
  }
  socket.on('data', (bytes) => hear(String(bytes)))
  socket.on('error', (error: NodeJS.ErrnoException) => hear(error.code!))
  socket.on('end', () => hear('end'))
  const next = async () => {
    if (events.length === 0) await once(heard, 'any')
    return events.shift()!
  }
  return { socket, events, next }
}

async function echo({ socket, next }: ReturnType<typeof dial>, text: string): Promise<number> {
  const startedMs = clock.nowMs()
  socket.write(text)
  expect(await next()).toBe(text)
  return clock.nowMs() - startedMs
}

test('without faults bytes pass both ways, and each end follows the last of them', async () => {
  begin()
  const line = dial()
  await echo(line, 'one')
  line.socket.end('two')
  expect([await line.next(), await line.next()]).toEqual(['two', 'end'])
  expect(proxy.finish()).toMatchObject({
    connections: 1,
    requests: null,
    passed: 1,
    answered: 1,
    injected: {},
    bytesToService: 6,
    bytesFromService: 6,
  })
})

test('more than all buffers hold passes whole, in order', async () => {
  begin()
  const { socket } = dial()
  const sent = Buffer.alloc(8_000_000, '0123456789')
  const got: Buffer[] = []
  socket.on('data', (bytes) => got.push(bytes))
  socket.end(sent)
  await once(socket, 'end')
  expect(Buffer.concat(got).equals(sent)).toBe(true)
})

test.each(['refused', 'reset'])(
  '%s: open connections are reset when it begins, and each later one at once',
  async (mode) => {
    begin({ kind: 'outage', mode, fromMs: 400, toMs: 60_000 })
    const line = dial()
    await echo(line, 'one')
    expect(await line.next()).toBe('ECONNRESET')
    expect(await dial().next()).toBe('ECONNRESET')
    expect(proxy.finish().injected).toEqual({ [mode]: 2 })
  },
)

test('lost: bytes vanish, and at its end the connections that lost some are reset', async () => {
  const sinceMs = begin({ kind: 'outage', mode: 'lost', fromMs: 400, toMs: 800 })
  const [line, idle] = [dial(), dial()]
  await echo(line, 'one')
  await echo(idle, 'one')
  await pause(401 - sinceMs())
  line.socket.write('two')
  expect(await line.next()).toBe('ECONNRESET')
  await echo(idle, 'three')
  idle.socket.destroy()
  expect(proxy.finish().injected).toEqual({ lost: 1 })
})

test.each([
  ['lost', { kind: 'outage', mode: 'lost' }, ['ECONNRESET', 'ECONNRESET', 'ECONNRESET'], { lost: 3 }],
  ['buffered', { kind: 'outage', mode: 'buffered' }, ['end', 'ECONNRESET', 'end'], {}],
  ['pause', { kind: 'pause' }, ['end', 'ECONNRESET', 'end'], {}],
])('%s: the end of a connection, or its reset, does not pass before it ends', async (_, input, expected, injected) => {
  const sinceMs = begin({ ...input, fromMs: 400, toMs: 550 })
  const lines: ReturnType<typeof dial>[] = []
  const services: Socket[] = []
  while (lines.length < 3) {
    const line = dial()
    await echo(line, 'one')
    lines.push(line)
    services.push([...open].at(-1)!)
  }
  await pause(401 - sinceMs())
  services[0]!.end()
  services[1]!.resetAndDestroy()
  lines[2]!.socket.end()
  const ends = lines.map(async ({ next }) => [await next(), sinceMs() >= 550])
  expect(await Promise.all(ends)).toEqual(expected.map((text) => [text, true]))
  for (const { socket } of lines) socket.destroy()
  expect(proxy.finish().injected).toEqual(injected)
})

test.each([
  ['pause', { kind: 'pause' }],
  ['buffered', { kind: 'outage', mode: 'buffered' }],
])('%s: bytes and new connections wait until it ends', async (_, input) => {
  const sinceMs = begin({ ...input, fromMs: 0, toMs: 150 })
  await echo(dial(), 'one')
  expect(sinceMs()).toBeGreaterThan(150)
})

test('latency delays what the client sends, bandwidth what the service sends', async () => {
  begin({ kind: 'latency', delay: { kind: 'constant', ms: 80 }, ...WHOLE })
  expect(await echo(dial(), 'one')).toBeGreaterThan(79)
  begin({ kind: 'bandwidth', bytesPerSecond: 10_000, ...WHOLE })
  const { socket } = dial()
  const startedMs = clock.nowMs()
  socket.end('x'.repeat(1500))
  socket.resume()
  await once(socket, 'end')
  expect(clock.nowMs() - startedMs).toBeGreaterThan(140)
})

test('an idle connection outlives a run, and one that waits does not', async () => {
  begin()
  const idle = dial()
  await echo(idle, 'one')
  begin({ kind: 'pause', ...WHOLE })
  const waiting = dial()
  waiting.socket.write('two')
  await once(waiting.socket, 'connect')
  await pause(30)
  proxy.finish()
  expect(await waiting.next()).toBe('ECONNRESET')
  await echo(idle, 'three')
  idle.socket.destroy()
})

test('a service that is gone resets the connections to it, and a client that goes ends that of the service', async () => {
  const gone = await startTcpProxy({ host: '127.0.0.1', port: 1 })
  const socket = connect(gone.port, '127.0.0.1')
  expect(await once(socket, 'error')).toMatchObject([{ code: 'ECONNRESET' }])
  await gone.close()
  begin()
  const line = dial()
  await echo(line, 'one')
  const before = open.size
  line.socket.resetAndDestroy()
  while (open.size === before) await pause(5)
})
