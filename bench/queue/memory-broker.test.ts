import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualClock } from '../core/virtual-clock.ts'
import type { BrokerSpec, Delivery, Settlement } from './broker.ts'
import { MemoryBroker } from './memory-broker.ts'

function setUp(spec: Partial<BrokerSpec> = {}) {
  const clock = new VirtualClock()
  const log: string[] = []
  const note = (event: string) => log.push(`${clock.nowMs()} ${event}`)
  const broker = new MemoryBroker(clock, { depthMax: 100, deliveriesMax: 4, ...spec }, (message, reason) =>
    note(`dead #${message.id} ${reason}`),
  )
  const publish = (id: number) =>
    broker.publish({ id, intendedMs: clock.nowMs() }, (receipt) => {
      if (receipt !== 'accepted') note(`${receipt} #${id}`)
    })
  /** Consumers that give the settlement after `workMs`. */
  const consume = (concurrency: number, workMs: number, settlement: (delivery: Delivery) => Settlement) =>
    broker.consume(concurrency, (delivery, settle) => {
      note(`take #${delivery.message.id} (${delivery.deliveries})`)
      if (workMs === 0) settle(settlement(delivery))
      else clock.at(clock.nowMs() + workMs, () => settle(settlement(delivery)))
    })
  return { clock, log, broker, publish, consume }
}

const done: Settlement = { kind: 'done' }

test('messages are delivered in order, at most `concurrency` at once', () => {
  const { clock, log, publish, consume } = setUp()
  consume(2, 10, () => done)
  for (let id = 0; id < 5; id++) publish(id)
  clock.run()
  expect(log).toEqual(['0 take #0 (1)', '0 take #1 (1)', '10 take #2 (1)', '10 take #3 (1)', '20 take #4 (1)'])
})

test('depthMax messages are held, one more is refused; messages in work and delayed ones count', () => {
  const { clock, log, broker, publish, consume } = setUp({ depthMax: 3 })
  consume(1, 10, () => ({ kind: 'retry', delayMs: 100 }))
  for (let id = 0; id < 4; id++) publish(id)
  clock.run(35)
  publish(4)
  expect(log.filter((line) => line.includes('full'))).toEqual(['0 full #3', '35 full #4'])
  expect(broker.stats()).toMatchObject({ ready: 0, delayed: 3, inFlight: 0, depthMax: 3 })
})

test('a delayed retry blocks nobody and is never lost to a full queue', () => {
  const { clock, log, publish, consume } = setUp({ depthMax: 2 })
  consume(1, 10, ({ message, deliveries }) =>
    message.id === 0 && deliveries === 1 ? { kind: 'retry', delayMs: 50 } : done,
  )
  publish(0)
  publish(1)
  clock.run(30)
  publish(2)
  clock.run()
  expect(log).toEqual(['0 take #0 (1)', '10 take #1 (1)', '30 take #2 (1)', '60 take #0 (2)'])
})

test('after deliveriesMax deliveries a message is a dead letter, and can be taken from there', () => {
  const { clock, log, broker, publish, consume } = setUp({ deliveriesMax: 2 })
  consume(1, 10, () => ({ kind: 'retry', delayMs: 0 }))
  publish(7)
  clock.run()
  expect(log).toEqual(['0 take #7 (1)', '10 take #7 (2)', '20 dead #7 deliveries'])
  const taken: number[][] = []
  for (let i = 0; i < 2; i++) broker.takeDead(10, (messages) => taken.push(messages.map(({ id }) => id)))
  expect(taken).toEqual([[7], []])
  expect(broker.stats().dead).toBe(1)
})

test('a consumer can make a message a dead letter at once', () => {
  const { clock, log, publish, consume } = setUp()
  consume(1, 10, () => ({ kind: 'dead', reason: 'poison' }))
  publish(7)
  clock.run()
  expect(log).toEqual(['0 take #7 (1)', '10 dead #7 poison'])
})

test('the TTL runs from publishing: taken at 99 ms, dead at 100 ms, also while all consumers are busy', () => {
  const { clock, log, broker, publish, consume } = setUp({ messageTtlMs: 100 })
  consume(1, 99, () => done)
  publish(0)
  publish(1)
  publish(2)
  clock.run()
  expect(log).toEqual(['0 take #0 (1)', '99 take #1 (1)', '100 dead #2 expired'])
  expect(broker.stats()).toMatchObject({ ready: 0, inFlight: 0, ageMaxMs: 99 })
})

