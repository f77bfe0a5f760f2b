import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { epochMs, pause } from '../../bench/core/real-clock.ts'
import { fault } from '../model/testing.ts'
import { proxied } from './proxied.testing.ts'

const WHOLE = { fromMs: 0, toMs: 60_000 }
const BODY = 'x'.repeat(2000)

/** A service that answers after `serviceMs`, its last byte `bodyMs` later. It remembers what it got. */
const service = {
  serviceMs: 0,
  bodyMs: 0,
  status: 200,
  seen: [] as { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[],
}
const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  service.seen.push({ method: request.method!, url: request.url!, body, headers: request.headers })
  if (service.serviceMs > 0) await pause(service.serviceMs)
  response.writeHead(service.status, { 'x-own': 'yes' })
  if (service.bodyMs > 0) {
    response.write('x')
    await pause(service.bodyMs)
  }
  response.end(BODY)
})
let url: string
let bench: Awaited<ReturnType<typeof proxied>>

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pay?to=me`
  bench = await proxied(url, { method: 'POST', headers: { 'x-mine': '1' }, body: '{"amount":1}' })
})
afterAll(async () => {
  await bench.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function run(...inputs: Parameters<typeof fault>[0][]) {
  Object.assign(service, { serviceMs: 0, bodyMs: 0, status: 200, seen: [] })
  bench.begin(inputs.map(fault))
}

test('without faults the service gets the same request, and the client the same answer', async () => {
  await run()
  service.status = 201
  expect((await bench.send(3)).text).toBe('ok')
  service.status = 404
  expect((await bench.send(4)).text).toBe('http 404')
  const { host, connection, ...headers } = service.seen[0]!.headers
  expect(service.seen[0]).toMatchObject({ method: 'POST', url: '/pay?to=me', body: '{"amount":1}' })
  expect(headers).toEqual({
    'content-length': '12',
    'x-mine': '1',
    'x-stormbench': expect.stringMatching(/^request=3, attempt=1, timeout-ms=/),
  })
  expect([host, connection]).toEqual([new URL(url).host, 'keep-alive'])
  expect(bench.proxy.finish()).toMatchObject({
    connections: 1,
    requests: 2,
    passed: 2,
    answered: 2,
    injected: {},
    bytesToService: 24,
    bytesFromService: 4000,
  })
})

test.each([
  [{ kind: 'outage', mode: 'refused' }, 'injected refused', { refused: 1 }],
  [{ kind: 'outage', mode: 'reset' }, 'injected reset', { reset: 1 }],
  [{ kind: 'throttle', ratePerSecond: 0.001, queueMax: 0 }, 'injected full', { full: 1 }],
])('%o: an attempt fails at once, and the service never sees it', async (input, reason, injected) => {
  await run({ ...input, ...WHOLE })
  if (input.kind === 'throttle') await bench.send(0)
  const before = service.seen.length
  expect((await bench.send(1)).text).toBe(reason)
  expect(service.seen.length).toBe(before)
  expect(bench.proxy.finish().injected).toEqual(injected)
  expect(bench.client.answers!.unanswered[reason]).toBe(1)
})

test('lost: an attempt is not answered, and its connection is free again after its caller gave up', async () => {
  await run({ kind: 'outage', mode: 'lost', ...WHOLE })
  const answer = await bench.send(1, 20)
  expect(answer.text).toBe('injected lost')
  expect(answer.ms).toBeGreaterThan(2000)
  expect([service.seen.length, bench.proxy.finish().injected]).toEqual([0, { lost: 1 }])
})

test.each([
  ['pause', { kind: 'pause' }],
  ['buffered', { kind: 'outage', mode: 'buffered' }],
])('%s: attempts are held until it ends, and then pass', async (_, input) => {
  const beganMs = epochMs()
  await run({ ...input, fromMs: 0, toMs: 150 })
  expect(await Promise.all([bench.send(1), bench.send(2)])).toMatchObject([{ text: 'ok' }, { text: 'ok' }])
  expect(epochMs() - beganMs).toBeGreaterThan(150)
})

test('errors: the service works, and those whose draw is below the ratio get the status instead', async () => {
  await run({ kind: 'errors', ratio: 0.5, status: 429, ...WHOLE })
  const ids = Array.from({ length: 20 }, (_, i) => i)
  const answers = await Promise.all(ids.map((id) => bench.send(id)))
  const drawn = ids.map((id) => (draw(7, STREAM.failure, id, 1) < 0.5 ? 'injected http 429' : 'ok'))
  expect(answers.map(({ text }) => text)).toEqual(drawn)
  expect(service.seen.length).toBe(20)
  expect(bench.proxy.finish().injected['http 429']).toBe(drawn.filter((text) => text !== 'ok').length)
})

test('latency and slow: the answer comes later, slow by a factor of the time that the service took', async () => {
  await run({ kind: 'latency', delay: { kind: 'constant', ms: 80 }, ...WHOLE })
  expect((await bench.send(1)).ms).toBeGreaterThan(79)
  await run({ kind: 'slow', factor: 5, ...WHOLE })
  service.serviceMs = 40
  expect((await bench.send(1)).ms).toBeGreaterThan(190)
})

test('slow and pause hold the body of an answer too, also when its headers came early', async () => {
  await run({ kind: 'slow', factor: 5, ...WHOLE })
  service.bodyMs = 60
  expect((await bench.send(1)).ms).toBeGreaterThan(290)
  const beganMs = epochMs()
  await run({ kind: 'pause', fromMs: 50, toMs: 300 })
  service.bodyMs = 60
  expect((await bench.send(1)).text).toBe('ok')
  expect(epochMs() - beganMs).toBeGreaterThan(300)
})

test('throttle: attempts pass one gap apart', async () => {
  await run({ kind: 'throttle', ratePerSecond: 20, ...WHOLE })
  const answers = await Promise.all([0, 1, 2].map((id) => bench.send(id)))
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeGreaterThan(95)
})

test('bandwidth: 2000 bytes at 10,000 bytes/s take 0.2 s', async () => {
  await run({ kind: 'bandwidth', bytesPerSecond: 10_000, ...WHOLE })
  const { text, ms } = await bench.send(1)
  expect([text, ms > 190]).toEqual(['ok', true])
})

test('a run drops what the one before it held', async () => {
  await run({ kind: 'outage', mode: 'buffered', ...WHOLE })
  const held = bench.send(1)
  await pause(30)
  await run()
  expect((await held).text).toBe('reset')
  expect((await bench.send(2)).text).toBe('ok')
  expect(service.seen.length).toBe(1)
})
