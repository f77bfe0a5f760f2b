import { expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { SMALL_SUITE } from '../testing.ts'
import { infoOf, plansOf } from './suite-info.ts'

const suiteOf = (target: object) => parseSuite({ ...SMALL_SUITE, target })
const planOf = (target: object) => plansOf(cellsOf(suiteOf(target)))['small/default']

test('the text of a call is no part of the plan, since two commits may differ in it; its options are', () => {
  const plan = planOf({ call: async () => 1 })
  expect(planOf({ call: async () => 'other' })).toBe(plan)
  expect(planOf({ call: async () => 1, callsMax: 9 })).not.toBe(plan)
  expect(planOf({ call: async () => 1, setup: () => 1 })).not.toBe(plan)
})

test('a function that makes parameters is a part of the plan, as rows are', () => {
  const target = { call: async () => 1 }
  const plan = planOf({ ...target, parameters: () => ({ user: 1 }) })
  expect(planOf({ ...target, parameters: () => ({ user: 2 }) })).not.toBe(plan)
})

test('a result names functions and holds none', () => {
  const { config } = infoOf(suiteOf({ call: async () => 'secret', teardown: () => 'secret' }), undefined)
  expect(config).toMatchObject({ target: { model: 'call', call: '(a function)', teardown: '(a function)' } })
})