test('a lease that ends delivers again, to a free consumer only: the one at work keeps its place', () => {
  const { clock, log, broker, publish, consume } = setUp({ leaseMs: 50 })
  consume(2, 80, () => ({ kind: 'retry', delayMs: 0 }))
  publish(0)
  clock.run(1000)
  // At 80 the first is free again; its settlement is stale, since the lease has ended.
  expect(log).toEqual([
    '0 take #0 (1)',
    '50 take #0 (2)',
    '100 take #0 (3)',
    '150 take #0 (4)',
    '230 dead #0 deliveries',
  ])
  expect(broker.stats()).toMatchObject({ ready: 0, inFlight: 0, dead: 1 })
})

test('work done after its lease completes the message: it is not delivered again and is no dead letter', () => {
  const one = setUp({ leaseMs: 50 })
  one.consume(1, 80, () => done)
  one.publish(0)
  one.clock.run(1000)
  expect(one.log).toEqual(['0 take #0 (1)'])
  expect(one.broker.stats()).toMatchObject({ ready: 0, inFlight: 0, dead: 0, oldestMs: 0 })
  const last = setUp({ leaseMs: 50, deliveriesMax: 1 })
  last.consume(1, 80, () => done)
  last.publish(0)
  last.clock.run(1000)
  expect([last.log, last.broker.stats().dead]).toEqual([['0 take #0 (1)'], 0])
})

test('a stopped consumer takes nothing more; another may go on', () => {
  const { clock, log, publish, consume } = setUp()
  const consumer = consume(1, 10, () => done)
  publish(0)
  publish(1)
  consumer.stop()
  clock.run(50)
  consume(1, 10, () => done)
  clock.run()
  expect(log).toEqual(['0 take #0 (1)', '50 take #1 (1)'])
})

test('100,000 messages settled at once are delivered without recursion', () => {
  const { clock, broker, publish, consume } = setUp({ depthMax: 200_000 })
  for (let id = 0; id < 100_000; id++) publish(id)
  consume(1, 0, () => done)
  clock.run()
  expect(broker.stats()).toMatchObject({ ready: 0, inFlight: 0 })
})

test('destroyed: nothing is delivered any more', () => {
  const { clock, log, broker, publish, consume } = setUp({ leaseMs: 50, messageTtlMs: 500 })
  consume(1, 10, () => ({ kind: 'retry', delayMs: 20 }))
  publish(0)
  publish(1)
  clock.run(15)
  broker.destroy()
  clock.run()
  expect(log).toEqual(['0 take #0 (1)', '10 take #1 (1)'])
})

test('whatever the consumers do, every message accepted ends exactly once', () => {
  const step = fc.record({ settlement: fc.constantFrom('done', 'retry', 'later', 'dead'), workMs: fc.nat(30) })
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (steps, depthMax, concurrency, deliveriesMax) => {
        const clock = new VirtualClock()
        const ends = new Map<number, number>()
        const end = (id: number) => ends.set(id, (ends.get(id) ?? 0) + 1)
        const broker = new MemoryBroker(clock, { depthMax, deliveriesMax, messageTtlMs: 200 }, ({ id }) => end(id))
        let taken = 0
        broker.consume(concurrency, ({ message }, settle) => {
          const { settlement, workMs } = steps[taken++ % steps.length]!
          clock.at(clock.nowMs() + workMs, () => {
            if (settlement === 'done') {
              end(message.id)
              settle(done)
            } else if (settlement === 'dead') settle({ kind: 'dead', reason: 'poison' })
            else settle({ kind: 'retry', delayMs: settlement === 'later' ? 40 : 0 })
          })
        })
        const accepted: number[] = []
        for (let id = 0; id < 60; id++) {
          clock.run(id * 3)
          broker.publish({ id, intendedMs: id * 3 }, (receipt) => receipt === 'accepted' && accepted.push(id))
        }
        clock.run()
        expect([...ends.entries()].sort(([a], [b]) => a - b)).toEqual(accepted.map((id) => [id, 1]))
      },
    ),
  )
})
