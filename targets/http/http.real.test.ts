import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { epochMs, RealClock } from '../../bench/core/real-clock.ts'
import { modelSchema } from '../spec.ts'
import { HttpClient } from './client.ts'
import { Connections } from './connections.ts'
import { OwnTarget } from './own-target.ts'
import { rawServer } from './raw-server.testing.ts'

const clock = new RealClock()
const errors: unknown[] = []
const client = (url: string, own = false) => {
  const connections = own ? Connections.toOwn(url) : Connections.to(url)
  const http = new HttpClient(clock, connections, { url, onError: (error) => errors.push(error) })
  return {
    call: http.call,
    close: () => connections.close(),
    onWire: () => http.onWire,
    early: () => http.abandonedEarly,
  }
}
const send = (http: Pick<HttpClient, 'call'>, id = 0) =>
  new Promise<Outcome>((resolve) => {
    const request = newRequest(id, clock.nowMs())
    request.trail.attempts = 1
    http.call(request, resolve)
  })

let own: OwnTarget
beforeAll(async () => {
  own = await OwnTarget.start()
})
afterAll(async () => {
  await own.stop()
})

test('our own target answers by its model, in its own thread, and counts', async () => {
  const model = modelSchema.parse({ model: 'workers', slots: 2, service: { kind: 'constant', ms: 200 }, queueMax: 0 })
  await own.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  const outcomes = await Promise.all([0, 1, 2].map((id) => send(http, id)))
  expect(outcomes).toEqual([
    { kind: 'ok', busyMs: 200 },
    { kind: 'ok', busyMs: 200 },
    { kind: 'failed', reason: 'full' },
  ])
  expect(await own.counters()).toMatchObject({ attempts: 3, ok: 2, shed: 1, busyMs: 400, inFlight: 0, inFlightMax: 2 })
  await http.close()
})

test('a chain answers over HTTP as it does in virtual time', async () => {
  const tier = { slots: 5, service: { kind: 'constant' as const, ms: 1 } }
  const retry = { kind: 'retry' as const, retriesMax: 3 }
  const model = modelSchema.parse({
    model: 'chain',
    tiers: [
      { ...tier, policy: [retry] },
      { ...tier, fanOut: 2 },
    ],
    leaf: { model: 'workers', slots: 100, service: { kind: 'constant', ms: 1 }, shards: 2 },
    network: { kind: 'constant', ms: 1 },
  })
  const faults = [
    { kind: 'errors' as const, ratio: 1, fromMs: 0, toMs: 1000 },
    { kind: 'pause' as const, tier: 1, fromMs: 1000, toMs: 1100 },
  ]
  await own.reset({ model, faults, seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  expect(await send(http)).toEqual({ kind: 'failed', reason: 'downstream' })
  expect(await own.counters()).toMatchObject({ attempts: 1, leafAttempts: 8, errors: 1, inFlight: 0 })
  await new Promise<void>((resolve) => clock.at(clock.nowMs() + 1050, resolve))
  expect(await send(http, 1)).toEqual({ kind: 'ok', busyMs: 4 })
  await http.close()
})

test('ending the waiting does not end the work: the slot stays busy and the answer is thrown away', async () => {
  const model = modelSchema.parse({ model: 'workers', slots: 1, service: { kind: 'constant', ms: 50 } })
  await own.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  const request = { ...newRequest(0, 0), deadlineMs: clock.nowMs() + 10 }
  request.trail.attempts = 1
  let settled = 0
  const cancel = http.call(request, () => {
    settled += 1
  })
  cancel()
  await send(http, 1)
  expect(settled).toBe(0)
  expect(http.onWire()).toBe(0)
  expect(await own.counters()).toMatchObject({ attempts: 2, ok: 2, busyMs: 100, abandoned: 1 })
  // It came after its deadline, so the target has counted it.
  expect(http.early()).toBe(0)
  await http.close()
})

test('work that its caller gave up before it expired is seen by the client, where it was done', async () => {
  const model = modelSchema.parse({ model: 'workers', slots: 1, service: { kind: 'constant', ms: 50 }, queueMax: 1 })
  await own.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  // The first two are worked on, one after the other; the third is turned away.
  for (const id of [0, 1, 2]) {
    http.call({ ...newRequest(id, 0), trail: { attempts: 1 } }, () => errors.push('settled'))()
  }
  while (http.onWire() > 0) await new Promise<void>((resolve) => clock.at(clock.nowMs() + 20, resolve))
  expect(await own.counters()).toMatchObject({ attempts: 3, ok: 2, shed: 1, abandoned: 0 })
  expect([http.early(), errors]).toEqual([2, []])
  await http.close()
})

test('a request that is executed again is a duplicate, whoever waited for it', async () => {
  const model = modelSchema.parse({ model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } })
  await own.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  for (const id of [3, 4, 3, 3]) await send(http, id)
  expect(await own.counters()).toMatchObject({ attempts: 4, ok: 4, duplicates: 2 })
  await own.reset({ model, faults: [], seed: 7, originEpochMs: epochMs() })
  await send(http, 3)
  expect(await own.counters()).toMatchObject({ attempts: 1, ok: 1, duplicates: 0 })
  await http.close()
})

test('an attempt that an outage loses gives its connection back once nobody waits for it', async () => {
  const model = modelSchema.parse({ model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } })
  const faults = [{ kind: 'outage' as const, mode: 'lost' as const, fromMs: 0, toMs: 60_000 }]
  await own.reset({ model, faults, seed: 7, originEpochMs: epochMs() })
  const http = client(own.workUrl, true)
  let settled = 0
  const request = { ...newRequest(0, 0), deadlineMs: clock.nowMs() + 10, trail: { attempts: 1 } }
  http.call(request, () => {
    settled += 1
  })()
  while (http.onWire() > 0) await new Promise<void>((resolve) => clock.at(clock.nowMs() + 50, resolve))
  expect(settled).toBe(0)
  expect(await own.counters()).toMatchObject({ attempts: 1, ok: 0, busyMs: 0, inFlight: 0 })
  await http.close()
})

