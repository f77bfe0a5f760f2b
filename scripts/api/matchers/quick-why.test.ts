import { describe, expect, test } from 'vitest'
import { isCollapse, type VerdictKind } from '../../../bench/metrics/verdict.ts'
import { storm } from '../../../bench/study/why/testing.ts'
import { type ArmResult, type SuiteResult, simulate } from '../stormbench.ts'
import { QuickWhy, seedsShowing } from './quick-why.ts'

const runsOf = (kinds: string) =>
  [...kinds].map((kind, i) => ({ seed: 7 + i, kind: (kind === 'm' ? 'metastable' : 'recovered') as VerdictKind }))

test.each([
  ['mmmmmm', 4, { first: 7, count: 4 }],
  ['rrrmmm', 4, { first: 9, count: 4 }],
  ['rmrrmmrm', 4, { first: 11, count: 4 }],
  // One half is no majority: the explanation would be that of seeds which come back.
  ['rrmmrr', 4, { first: 9, count: 1 }],
  ['rrrrrm', 4, { first: 12, count: 1 }],
  ['rm', 4, { first: 8, count: 1 }],
  ['m', 4, { first: 7, count: 1 }],
  ['mmmm', 1, { first: 7, count: 1 }],
])('seeds %s, of which %i may be explained', (kinds, count, expected) => {
  expect(seedsShowing(runsOf(kinds), isCollapse, count)).toEqual(expected)
})

describe('the explanation of a failure', async () => {
  const result = await simulate(storm(), { seeds: 4 })
  const [naive] = result.arms as [ArmResult]

  test('takes elements away from an arm whose seeds are cheap', () => {
    const sentence = new QuickWhy(result).sentence(naive, isCollapse)
    expect(sentence).toMatch(/^Why \(seeds 1 to 4\): It stays down .* Without retry it comes back/)
  })

  test('of an arm that makes very many attempts ends after its first look at one seed', () => {
    const busy: ArmResult = { ...naive, values: () => [1e9] }
    const why = new QuickWhy(result)
    const sentence = why.sentence(busy, isCollapse)!
    expect(sentence).toMatch(/^Why \(seed 1\): It stays down \(metastable in 1 of 1 seeds\)\. Retries keep/)
    expect(sentence).not.toContain('Without retry')
    // The limit is that of all arms of a failure together.
    expect(why.sentence(naive, isCollapse)).toBe(undefined)
  })

  test('that cannot be made says why, so that the failure is shown all the same', () => {
    const calm: SuiteResult = { ...result, config: storm({ faults: [] }) }
    expect(new QuickWhy(calm).sentence(naive, isCollapse)).toContain(
      'Why (seeds 1 to 4): not explained, since storm: must have a trigger',
    )
  })

  test('is not made in virtual time for a run in real time', () => {
    expect(new QuickWhy({ ...result, clock: 'real' }).sentence(naive, isCollapse)).toBe(undefined)
  })
})
