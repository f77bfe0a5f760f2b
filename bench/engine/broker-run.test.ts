import { expect, test } from 'vitest'
import { breathe } from '../core/real-clock.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { brokerRecord } from '../metrics/testing.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import type { HostedQueue } from './broker-host.ts'
import { BrokerRun } from './broker-run.ts'

const SPEC = { depthMax: 100, deliveriesMax: 3, crash: { atMs: 100, downMs: 50 } }

/** A run whose broker process only writes down what is done to it. */
function setUp() {
  const clock = new VirtualClock()
  const log: string[] = []
  const note = async (event: string) => void log.push(`${clock.nowMs()} ${event}`)
  const hosted: HostedQueue = {
    info: brokerRecord(),
    queue: {
      broker: (_, { onDead }) => new MemoryBroker(clock, SPEC, onDead),
      remaining: async () => 0,
      remove: () => note('queue removed'),
    },
    own: {
      url: 'nats://127.0.0.1:1',
      running: true,
      kill: () => note('kill'),
      start: () => note('start'),
      stop: () => note('stop'),
    },
    holder: undefined,
    remove: () => note('remove'),
  }
  const run = new BrokerRun(SPEC, undefined, hosted)
  const errors: unknown[] = []
  const broker = run.broker(
    clock,
    () => undefined,
    (error) => errors.push(error),
  )
  return { clock, log, run, broker, hosted, errors }
}

test('the broker is killed and started again when the suite says, and the record has both times', async () => {
  const { clock, log, run, broker } = setUp()
  broker.consume(1, (_, settle) => settle({ kind: 'done' }))
  clock.run(100)
  await breathe()
  clock.at(170, () => broker.publish({ id: 1, intendedMs: 170 }, () => undefined))
  clock.run(150)
  await breathe()
  clock.run(200)
  expect(log).toEqual(['100 kill', '150 start'])
  expect(await run.record()).toMatchObject({
    crash: { killedMs: 100, backMs: 150, publishingAfterMs: 20, consumingAfterMs: 20 },
    seen: { published: 1, confirmed: 1, lost: 0 },
    depthMax: 100,
    leaseMs: null,
    consumerCrash: null,
  })
  await run.remove()
  expect(log.at(-1)).toBe('200 remove')
})

test('a run that ends while its broker is down does not wait for it', async () => {
  const { clock, log, run } = setUp()
  clock.run(100)
  await breathe()
  expect((await run.record()).crash).toEqual({
    killedMs: 100,
    backMs: null,
    publishingAfterMs: null,
    consumingAfterMs: null,
  })
  await run.remove()
  expect(log).toEqual(['100 kill', '100 remove'])
})

test('a run that ends before its crash has none in its record', async () => {
  const { clock, run } = setUp()
  clock.run(99)
  expect((await run.record()).crash).toBeNull()
})

test('a broker that does not start again is reported as an error', async () => {
  const { clock, hosted, errors } = setUp()
  Object.assign(hosted.own!, { start: () => Promise.reject(new Error('no disk')) })
  clock.run(100)
  await breathe()
  clock.run(150)
  await breathe()
  expect(errors).toEqual([new Error('no disk')])
})
