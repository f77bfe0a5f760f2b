import { expect, test } from 'vitest'
import { VirtualClock } from '../core/virtual-clock.ts'
import type { Broker, Receipt, Settlement } from './broker.ts'
import { MemoryBroker } from './memory-broker.ts'
import { witnessed } from './witness.testing.ts'
import { Witness } from './witness.ts'

const DONE = { kind: 'done' } as const
const NOTHING = () => undefined

test('a confirmed message that neither ends nor is in the broker is lost; one refused, unknown or unsent is not', () => {
  const clock = new VirtualClock()
  const receipts: Receipt[] = ['accepted', 'full', 'unknown', 'accepted', 'unsent', 'accepted']
  const broker = { publish: (_: unknown, confirm: (receipt: Receipt) => void) => confirm(receipts.shift()!) } as Broker
  const witness = new Witness(clock, () => broker)
  for (let id = 0; id < 6; id++) witness.publish({ id, intendedMs: 0 }, NOTHING)
  expect(witness.testimony(0)).toEqual({
    published: 6,
    confirmed: 3,
    refused: 1,
    unknown: 1,
    unsent: 1,
    delivered: 0,
    deliveredAgain: 0,
    unfinished: 3,
    lost: 3,
  })
  const lost = [2, 3, 4, undefined].map((remaining) => witness.testimony(remaining).lost)
  expect(lost).toEqual([1, 0, 0, null])
})

test('completed and dead messages are not lost; if one is published again, the new confirmation counts', () => {
  const clock = new VirtualClock()
  const witness = new Witness(clock, (onDead) => new MemoryBroker(clock, { depthMax: 9, deliveriesMax: 1 }, onDead))
  const consumer = witness.consume(1, ({ message }, settle) =>
    settle(message.id === 1 ? { kind: 'retry', delayMs: 0 } : DONE),
  )
  for (let id = 0; id < 3; id++) witness.publish({ id, intendedMs: 0 }, NOTHING)
  clock.run()
  expect(witness.testimony(0)).toMatchObject({ confirmed: 3, delivered: 3, lost: 0 })
  witness.takeDead(1, NOTHING)
  expect(witness.testimony(0)).toMatchObject({ confirmed: 2, lost: 0 })
  consumer.stop()
  witness.publish({ id: 1, intendedMs: 0 }, NOTHING)
  expect(witness.testimony(0)).toMatchObject({ confirmed: 3, lost: 1 })
})

test('a retry asks for another delivery, a lease that ends does not', () => {
  const clock = new VirtualClock()
  const spec = { depthMax: 9, deliveriesMax: 3, leaseMs: 50 }
  const witness = new Witness(clock, (onDead) => new MemoryBroker(clock, spec, onDead))
  const work = (script: [workMs: number, settlement: Settlement][]) => {
    const consumer = witness.consume(2, (_, settle) => {
      const [workMs, settlement] = script.shift()!
      clock.at(clock.nowMs() + workMs, () => settle(settlement))
    })
    clock.run()
    consumer.stop()
    return witness.testimony(0)
  }
  witness.publish({ id: 0, intendedMs: 0 }, NOTHING)
  const retried = work([
    [10, { kind: 'retry', delayMs: 5 }],
    [10, DONE],
  ])
  expect(retried).toMatchObject({ delivered: 1, deliveredAgain: 0 })
  witness.publish({ id: 1, intendedMs: 0 }, NOTHING)
  const late = work([
    [60, DONE],
    [20, DONE],
  ])
  expect(late).toMatchObject({ delivered: 2, deliveredAgain: 1, lost: 0 })
})

test('a delivery of a completed message is counted', () => {
  const { clock, witness, delivered } = witnessed()
  for (const deliveries of [1, 2]) delivered(0, 5, deliveries)
  clock.run()
  expect(witness.testimony(0)).toMatchObject({ delivered: 1, deliveredAgain: 1 })
})

test('after a crash: the first confirmation of a message published since, and the first delivery', () => {
  const clock = new VirtualClock()
  const confirms: ((receipt: Receipt) => void)[] = []
  let deliver: () => void = NOTHING
  const broker = {
    publish: (_: unknown, confirm: (receipt: Receipt) => void) => void confirms.push(confirm),
    consume: (_: number, handler) => {
      deliver = () => handler({ message: { id: 1, intendedMs: 0 }, deliveries: 1 }, NOTHING)
      return { stop: NOTHING }
    },
  } as Partial<Broker> as Broker
  const witness = new Witness(clock, () => broker)
  witness.consume(1, NOTHING)
  witness.publish({ id: 1, intendedMs: 0 }, NOTHING)
  clock.at(100, () => witness.back())
  clock.at(110, () => witness.publish({ id: 2, intendedMs: 0 }, NOTHING))
  clock.at(120, () => confirms[0]!('accepted'))
  clock.at(150, () => confirms[1]!('accepted'))
  clock.at(180, () => deliver())
  expect(witness.outage).toEqual({ publishingMs: null, consumingMs: null })
  clock.run()
  expect(witness.outage).toEqual({ publishingMs: 50, consumingMs: 80 })
})
