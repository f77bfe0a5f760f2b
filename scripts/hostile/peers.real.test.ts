import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { canStartNats, NatsTestServer } from '../../bench/brokers/nats/server.testing.ts'
import { cellsOf } from '../../bench/cell.ts'
import { pause } from '../../bench/core/real-clock.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { ToWorker } from '../../bench/workers/messages.ts'
import { framesOf } from '../../bench/workers/nats/frames.ts'
import { finalReport, reportOf, willing } from '../../bench/workers/worker-link.testing.ts'
import { ROOT } from '../cli/git.ts'
import { HostileController, HostileWorker, type Sent } from './nats-peers.testing.ts'
import { survives } from './survives.testing.ts'

if (!canStartNats) console.warn('not tested: hostile peers, which need nats-server')

const SECRET = 'Kw9-secret-token'
/** Most memory of a worker, whatever it was sent, MB. */
const MEMORY_MAX_MB = 1000

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
/** Takes connections and never answers. */
const silent = createTcpServer(() => undefined)
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
/** Answers all requests. */
const server = createServer((_, response) => response.end('ok'))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(() => {
  server.close().closeAllConnections()
  silent.close()
})
const [origin, silentOrigin] = [originOf(server), originOf(silent)]
const suite = {
  name: 'small',
  question: 'Who is to be trusted?',
  repeats: 1,
  target: { url: `${origin}/`, warmUpMs: 0 },
  load: '500ms@40',
  drainMs: 500,
  arms: { rpc: { style: 'rpc' } },
}

