import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { memoryDriver } from '../brokers/memory/driver.ts'
import { cellsOf } from '../cell.ts'
import { DEFAULT_VARIANT } from '../core/default-variant.ts'
import { epochMs } from '../core/real-clock.ts'
import { custom } from '../define.ts'
import { TargetHost } from '../engine/target-host.ts'
import { parseSuite } from '../parse-suite.ts'
import type { Policy } from '../policy/policy.ts'
import type { SuiteInput } from '../suite.ts'
import { ALL_ALLOWED } from './permissions.ts'
import { runShared } from './run-shared.ts'
import { poolOf, SessionLink } from './worker-link.testing.ts'

const links: SessionLink[] = []
/** Log of the queues in a named broker. */
const queues: string[] = []
/** Answers all requests. It has another identity than any target that a task names. */
const server = createServer((_, response) => response.end('another'))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  const broker = await memoryDriver.connect({ url: undefined, storage: undefined })
  const open: typeof broker.open = async (spec) => {
    queues.push(`open ${spec.depthMax}`)
    return { ...(await broker.open(spec)), remove: async () => void queues.push('remove') }
  }
  vi.spyOn(memoryDriver, 'connect').mockResolvedValue({ ...broker, open })
})
afterEach(async () => {
  await Promise.all(links.splice(0).map(({ session }) => session.close()))
  queues.length = 0
})
afterAll(() => {
  vi.restoreAllMocks()
  server.close().closeAllConnections()
})

/** A worker, and the number of times it made the policies of its arm: one set per client and per consumer. */
function worker(target: SuiteInput['target'] = { url: origin }, permissions = ALL_ALLOWED) {
  const create = vi.fn((): Policy => (inner) => inner)
  const counted = custom('counted', create)
  const consumers = { count: 6, concurrency: 1, policy: [counted] }
  const queue = { style: 'queue', broker: { kind: 'memory', depthMax: 12, deliveriesMax: 1 }, consumers }
  const nats = { ...queue.broker, kind: 'nats' }
  const suite = parseSuite({
    name: 'shared',
    question: 'Whose is it?',
    target,
    load: { trace: { timesMs: [0, 0, 1] } },
    // Nothing counts as late, however busy this machine is.
    validity: { dispatchLateMaxMs: 60_000, dispatchDelayP99MaxMs: 60_000, eventLoopDelayP99MaxMs: 60_000 },
    arms: {
      rpc: { style: 'rpc', clients: 6, policy: [counted] },
      queue,
      'broker-killed': { ...queue, broker: { ...nats, crash: { atMs: 0 } } },
      'consumer-killed': { ...queue, broker: nats, consumers: { ...consumers, crash: { atMs: 0, holding: 1 } } },
    },
  })
  // Policies are tried out when a suite is read.
  create.mockClear()
  const link = new SessionLink({ load: async () => suite, permissions })
  links.push(link)
  return { link, create, suite }
}
const source = { kind: 'data', suite: {} } as const
const task = { source, variant: DEFAULT_VARIANT, arm: 'rpc', repeat: 1, share: { index: 0, count: 3 }, target: null }
const prepare = (run: number, own: object = {}) => ({ kind: 'prepare', run, task: { ...task, ...own } })
const start = (run: number) => ({ kind: 'start', run, originEpochMs: epochMs() })
const stop = (run: number) => ({ kind: 'stop', run })
const refused = (run: number, reason: string) => ({ kind: 'refused', run, reason: expect.stringContaining(reason) })

test.each([
  ['rpc', []],
  ['queue', ['open 4', 'open 4', 'open 4', 'remove', 'remove', 'remove']],
])('three workers have a third of an arm each: %s', async (arm, became) => {
  const workers = [worker(), worker(), worker()]
  const options = { pool: poolOf(workers.map(({ link }) => link)), workers: 3, repeat: 1, source, run: 1 }
  const cell = cellsOf(workers[0]!.suite).find((one) => one.arm === arm)!
  const { status, phases } = await runShared(cell, new TargetHost(), options)
  expect([status, phases[0]!.outcomes.ok]).toEqual(['valid', 3])
  expect(workers.map(({ create }) => create.mock.calls.length)).toEqual([2, 2, 2])
  expect(queues).toEqual(became)
})

const MODEL: SuiteInput['target'] = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 } }
test.each([
  ['an arm that is not there', { arm: 'none' }, 'the suite has no arm none in variant default'],
  ['a broker that is killed', { arm: 'broker-killed' }, 'arms.broker-killed.broker.crash: must be left out'],
  ['a consumer that is killed', { arm: 'consumer-killed' }, 'arms.consumer-killed.consumers.crash: must be left out'],
  ['a model that nobody hosts', {}, 'target: must be a url', MODEL],
  ['a model where another answers', { target: { origin, identity: 'it' } }, 'which is not reached from here', MODEL],
])('what cannot be run as it is asked for is refused: %s', async (_, own, reason, target?: SuiteInput['target']) => {
  expect(await worker(target).link.ask(prepare(1, own))).toEqual(refused(1, reason))
})

