import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { canStartNats, NatsTestServer } from '../../brokers/nats/server.testing.ts'
import { type Cell, cellsOf } from '../../cell.ts'
import { ConfigError } from '../../core/config-error.ts'
import { TargetHost } from '../../engine/target-host.ts'
import type { RunResult } from '../../metrics/result.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { SuiteSource } from '../messages.ts'
import { ALL_ALLOWED } from '../permissions.ts'
import { runShared, type SharedRunOptions } from '../run-shared.ts'
import { connectNats } from './connect.ts'
import { FIND } from './names.ts'
import { NatsPool } from './nats-pool.ts'
import { WaitingWorker } from './waiting-worker.ts'

if (!canStartNats) console.warn('not tested: workers over NATS, nats-server is not installed')
const VERSION = '1.0.0'
const suite = {
  name: 'small',
  question: 'Does it hold?',
  deadlineMs: 20_000,
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '3s@50',
  validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
  arms: { rpc: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 10_000 }] } },
}
const cell: Cell = cellsOf(parseSuite(suite))[0]!
const source: SuiteSource = { kind: 'data', suite }
const okIn = (run: RunResult) => run.phases.reduce((sum, { outcomes }) => sum + outcomes.ok, 0)

describe.runIf(canStartNats)('workers over NATS:', () => {
  const host = new TargetHost()
  let nats: NatsTestServer
  let url: string
  let runs = 0
  beforeAll(async () => {
    nats = await NatsTestServer.start('-js', '--auth', 'secret')
    url = `nats://secret@127.0.0.1:${nats.port}`
    await host.prepare(cell.target)
  })
  afterAll(async () => {
    await host.close()
    await nats.remove()
  })
  const serve = async (version = VERSION) => {
    const lines: string[] = []
    const load = async (given: SuiteSource) => {
      if (given.kind === 'code') throw new ConfigError('no code here')
      return parseSuite(given.suite)
    }
    const onLine = (line: string) => lines.push(line)
    const own = { version, environmentClass: 'toaster', load, permissions: ALL_ALLOWED, onLine }
    const server = new WaitingWorker(await connectNats({ url }), own)
    onTestFinished(() => server.close())
    return { server, lines }
  }
  const open = async () => {
    const pool = await NatsPool.open(await connectNats({ url }), VERSION)
    onTestFinished(() => pool.close().catch(() => undefined))
    return pool
  }
  const run = (pool: NatsPool, more: Partial<SharedRunOptions> = {}) => {
    runs += 1
    return runShared(cell, host, { pool, workers: 2, repeat: 1, run: runs, source, ...more })
  }
  const streams = async () => {
    const connection = await connectNats({ url })
    const names: string[] = []
    for await (const name of connection.jsm.streams.names()) names.push(name)
    await connection.close()
    return names
  }

  test('a client without the token is refused, and no message holds the token', async () => {
    const wrong = connectNats({ url: `nats://wrong@127.0.0.1:${nats.port}` })
    await expect(wrong).rejects.toThrow('it refused the credentials')
    await expect(wrong).rejects.not.toThrow('wrong@')
  })

  test('two workers share two runs, then are free for another controller; their server may be killed meanwhile', async () => {
    const workers = [await serve(), await serve()]
    const pool = await open()
    const first = await run(pool)
    expect([first.warnings, okIn(first), first.target!.attempts]).toEqual([[], 150, 150])
    let isKilled = false
    const second = await run(pool, {
      onProgress: ({ elapsedMs }) => {
        if (isKilled || elapsedMs < 500) return
        isKilled = true
        void nats.kill().then(() => nats.start())
      },
    })
    expect([isKilled, second.warnings, okIn(second)]).toEqual([true, [], 150])
    expect(
      second.workers!.map(({ environmentClass, planned, requests }) => [environmentClass, planned, requests]),
    ).toEqual([
      ['toaster', 75, 75],
      ['toaster', 75, 75],
    ])
    expect(Math.max(...second.workers!.map(({ clockErrorMs }) => clockErrorMs))).toBeLessThan(1000)
    await pool.close()
    const other = await open()
    expect((await other.take(2)).length).toBe(2)
    await other.close()
    expect(await streams()).toEqual([])
    for (const { lines } of workers) expect(lines.filter((line) => line.startsWith('working for'))).toHaveLength(2)
  })

  test('a worker that ends in the middle of a run is reported', async () => {
    const [stays, goes] = [await serve(), await serve()]
    const pool = await open()
    const lossy = await run(pool, {
      onProgress: ({ elapsedMs }) => {
        if (elapsedMs > 1000) void goes!.server.close()
      },
    })
    expect(stays!.lines).toContain('done')
    expect(lossy.status).toBe('invalid')
    expect(lossy.workers!.map(({ lost }) => lost?.why).toSorted()).toEqual(['it was interrupted', undefined])
    const requests = lossy.workers!.reduce((sum, { requests }) => sum + requests, 0)
    const dropped = lossy.phases.reduce((sum, { outcomes }) => sum + outcomes.dropped, 0)
    expect([requests > 75, requests + dropped]).toEqual([true, 150])
  })

  test('code is refused, and workers of another version or at work for others are not taken', async () => {
    await serve()
    await serve('0.9.0')
    const pool = await open()
    const code: SuiteSource = {
      kind: 'code',
      module: 'throw 1',
      files: { traces: {}, tables: {}, texts: {} },
      changes: {},
    }
    await expect(run(pool, { workers: 1, source: code })).rejects.toThrow('no code here')
    const other = await open()
    await expect(other.take(1)).rejects.toThrow(
      /^--workers: 0 of the 1 workers are there; \S+ \d+ (is busy; \S+ \d+ runs 0.9.0, this is 1.0.0|runs 0.9.0, this is 1.0.0; \S+ \d+ is busy)\. Start the others/,
    )
  })

  test('a worker whose controller vanishes waits for work again', async () => {
    const { lines } = await serve()
    const connection = await connectNats({ url })
    await (await NatsPool.open(connection, VERSION)).take(1)
    await connection.close()
    await expect
      .poll(() => lines, { timeout: 30_000 })
      .toEqual([
        expect.stringMatching(/^working for stormbench-[0-9a-f]{16}$/),
        'the controller is gone',
        'waiting for work',
      ])
  })

  test('workers that never answer are awaited together, however many they are', async () => {
    const connection = await connectNats({ url })
    onTestFinished(() => connection.close())
    const crowd = Array.from({ length: 2000 }, (_, i) => ({
      id: i.toString(16).padStart(16, '0'),
      name: `x\u001b[2J ${i}`,
      version: VERSION,
      isBusy: false,
    }))
    const answers = [...crowd.map((one) => JSON.stringify(one)), '{', '[]', '{"id":"*"}', 'x'.repeat(10_000)]
    connection.nc.subscribe(FIND, { callback: (_, msg) => answers.forEach((answer) => void msg.respond(answer)) })
    connection.nc.subscribe(`${FIND}.*`, { callback: () => undefined })
    const pool = await open()
    // With 2 s for each of them it would take an hour.
    const { message } = await pool.take(1).then(
      () => new Error('none of them works'),
      (error: Error) => error,
    )
    expect(message).toMatch(
      /^--workers: 0 of the 1 workers are there; (x\\u001b\[2J \d+ is not to be had; ){10}\d+ more\. Start the others/,
    )
    expect(message).not.toMatch(/\p{Cc}/u)
    expect(message.length).toBeLessThan(4000)
  })
})
