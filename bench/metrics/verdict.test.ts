import { expect, test } from 'vitest'
import { verdictOf } from './run-verdict.ts'
import { runResult, verdict } from './testing.ts'
import { isCollapse, medianBackAfterMs, VERDICT_KINDS } from './verdict.ts'

test('a run without a trigger, or an interrupted one, has no verdict', () => {
  const run = runResult({ verdict: verdict('recovered') })
  expect(verdictOf(run)).toEqual(verdict('recovered'))
  expect(verdictOf({ ...run, verdict: null })).toBeUndefined()
  expect(verdictOf({ ...run, status: 'partial' })).toBeUndefined()
})

test('an invalid run has no verdict but undecided, with the reason; a warning that leaves it valid changes nothing', () => {
  const run = runResult({ verdict: verdict('recovered', { backAfterMs: 1000 }) })
  const warning = { message: 'The ledger does not add up.', advice: 'Report it.' }
  const invalid = { ...run, status: 'invalid' as const, warnings: [{ ...warning, severity: 'invalid' as const }] }
  const reason = 'the run is invalid: The ledger does not add up.'
  expect(verdictOf(invalid)).toEqual(verdict('undecided', { reason }))
  expect(verdictOf({ ...run, warnings: [{ ...warning, severity: 'note' as const }] })?.kind).toBe('recovered')
  expect(verdictOf({ ...invalid, verdict: null })).toBeUndefined()
})

test('P(collapse) counts metastable and oscillating runs', () => {
  expect(VERDICT_KINDS.filter(isCollapse)).toEqual(['oscillating', 'metastable'])
})

test('half of the runs are back after the median time; when half are not, there is none', () => {
  const back = (...times: (number | null)[]) => medianBackAfterMs(times.map((backAfterMs) => ({ backAfterMs })))
  expect([back(3000), back(1000, 3000, null), back(1000, null)]).toEqual([3000, 3000, null])
})
