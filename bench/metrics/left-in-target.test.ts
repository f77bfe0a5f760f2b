import { expect, test } from 'vitest'
import { leftDoubts, readOnce } from './left-in-target.ts'
import { targetSchema } from './result-schema.ts'
import { targetCounters } from './testing.ts'

const left = (inFlight: number) => readOnce({ ...targetCounters(), inFlight })

test('attempts left in a target are a figure of the result, and a note', () => {
  expect(left(0)).toEqual(targetCounters())
  expect(left(3)).toEqual({ ...targetCounters(), leftInFlight: 3 })
  expect(leftDoubts({ target: left(0) }, false)).toEqual([])
  expect(leftDoubts({ target: null }, false)).toEqual([])
  const [note] = leftDoubts({ target: left(1) }, false)
  expect([note!.severity, note!.message]).toEqual([
    'note',
    '1 attempt was still in the target 2 s after the end of the run: the work that it has left counts as neither busy time, wasted nor abandoned.',
  ])
})

test('an interrupted run does not wait for attempts in the target, and reports none', () => {
  expect(leftDoubts({ target: left(3) }, true)).toEqual([])
})

test('a result with and without them reads back', () => {
  for (const counters of [left(0), left(3)]) expect(targetSchema.parse(counters)).toEqual(counters)
})
