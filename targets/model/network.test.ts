import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { fault, setUp } from './testing.ts'

test.each([
  [{ model: 'workers', slots: 1, service: { kind: 'constant', ms: 10 } }, '16 #0 ok'],
  [{ model: 'linear', baseMs: 5, perInFlightMs: 5 }, '16 #0 ok'],
  [{ model: 'tutorial', baseMs: 10, jitterMs: 0, failureRatio: 0 }, '16 #0 ok'],
  [
    {
      model: 'chain',
      tiers: [{ slots: 1, service: { kind: 'constant', ms: 4 } }],
      leaf: { model: 'linear', baseMs: 5, perInFlightMs: 1 },
    },
    '16 #0 ok',
  ],
])('$model: 3 ms each way make 10 ms of work 16', (spec, answer) => {
  const { clock, log, arrive, target } = setUp({ ...spec, network: { kind: 'constant', ms: 3 } })
  arrive(0)
  expect(target.count()).toMatchObject({ attempts: 1, inFlight: 1 })
  clock.run()
  expect(log).toEqual([answer])
  expect(target.count()).toMatchObject({ ok: 1, busyMs: 10, inFlight: 0 })
})

test('the way there and the way back are drawn separately', () => {
  const network = { kind: 'uniform', minMs: 0, maxMs: 100 }
  const { clock, log, arrive } = setUp({ model: 'linear', baseMs: 0, perInFlightMs: 1000, network })
  arrive(5)
  clock.run()
  const [there, back] = [2, 3].map((number) => 100 * draw(7, STREAM.network, 5, number))
  expect(there).not.toBe(back)
  expect(log).toEqual([`${there! + 1000 + back!} #5 ok`])
})

test('an attempt meets the faults of the moment at which it arrives, not of that at which it was sent', () => {
  const network = { kind: 'constant', ms: 5 }
  const { clock, log, arriveAt } = setUp({ model: 'linear', baseMs: 9, perInFlightMs: 1, network }, [
    fault({ kind: 'outage', mode: 'refused', fromMs: 10, toMs: 20 }),
  ])
  arriveAt(4.999, 0)
  arriveAt(5, 1)
  arriveAt(15, 2)
  clock.run()
  expect(log).toEqual(['15 #1 outage', '24.999 #0 ok', '35 #2 ok'])
})
