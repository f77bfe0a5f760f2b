import { expect, test } from 'vitest'
import { witnessed } from './witness.testing.ts'

test('after the death of a consumer: when each message that it held comes to another one for the first time', () => {
  const { clock, witness, delivered } = witnessed()
  for (const [atMs, id] of [
    [110, 1],
    [120, 2],
    [130, 3],
    [140, 4],
  ] as const) {
    clock.at(atMs, () => witness.held(id))
  }
  clock.at(200, () => witness.consumerKilled())
  delivered(210, 9, 1)
  delivered(250, 3)
  // The broker counts only some of the deliveries, or starts from one again.
  delivered(280, 1, 1)
  delivered(330, 4)
  delivered(400, 3, 3)
  clock.runUntil(() => false, 199)
  expect(witness.consumerCrash).toBe(null)
  clock.run()
  const times = { firstAfterMs: 50, medianAfterMs: 80, lastAfterMs: 130 }
  expect(witness.consumerCrash).toEqual({ killedMs: 200, held: 4, cameBack: 3, ...times })
})

test('a message that comes to another consumer before the death is no longer held, unless it is taken again', () => {
  const { clock, witness, delivered } = witnessed()
  clock.at(10, () => witness.held(1))
  clock.at(20, () => witness.held(2))
  delivered(50, 1)
  delivered(60, 2)
  clock.at(70, () => witness.held(2))
  clock.at(100, () => witness.consumerKilled())
  delivered(101, 1)
  delivered(104, 2, 3)
  clock.run()
  const times = { firstAfterMs: 4, medianAfterMs: 4, lastAfterMs: 4 }
  expect(witness.consumerCrash).toEqual({ killedMs: 100, held: 1, cameBack: 1, ...times })
})

test('a message reported after the death, and after it came here, was held all the same', () => {
  const { clock, witness, delivered } = witnessed()
  clock.at(100, () => witness.consumerKilled())
  delivered(107, 1)
  clock.at(110, () => witness.held(1))
  clock.run()
  expect(witness.consumerCrash).toMatchObject({ held: 1, cameBack: 1, firstAfterMs: 7 })
})

test('a consumer that held nothing, and one whose messages never come', () => {
  const { clock, witness } = witnessed()
  witness.consumerKilled()
  const never = { cameBack: 0, firstAfterMs: null, medianAfterMs: null, lastAfterMs: null }
  expect(witness.consumerCrash).toEqual({ killedMs: 0, held: 0, ...never })
  witness.held(1)
  clock.run()
  expect(witness.consumerCrash).toEqual({ killedMs: 0, held: 1, ...never })
})