describe.runIf(canStartNats)('hostile peers on a NATS server:', () => {
  let nats: NatsTestServer
  const url = () => `nats://${SECRET}@127.0.0.1:${nats.port}`
  const run = () => ['suite.json', '--workers', '1', '--nats', url(), '--quiet', '--out', 'out']
  beforeAll(async () => {
    nats = await NatsTestServer.start('-js', '--auth', SECRET)
  })
  afterAll(() => nats.remove())

  describe('a worker whose report is not to be trusted makes the run invalid:', () => {
    const honest = finalReport(1, reportOf(cellsOf(parseSuite(suite))[0]!))
    const changed = (from: RegExp, to: string): object => JSON.parse(JSON.stringify(honest).replace(from, to))
    const bomb = deflateSync(JSON.stringify('x'.repeat(70_000_000)))
    const reports: Readonly<Record<string, [sent: readonly Sent[], says: string]>> = {
      'a count below 0': [
        [changed(/"requests":20/, '"requests":-20')],
        'phases[0].requests: must be at least 0, got -20',
      ],
      'a count that is no number': [[changed(/"requests":20/, '"requests":null')], 'phases[0].requests: must be'],
      'more requests than its share': [
        [changed(/"requests":20/, '"requests":21')],
        'must be at most its share, 20, got 21',
      ],
      'a histogram that does not add up': [
        [changed(/"count":20/, '"count":19')],
        'must have buckets that add up to its count',
      ],
      'results without requests': [
        [changed(/"ok":20/, '"ok":40')],
        'phases.0.requests: must be the sum of the outcomes',
      ],
      'another arm': [[changed(/"arm":"rpc"/, '"arm":"other"')], 'arm: must be "rpc", got "other"'],
      'a run that has not begun': [[{ ...honest, run: 99 }], 'run: must be at most 1, got 99'],
      'a report that is not the first': [
        [{ ...honest, increment: { ...honest.increment, n: 2 } }],
        'report 1 is missing, got 2',
      ],
      'a report twice': [
        [{ ...changed(/"interrupted":false/, '"interrupted":true'), final: false }, honest],
        'report 2 is missing, got 1',
      ],
      'a report after the last': [[honest, honest], 'a report after the last'],
      'a message that inflates to 70 MB': [
        framesOf({ bytes: bomb, isDeflated: true }, 9, 500_000),
        'a message has more than 64000000 bytes',
      ],
      'bytes that are no message': [[Buffer.from('\u001b[2J')], 'what it sends cannot be read: not a frame'],
      'a reason that writes to the terminal': [
        [{ kind: 'failed', run: 1, reason: '\u001b]0;owned\u0007\r\nINVALID' }],
        'owned\\u0007 INVALID',
      ],
    }
    test.each(Object.entries(reports))('%s', async (_, [sent, says]) => {
      const script = (message: ToWorker) =>
        message.kind === 'start' ? sent : [willing()(message) as Sent].filter(Boolean)
      const worker = await HostileWorker.start(url(), script, { name: 'hostile \u001b[31m\u202e1' })
      onTestFinished(() => worker.close())
      const files = { 'suite.json': suite }
      await survives({ files, argv: run(), code: 3, says: [says, 'hostile \\u001b[31m\\u202e1'], secrets: [SECRET] })
    })
  })

  describe('a worker that is sent anything is free for others soon after:', () => {
    let worker: ChildProcess
    let controller: HostileController
    let printed = ''
    beforeAll(async () => {
      const command = ['--import', './scripts/typescript.mjs', 'scripts/main.ts', 'worker', '--nats', url()]
      worker = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
      worker.stderr!.setEncoding('utf8').on('data', (text: string) => {
        printed += text
      })
      while (!printed.includes('waiting for work')) await pause(100)
      controller = await HostileController.connect(url())
    })
    afterAll(async () => {
      await controller.close()
      if (worker.exitCode !== null) return
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    })

    const task = (own: object, more: object = {}) => ({
      source: { kind: 'data', suite: { ...suite, ...own } },
      variant: 'default',
      arm: 'rpc',
      repeat: 1,
      share: { index: 0, count: 1 },
      target: null,
      ...more,
    })
    const prepare = (own: object = {}, more: object = {}) => ({ kind: 'prepare', run: 1, task: task(own, more) })
    const model = { target: { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } } }
    const queue = { style: 'queue', consumers: { concurrency: 1 } }
    const killed = { ...queue, broker: { kind: 'nats', depthMax: 10, deliveriesMax: 1, crash: { atMs: 1 } } }
    const text = (id: number, json: string) => Buffer.from(`${id} 0/1 p\n${json}`)
    const inflated = (json: string) => framesOf({ bytes: deflateSync(json), isDeflated: true }, 77, 500_000)
    const many = (count: number, value: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]))
    const messages: Readonly<Record<string, () => readonly Sent[]>> = {
      'a start in 10^300 ms': () => [prepare(), { kind: 'start', run: 1, originEpochMs: 1e300 }],
      'a target that never answers': () => [prepare(model, { target: { origin: silentOrigin, identity: 'it' } })],
      'a target elsewhere': () => [prepare(model, { target: { origin: 'http://10.0.0.1:80', identity: 'it' } })],
      'a broker to kill': () => [prepare({ arms: { rpc: killed } })],
      'code that never ends': () => [
        prepare(
          {},
          { source: { kind: 'code', module: 'for (;;);', files: { traces: {}, tables: {}, texts: {} }, changes: {} } },
        ),
      ],
      'four messages that inflate to 80 MB': () =>
        Array.from({ length: 4 }, () => inflated(`[${'{},'.repeat(26_000_000)}1]`)).flat(),
      'frames of messages that never end': () =>
        Array.from({ length: 900 }, (_, id) => Buffer.concat([Buffer.from(`${id} 0/2 p\n`), Buffer.alloc(100_000)])),
      'lists within each other, 10^6 levels deep': () => [text(1, '['.repeat(900_000))],
      'two million due times below 0': () => [
        ...inflated(JSON.stringify(prepare({ load: { trace: { timesMs: new Array(2_000_000).fill(-1) } } }))),
      ],
      'a million arms': () => [prepare({ arms: many(1000, { style: 'rpc' }), variants: many(1000, {}) })],
      'a thousand runs at once': () => Array.from({ length: 1000 }, (_, run) => ({ ...prepare(), run })),
      'no JSON, no message and no words': () => [text(2, '{"kind"'), text(3, '7'), Buffer.from('\u001b[2J\u0000')],
      'names that are no names': () => [
        text(4, '{"__proto__":{"kind":"stop"},"constructor":1}'),
        prepare({ name: '\u001b[31mred\u202e' }),
      ],
    }
    test.each(Object.entries(messages))('%s', async (_, sent) => {
      await controller.send(sent())
      expect(worker.exitCode).toBeNull()
    })

    test('a worker that was lost is not taken again where there is another', async () => {
      const strange = { kind: 'report', run: 1, final: true }
      const script = (message: ToWorker) =>
        message.kind === 'start' ? [strange] : [willing()(message) as Sent].filter(Boolean)
      const hostile = await HostileWorker.start(url(), script, { name: '! the first of all' })
      onTestFinished(() => hostile.close())
      const files = { 'suite.json': { ...suite, repeats: 2 } }
      await survives({ files, argv: run(), code: 3, says: ['1 of 2 runs', 'Worker ! the first of all was lost'] })
    })

    test('then it serves a run as before, within bounds of memory, and has printed no secret and no control character', async () => {
      await survives({ files: { 'suite.json': suite }, argv: run(), code: 0, says: [], secrets: [SECRET] })
      const status = `/proc/${worker.pid}/status`
      if (existsSync(status))
        expect(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))![1]) / 1000).toBeLessThan(MEMORY_MAX_MB)
      worker.kill('SIGINT')
      expect(await once(worker, 'exit')).toEqual([130, null])
      expect(printed.split('\n').filter((line) => /[^\n\P{Cc}]/u.test(line))).toEqual([])
      expect(printed).not.toContain(SECRET)
    })
  })
})
