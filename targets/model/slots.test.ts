import { expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { verdictOf } from '../../bench/metrics/run-verdict.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { runBesideTwin } from '../../bench/twin/run-beside-twin.ts'
import { fault, setUp } from './testing.ts'

const workers = (slots: number) => ({ model: 'workers', slots, service: { kind: 'constant', ms: 10 } }) as const
const cut = (factor: number, fromMs: number, toMs: number, place = {}) =>
  fault({ kind: 'capacity', factor, fromMs, toMs, ...place })

/** When 100 attempts that arrive at 0 ms are answered. */
function answeredMs(spec: Parameters<typeof setUp>[0], ...faults: Parameters<typeof cut>[]): number[] {
  const { clock, log, arrive } = setUp(
    spec,
    faults.map((args) => cut(...args)),
  )
  for (let id = 0; id < 100; id++) arrive(id)
  clock.run()
  return log.map((line) => Number.parseFloat(line))
}
/** How many of them by an instant. */
const by = (untilMs: number, times: number[]) => times.filter((ms) => ms <= untilMs).length

test('a capacity cut is not rounded away: 0.01 of 2 workers is one that works for a fiftieth of the time', () => {
  // 10 ms of work, 490 ms of rest; the cut ends the third rest.
  const times = answeredMs(workers(2), [0.01, 0, 1200])
  expect(times.slice(0, 7)).toEqual([10, 510, 1010, 1210, 1210, 1220, 1220])
})

test.each([
  // Workers, share left, ms, attempts of 10 ms that those workers do meanwhile.
  [8, 0.2, 100, 16],
  [4, 0.875, 80, 28],
  [5, 0.45, 40, 9],
  [1, 0.1, 100, 1],
  [4, 0.5, 100, 20],
  [4, 0, 100, 0],
  [15, 0.2, 100, 30],
])('of %d workers the share %d does in %d ms %d attempts', (slots, factor, ms, attempts) => {
  expect(by(ms, answeredMs(workers(slots), [factor, 0, ms]))).toBe(attempts)
})

test('what a worker had begun before the cut needs no rest, and a second cut at once leaves their product', () => {
  const { clock, log, arriveAt } = setUp(workers(1), [cut(0.5, 5, 100), cut(0.5, 45, 100)])
  arriveAt(0, 0)
  for (const id of [1, 2, 3, 4]) arriveAt(6, id)
  clock.run()
  // Rests to 30 and, since the second cut ends that rest early, to 45; then 30 ms after 10 ms of work, and to the end
  // at 100.
  expect(log).toEqual(['10 #0 ok', '20 #1 ok', '40 #2 ok', '55 #3 ok', '95 #4 ok'])
})

test('a tier that is cut to less than a slot rests after all the time that it held the slot', () => {
  const tier = { slots: 2, service: { kind: 'constant', ms: 4 } }
  const chain = {
    model: 'chain',
    tiers: [tier],
    leaf: { model: 'workers', slots: 9, service: { kind: 'constant', ms: 6 } },
  }
  expect(answeredMs(chain, [0.05, 0, 250, { tier: 0 }]).slice(0, 4)).toEqual([10, 110, 210, 260])
})

test('a pause lengthens a rest, as it does work', () => {
  const { clock, log, arrive } = setUp(workers(1), [cut(0.5, 0, 1000), fault({ kind: 'pause', fromMs: 15, toMs: 115 })])
  for (const id of [0, 1]) arrive(id)
  clock.run()
  expect(log).toEqual(['10 #0 ok', '130 #1 ok'])
})

test('a target that keeps a hundredth of its capacity does not absorb that', () => {
  const suite = parseSuite({
    name: 'cut',
    question: 'Is a cut to 1 % of two workers seen?',
    deadlineMs: 200,
    target: workers(2),
    faults: [cut(0.01, 5000, 15_000)],
    load: '30s@80',
    arms: { plain: { style: 'rpc' } },
  })
  const run = runBesideTwin(cellsOf(suite)[0]!, 1)
  const inTime = run.timeline.reduce((sum, { goodPlanned }) => sum + goodPlanned, 0)
  // 400 before the cut, the first one in it, and those from 6.18 s after it on, when 780 - 120 x 6.18 wait: 705.
  expect([verdictOf(run)?.kind, inTime]).toEqual(['recovered', 1106])
})
