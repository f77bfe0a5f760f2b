import { describe, expect, test } from 'vitest'
import { sumOf } from '../../core/sums.ts'
import type { VerdictKind } from '../../metrics/verdict.ts'
import { answersOf } from './answers.ts'
import { CORPUS } from './corpus.ts'

const CUTS_S = [40, 60, 80, 120, 240, 300]
const SEEDS = [7, 8]

/** Verdicts at each of {@link CUTS_S}, with `.` for undecided. */
const verdictsOf = (name: string, seed: number, cutsS = CUTS_S) =>
  answersOf(CORPUS.find((system) => system.name === name)!, seed, cutsS).map(({ verdict }) => short(verdict))
const short = (verdict: VerdictKind) => (verdict === 'undecided' ? '.' : verdict)
const always = (verdict: VerdictKind) => CUTS_S.map(() => verdict)
const DOWN_AT_300_S = ['.', '.', '.', '.', '.', 'metastable']
const SLOW_FROM_80_S = ['.', '.', 'slow', 'slow', 'slow', 'slow']

describe('the right answer at every cut of a course', () => {
  test.each([
    [
      'retries a second apart keep a small target down: undecided until the horizon',
      'membership-retries',
      DOWN_AT_300_S,
    ],
    [
      'a breaker with its default of 60 s may still close after 42 s',
      'breaker-still-open/open-for-60-s',
      SLOW_FROM_80_S,
    ],
    ['the same breaker in front of a busier target', 'breaker-with-defaults', SLOW_FROM_80_S],
    ['a breaker of 5 s has closed at each of them', 'breaker-still-open/open-for-5-s', always('recovered')],
    ['a cache that stays empty', 'cold-cache/emptied', DOWN_AT_300_S],
    ['a trigger that does nothing to a queue of chance', 'null-trigger', always('absorbed')],
    ['one of ten shards is a tenth of all requests', 'one-shard-of-ten', DOWN_AT_300_S],
    ['a storm marked by its fault', 'marked-storm/by-its-fault', DOWN_AT_300_S],
    ['a phase of a stage does not remove the faults', 'marked-storm/by-its-fault-among-phases', DOWN_AT_300_S],
    ['a warm-up before a storm', 'marked-storm/by-fault-and-phase', DOWN_AT_300_S],
    ['no labels', 'labelled-phases/no-labels', always('recovered')],
    ['labels of warm-up and baseline', 'labelled-phases/warm-up-and-baseline', always('recovered')],
    ['a label shorter than its fault', 'labelled-phases/trigger-shorter-than-its-fault', always('recovered')],
    ['a probe that is never answered', 'half-open-wedge/no-timeout', DOWN_AT_300_S],
  ])('%s (%s)', (_, name, verdicts) => {
    for (const seed of SEEDS) expect(verdictsOf(name, seed), `seed ${seed}`).toEqual(verdicts)
  })

  // Its pace may make a `slow` of it before it is back, and chance may take that back.
  test.each(SEEDS)('a backlog in a client drains: slow or undecided, and slow in the end, seed %i', (seed) => {
    const verdicts = verdictsOf('backlog-in-a-client', seed)
    expect(verdicts.filter((verdict) => verdict !== 'slow' && verdict !== '.')).toEqual([])
    expect(verdicts.slice(-2)).toEqual(['slow', 'slow'])
  })

  test('CoDel gets rid of a flash crowd with retries late: never another answer than slow', () => {
    expect(verdictsOf('flash-crowd/codel/retries', 7)).toEqual(['.', '.', '.', '.', 'slow', 'slow'])
  })

  test('short timeouts with retries get away by chance: never another answer than slow', () => {
    const verdicts = SEEDS.map((seed) => verdictsOf('slow-dependency/short-timeout-retries', seed))
    expect(verdicts).toEqual([
      ['.', 'slow', 'slow', 'slow', 'slow', 'slow'],
      ['.', '.', '.', 'slow', 'slow', 'slow'],
    ])
  })
})

test('seven of eight seeds of retries a second apart are metastable, and one comes back', () => {
  const ends = Array.from({ length: 8 }, (_, i) => verdictsOf('membership-retries', 7 + i, [300])[0]!)
  expect(sumOf(ends, (end) => Number(end === 'metastable'))).toBe(7)
  expect(sumOf(ends, (end) => Number(end === 'recovered'))).toBe(1)
})

test('lasting damage is named with its share', () => {
  const { reason } = answersOf(CORPUS.find(({ name }) => name === 'one-shard-of-ten')!, 7, [300])[0]!
  expect(reason).toBe('lasting damage to 10.9 % of requests')
})