test('a run is given up for the next one, even if that is refused, and with the session', async () => {
  const { link } = worker()
  await link.ask(prepare(1, { arm: 'queue' }))
  await link.ask(prepare(2, { arm: 'none' }))
  link.send(start(1))
  expect(await link.ask(prepare(3, { arm: 'queue' }))).toMatchObject({ kind: 'ready', run: 3 })
  await link.session.close()
  expect(queues).toEqual(['open 4', 'remove', 'open 4', 'remove'])
})

const unknown = (run: number) => refused(run, 'a message that a worker does not know: ')
test.each([
  [null, unknown(0)],
  ['stop', unknown(0)],
  [{ ...stop(1), now: true }, unknown(1)],
  [{ ...stop(1), run: 'all' }, unknown(0)],
  [{ ...start(1), originEpochMs: -1 }, unknown(1)],
  [{ ...start(1), originEpochMs: 1e300 }, unknown(1)],
  [prepare(2, { target: { origin: 'http://10.0.0.1:80', identity: 'it' } }), unknown(2)],
  [{ ...prepare(2), task: {} }, unknown(2)],
  [{ ...start(2), originEpochMs: 1 }, undefined],
  [{ ...stop(1), run: { valueOf: null, toString: null } }, unknown(0)],
  [stop(2), undefined],
])('a run goes on, whatever else is said: %j', async (message, answer) => {
  const { link } = worker()
  await link.ask(prepare(1))
  expect(await Promise.race([link.ask(message), undefined])).toEqual(answer)
  expect(await link.ask(start(1))).toMatchObject({
    kind: 'report',
    run: 1,
    increment: { generated: { interrupted: false } },
  })
})

test('a run that is stopped ends early; one that is stopped before it begins is given up, ready or not', async () => {
  const { link } = worker()
  await link.ask(prepare(1))
  link.send(start(1))
  expect(await link.ask(stop(1))).toMatchObject({ run: 1, increment: { generated: { interrupted: true } } })
  await link.ask(prepare(2, { arm: 'queue' }))
  link.send(stop(2))
  link.send(start(2))
  link.send(prepare(3, { arm: 'queue' }))
  link.send(stop(3))
  link.send(start(3))
  expect(await link.ask(prepare(4))).toMatchObject({ kind: 'ready', run: 4 })
  expect(queues).toEqual(['open 4', 'remove'])
})

test.each([120_000, -120_000])('a start %d ms from now fails at once, and its queue is removed', async (aheadMs) => {
  const { link } = worker()
  await link.ask(prepare(1, { arm: 'queue' }))
  const late = link.ask({ ...start(1), originEpochMs: epochMs() + aheadMs })
  expect(await late).toEqual({ kind: 'failed', run: 1, reason: `a start ${aheadMs / 1000} s from now, at most 60 s` })
  expect(await link.ask(prepare(2))).toMatchObject({ kind: 'ready', run: 2 })
  expect(queues).toEqual(['open 4', 'remove'])
})

test('a target that never answers is not waited for when another run is asked for, or the session ends', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const target = { origin: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, identity: 'it' }
  const { link } = worker(MODEL)
  const isAsked = once(silent, 'request')
  link.send(prepare(1, { target }))
  await isAsked
  expect(await link.ask(prepare(2))).toEqual(refused(1, 'which is not reached from here'))
  link.send(prepare(3, { target }))
  await link.session.close()
  silent.close().closeAllConnections()
})

test('however many runs are asked for, one waits; the others are refused', async () => {
  const { link } = worker()
  const answers: unknown[] = []
  link.listen({ hear: (message) => Object(message).kind !== 'alive' && answers.push(message), gone: () => undefined })
  for (let run = 1; run <= 100; run++) link.send(prepare(run, { arm: 'queue' }))
  await expect.poll(() => answers.length).toBe(100)
  expect(answers.slice(0, 99)).toEqual(
    Array.from({ length: 99 }, (_, i) => refused(i + 1, 'another run was asked for')),
  )
  expect(answers[99]).toMatchObject({ kind: 'ready', run: 100 })
  expect(queues).toEqual(['open 4'])
})

const STRICT = { brokers: false, targets: ['http://10.0.0.1'] }
test('a run that is not allowed is refused before anything is started or reached', async () => {
  const alone = { share: { index: 0, count: 1 } }
  const strict = worker({ url: 'http://127.0.0.1:1/' }, STRICT).link
  expect(await strict.ask(prepare(1))).toEqual(refused(1, 'target.url: this worker loads only http://10.0.0.1; '))
  expect(await strict.ask(prepare(2, { ...alone, arm: 'broker-killed' }))).toEqual(
    refused(2, 'arms.broker-killed.broker.crash: this worker starts no broker for others; '),
  )
})
