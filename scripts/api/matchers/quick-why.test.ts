import { expect, test } from 'vitest'
import { isCollapse, type VerdictKind } from '../../../bench/metrics/verdict.ts'
import { seedsShowing } from './quick-why.ts'

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
