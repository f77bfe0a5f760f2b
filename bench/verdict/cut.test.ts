import { expect, test } from 'vitest'
import { Cut } from './cut.ts'
import type { Evidence, JudgedSecond } from './evidence.ts'
import { judge } from './rule.ts'

/** A second of 50 requests, of which this many succeed in time. */
const second = (good: number): JudgedSecond => ({
  ...{ planned: 50, paired: 50, good, twinGood: 50, lost: 50 - good, gained: 0 },
  ...{ open: 0, twinOpen: 0, breakersOpen: 0, isSame: false },
})
/** A trigger of half a second, then `goods` in each second after it. */
const evidence = (triggerFromMs: number, before: readonly number[], goods: readonly number[]): Evidence => ({
  seconds: [...before, ...goods].map(second),
  ...{ warmUpEndMs: 0, triggerFromMs, triggerToMs: triggerFromMs + 500, knownAfterMs: 1000, timers: [] },
  ...{ redrive: undefined, customPolicies: [], hasTwin: true, isTwinAgain: false },
  ...{ recoverWithinMs: 10_000, collapseAfterS: 300 },
})
const BAD_THEN_GOOD = [0, 0, ...Array.from({ length: 20 }, () => 50)]

test('rate and good share come from the seconds before the trigger', () => {
  const cut = new Cut(evidence(3000, [40, 40, 50, 0], BAD_THEN_GOOD), 22, 'before')
  expect([cut.goodBefore, cut.blockS]).toEqual([0.8, 1])
})

test('a trigger in the first second: what its twin does after it stands in for the time before', () => {
  const early = evidence(300, [10], BAD_THEN_GOOD)
  const cut = new Cut(early, 22, 'before')
  expect([cut.goodBefore, cut.blockS]).toEqual([1, 1])
  expect(judge(early, 22)).toMatchObject({ kind: 'recovered', neededS: null, backAfterMs: 2200 })
})

test('a warm-up that ends where the trigger begins leaves no second before it', () => {
  const cut = new Cut({ ...evidence(2000, [0, 0, 10], BAD_THEN_GOOD), warmUpEndMs: 2000 }, 22, 'before')
  expect(cut.goodBefore).toBe(1)
})

test('without a twin nothing stands in', () => {
  const alone = { ...evidence(300, [10], BAD_THEN_GOOD), hasTwin: false }
  expect(judge(alone, 22)).toMatchObject({ kind: 'undecided', neededS: null })
})