test.each([
  ['refuses connections', undefined, 'refused'],
  ['resets', (socket: Socket) => socket.on('data', () => socket.resetAndDestroy()), 'reset'],
  ['hangs up', (socket: Socket) => socket.on('data', () => socket.end()), 'reset'],
  ['answers garbage', (socket: Socket) => socket.on('data', () => socket.end('what?\r\n\r\n')), 'not http'],
  [
    'answers 503',
    (socket: Socket) => socket.on('data', () => socket.end('HTTP/1.1 503 x\r\ncontent-length: 0\r\n\r\n')),
    'http 503',
  ],
] as const)('a target that %s is an outcome', async (_, onSocket, reason) => {
  const { url, server } = await rawServer(onSocket ?? (() => undefined))
  if (onSocket === undefined) await new Promise((resolve) => server.close(resolve))
  const [any, ours] = [client(url), client(url, true)]
  expect(await send(any)).toEqual({ kind: 'failed', reason })
  // A status of a target of ours has a reason behind it.
  expect(await send(ours)).toEqual({ kind: 'failed', reason: reason === 'http 503' ? 'full' : reason })
  await Promise.all([any.close(), ours.close()])
  server.close()
})

test.each([
  ['refuses connections', 'http', () => undefined],
  ['closes each connection', 'http', (socket: Socket) => socket.destroy()],
  ['hangs up', 'http', (socket: Socket) => socket.on('data', () => socket.end())],
  ['does not speak TLS', 'https', (socket: Socket) => socket.on('data', () => socket.end('what?'))],
] as const)('a target that %s can be asked again at once, from within the answer', async (what, protocol, onSocket) => {
  const { url, server } = await rawServer(onSocket)
  if (what === 'refuses connections') await new Promise((resolve) => server.close(resolve))
  const http = client(url.replace('http', protocol))
  const outcomes = await new Promise<Outcome[]>((resolve) => {
    const seen: Outcome[] = []
    const next = () =>
      http.call(newRequest(seen.length, 0), (outcome) => {
        seen.push(outcome)
        if (seen.length < 20) next()
        else resolve(seen)
      })
    next()
  })
  expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'failed'))
  expect(http.onWire()).toBe(0)
  await http.close()
  server.close()
})

test.each([
  ['any target', false],
  ['a target of ours', true],
])('%s that never answers is left at the end of the run', async (_, isOwn) => {
  const { url, server } = await rawServer(() => undefined)
  const http = client(url, isOwn)
  const answer = send(http)
  await new Promise<void>((resolve) => clock.at(clock.nowMs() + 50, resolve))
  expect(http.onWire()).toBe(1)
  await http.close()
  expect(await answer).toEqual({ kind: 'failed', reason: 'closed' })
  server.close()
})

test('a connection to a target of ours that was closed while it idled is opened again', async () => {
  let opened = 0
  const { url, server } = await rawServer((socket) => {
    opened += 1
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))
  })
  const http = client(url, true)
  for (const requests of [1, 2, 3]) {
    expect((await send(http)).kind).toBe('ok')
    expect(opened).toBe(requests)
    // Until the end of the connection has arrived as well.
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + 50, resolve))
  }
  await http.close()
  server.close()
})

test('what the code behind an answer throws is reported, and the connection serves on', async () => {
  const { url, server } = await rawServer((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
  )
  const http = client(url)
  const broken = new Error('broken')
  errors.length = 0
  http.call(newRequest(0, 0), () => {
    throw broken
  })
  while (errors.length === 0) await new Promise<void>((resolve) => clock.at(clock.nowMs() + 5, resolve))
  expect(errors).toEqual([broken])
  expect((await send(http)).kind).toBe('ok')
  await http.close()
  server.close()
})
