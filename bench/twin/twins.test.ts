import { expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { atOnce } from '../core/steps.ts'
import { custom } from '../define.ts'
import { triggerSpan } from '../load/trigger.ts'
import { parseSuite } from '../parse-suite.ts'
import { withParameter } from '../study/parameter.ts'
import { SUITES } from '../suites/catalogue.ts'
import { decideSteps } from './decide.ts'
import { lengthened, Pair } from './pair.ts'
import { Twins } from './twins.ts'

const retryStorm = SUITES.find(({ name }) => name === 'retry-storm')!

/** One arm with its trigger made this much longer. */
function cellOf(input: object, arm: string, factor = 1): Cell {
  const suite = parseSuite(input)
  const { fromMs, toMs } = triggerSpan(suite)!
  const cells = cellsOf(withParameter(suite, 'trigger', factor * (toMs - fromMs)))
  return cells.find((cell) => cell.arm === arm)!
}

/** Faults of a target or of one shard, in front of both arms, and stages that raise the rate. */
const STUDIES = [
  ['retry-storm', 'naive-retries'],
  ['retry-storm', 'breaker'],
  ['brownout', 'queue'],
  ['slow-dependency', 'short-timeout-retries'],
  ['partial-outage', 'breaker-50'],
  ['flash-crowd', 'no-retries'],
] as const

test.each(STUDIES)('a study has the same figures whether its runs share their twins or not: %s %s', (name, arm) => {
  const suite = { ...SUITES.find((one) => one.name === name)!, collapseAfterMs: 10_000 }
  const twins = new Twins()
  // Twins are ahead of the second run, and then behind.
  for (const factor of [0.6, 0.1, 1.2]) {
    const figures = (shared?: Twins) => {
      const { pair, ...rest } = atOnce(decideSteps(cellOf(suite, arm, factor), 7, { twins: shared }))!
      return { ...rest, evidence: pair.evidence() }
    }
    expect(figures(twins)).toEqual(figures())
  }
})

test('a pair reads a twin that is ahead only up to its own second', () => {
  const cell = lengthened(cellOf(retryStorm, 'naive-retries', 0.1), 30)
  const twins = new Twins()
  twins.of(cell, 7).runTo(60_000)
  const [shared, own] = [new Pair(cell, 7, { twins }), new Pair(cell, 7)]
  while (shared.seconds < 50) {
    shared.step()
    own.step()
    expect(shared.evidence()).toEqual(own.evidence())
  }
})

test('an error that comes later in a shared twin breaks no run before', () => {
  const broken = custom('broken', ({ clock }) => (inner) => (request, settle) => {
    if (clock.nowMs() >= 20_000) throw new Error('late')
    return inner(request, settle)
  })
  const arms = { a: { style: 'rpc', policy: [broken] } }
  const cell = cellOf({ ...retryStorm, variants: {}, thresholds: {}, arms }, 'a')
  const twins = new Twins()
  twins.of(cell, 7).runTo(25_000)
  const pair = new Pair(cell, 7, { twins })
  while (pair.seconds < 19) pair.step()
  expect(pair.error).toBeUndefined()
  while (pair.seconds < 21) pair.step()
  expect(pair.error).toBe('Error: late')
})

test('runs share a twin that differ in their faults, or in how long the last rate lasts', () => {
  const twins = new Twins()
  const twin = twins.of(cellOf(retryStorm, 'breaker'), 7)
  expect(twins.of(cellOf(retryStorm, 'breaker', 0.3), 7)).toBe(twin)
  expect(twins.of(lengthened(cellOf(retryStorm, 'breaker', 2), 900), 7)).toBe(twin)
  expect(twins.of(cellOf(retryStorm, 'breaker'), 8)).not.toBe(twin)
  expect(twins.of(cellOf(retryStorm, 'breaker'), 7)).toBe(twin)
})

test('twins of one cell are kept, of fifty seeds at most', () => {
  const twins = new Twins()
  const cell = cellOf(retryStorm, 'breaker')
  const ofSeeds = () => Array.from({ length: 51 }, (_, seed) => twins.of(cell, seed))
  const [first, second] = [ofSeeds(), ofSeeds()]
  expect(second.map((twin, seed) => twin === first[seed])).toEqual([...Array(50).fill(true), false])
  twins.of(cellOf(retryStorm, 'naive-retries'), 0)
  expect(twins.of(cell, 0)).not.toBe(first[0])
})
