import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Connections } from '../../targets/http/connections.ts'
import { UrlService } from '../../targets/http/url-service.ts'
import { targetSchema, type UrlSpec } from '../../targets/spec.ts'
import { pause } from '../core/real-clock.ts'
import { RemoteTarget } from './remote-target.ts'

/** Longer than any machine delays an answer, ms. */
const BACKLOG_MS = 3000
const NONE = { requests: 0, durationMs: 0, atOnceMax: 1, firstId: 10_000_000 }
const ONCE = { probes: true, maxMs: 20_000, signal: undefined }

const remoteTo = (spec: UrlSpec) => new RemoteTarget(new UrlService(Connections.to(spec.url), spec))

/** A service with a backlog that tests set. */
const service = { serviceMs: 5, status: 200, arrived: 0, inside: 0, insideMax: 0, ids: [] as number[] }
const server = createServer(async ({ headers }, response) => {
  service.ids.push(Number(/^request=(\d+)/.exec(String(headers['x-stormbench']))![1]))
  service.arrived += 1
  service.inside += 1
  service.insideMax = Math.max(service.insideMax, service.inside)
  await pause(service.serviceMs)
  service.inside -= 1
  response.writeHead(service.status).end()
})
let spec: UrlSpec
let target: RemoteTarget
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  spec = targetSchema.parse({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }) as UrlSpec
})
beforeEach(async () => {
  Object.assign(service, { serviceMs: 5, status: 200, arrived: 0, insideMax: 0, ids: [] })
  await target?.close()
  target = remoteTo(spec)
})
afterAll(async () => {
  await target.close()
  server.closeAllConnections()
  server.close()
})

describe('a warm-up', () => {
  test('sends what it says and twenty single requests, with no more at once than it may', async () => {
    service.serviceMs = 50
    await target.meet({ ...NONE, requests: 30, durationMs: 300, atOnceMax: 2 }, ONCE)
    expect(service.insideMax).toBe(2)
    expect(service.arrived).toBeLessThanOrEqual(50)
    expect(service.arrived).toBeGreaterThan(20)
  })

  test('without a length sends single requests alone, and none to a service it has met', async () => {
    await target.meet(NONE, ONCE)
    expect([service.arrived, service.insideMax]).toEqual([10, 1])
    expect(target.isMet).toBe(true)
  })
})

test('no request before a run has an id of a run, and none has the id of another', async () => {
  await target.meet({ ...NONE, requests: 20, durationMs: 200, atOnceMax: 50 }, ONCE)
  expect(Math.min(...service.ids)).toBe(10_000_000)
  expect(new Set(service.ids).size).toBe(service.ids.length)
})

describe('before a run', () => {
  test('a service at rest is probed at least five times', async () => {
    await target.meet(NONE, ONCE)
    expect(await target.rest(20_000, undefined)).toBeUndefined()
    expect(service.arrived).toBeGreaterThanOrEqual(15)
  })

  test('a service with a backlog is waited for', async () => {
    await target.meet(NONE, ONCE)
    service.serviceMs = BACKLOG_MS
    const resting = target.rest(20_000, undefined)
    await pause(100)
    service.serviceMs = 5
    expect(await resting).toBeUndefined()
    expect(service.arrived).toBeGreaterThan(15)
  })

  test('a service that stays slow is not at rest after the drain time', async () => {
    await target.meet(NONE, ONCE)
    service.serviceMs = BACKLOG_MS
    const unrest = await target.rest(500, undefined)
    expect(unrest).toMatchObject({ probes: 1, error: 'no answer' })
    expect(unrest!.waitedMs).toBeGreaterThan(500)
  })

  test('a service that answers with errors it did not have at first is not at rest', async () => {
    await target.meet(NONE, ONCE)
    service.status = 503
    expect(await target.rest(500, undefined)).toMatchObject({ error: 'http 503' })
  })

  test('a service that always answered with errors is at rest', async () => {
    service.status = 404
    await target.meet(NONE, ONCE)
    expect(await target.rest(20_000, undefined)).toBeUndefined()
  })

  test('a service that did not answer at first has no known level', async () => {
    const gone = targetSchema.parse({ url: 'http://127.0.0.1:1/' }) as UrlSpec
    const other = remoteTo(gone)
    await other.meet({ ...NONE, requests: 10, durationMs: 100, atOnceMax: 5 }, { ...ONCE, maxMs: 200 })
    expect(await other.rest(500, undefined)).toBeUndefined()
    await other.close()
  })

  test('waiting ends at the signal', async () => {
    await target.meet(NONE, ONCE)
    service.serviceMs = BACKLOG_MS
    const stop = new AbortController()
    const resting = target.rest(86_400_000, stop.signal)
    await pause(50)
    stop.abort()
    expect(await resting).toBeUndefined()
  })
})
