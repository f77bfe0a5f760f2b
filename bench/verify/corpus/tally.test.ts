import { expect, test } from 'vitest'
import { type JudgedSystem, oppositesOf, verdictsDataOf } from './tally.ts'

const CUTS_S = [30, 60, 120]
const system = (end: JudgedSystem['end'], ...verdicts: JudgedSystem['courses'][number]['verdicts']): JudgedSystem => ({
  name: 's',
  kind: 'closed forms',
  end,
  why: '',
  courses: [{ seed: 7, verdicts }],
})
const opposites = (one: JudgedSystem) => oppositesOf(one, CUTS_S).map(({ cutS, verdict }) => `${cutS} ${verdict}`)

test('back, absorbed and slow are one side, metastable and oscillating the other', () => {
  expect(opposites(system('back', 'absorbed', 'recovered', 'slow'))).toEqual([])
  expect(opposites(system('back', 'undecided', 'metastable', 'oscillating'))).toEqual([
    '60 metastable',
    '120 oscillating',
  ])
  expect(opposites(system('down', 'slow', 'undecided', 'metastable'))).toEqual(['30 slow'])
})

test('without a theory the longest cut that decided is right', () => {
  expect(opposites(system(null, 'slow', 'metastable', 'slow'))).toEqual(['60 metastable'])
  expect(opposites(system(null, 'slow', 'metastable', 'undecided'))).toEqual(['30 slow'])
  expect(opposites(system(null, 'undecided', 'undecided', 'undecided'))).toEqual([])
})

test('where nothing can be decided each verdict is wrong', () => {
  expect(opposites(system('undecidable', 'undecided', 'slow', 'metastable'))).toEqual(['60 slow', '120 metastable'])
})

test('tallies: by kind and of all, undecided by cut of the courses that are so long', () => {
  const systems: JudgedSystem[] = [
    { ...system('back', 'undecided', 'metastable', 'slow') },
    { ...system('down', 'undecided', 'undecided'), kind: 'shipped suites' },
  ]
  const data = verdictsDataOf(systems, { cutsS: CUTS_S, firstSeed: 7, seeds: 1 })
  expect(data.tallies).toEqual([
    { kind: 'shipped suites', systems: 1, courses: 1, answers: 2, opposite: 0, undecided: [1, 1, null] },
    { kind: 'closed forms', systems: 1, courses: 1, answers: 3, opposite: 1, undecided: [1, 0, 0] },
    { kind: 'all', systems: 2, courses: 2, answers: 5, opposite: 1, undecided: [1, 0.5, 0] },
  ])
  expect(data.opposites).toEqual([{ name: 's', seed: 7, cutS: 60, verdict: 'metastable', end: 'back' }])
})
