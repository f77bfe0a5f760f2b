import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Measurement } from '../engine/real.ts'
import { histogram, runResult, windowRow } from '../metrics/testing.ts'
import { NONE_THROWN } from '../metrics/thrown.ts'
import { type Increment, Increments, withIncrement } from './increments.ts'

/** A report of a running run. Its windows change in place, and more come. */
function report(): { generated: Measurement; windows: ReturnType<typeof windowRow>[] } {
  const { status: _, warnings: __, verdict: ___, ...result } = runResult()
  const windows: ReturnType<typeof windowRow>[] = []
  const rest = { responses: [], errors: NONE_THROWN, attemptsUnsure: 0, attemptsNotSent: 0, abandonedEarly: 0 }
  return {
    windows,
    generated: { ...rest, result: { ...result, timeline: windows }, interrupted: false, notRemoved: [] },
  }
}

/** Returns the increment after its way over a link. */
const sent = (increment: Increment): Increment => structuredClone(increment)

test('increments put together are the whole report, however the windows change', () => {
  const step = fc.record({
    /** Number of new windows, and how far back a window with a late request is. */
    added: fc.integer({ min: 0, max: 3 }),
    late: fc.array(fc.nat(6), { maxLength: 3 }),
    /** Number of windows that are not closed: their latencies are missing. */
    open: fc.integer({ min: 0, max: 2 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { generated, windows } = report()
      const increments = new Increments()
      let joined: Measurement | undefined
      for (const [i, { added, late, open }] of steps.entries()) {
        for (let n = 0; n < added; n++) windows.push(windowRow({ fromMs: 1000 * windows.length, offered: i }))
        const last = windows.at(-1)
        if (last !== undefined) Object.assign(last, { attempts: last.attempts + 1 })
        for (const back of late) {
          const row = windows.at(-1 - back)
          if (row !== undefined) Object.assign(row, { goodPlanned: row.goodPlanned + 1 })
        }
        const reported = joined?.responses.length ?? 0
        const closed = Math.max(reported, windows.length - open)
        const responses = Array.from({ length: closed }, (_, window) => histogram([window + 1]))
        const now = { ...generated, responses, errors: { count: i, first: 'late' }, attemptsUnsure: i }
        const increment = sent(increments.next(now))
        expect(increment.n).toBe(i + 1)
        joined = withIncrement(joined, increment)
        expect(joined).toEqual(now)
      }
    }),
  )
})

test('an increment does not grow with the run', () => {
  const { generated, windows } = report()
  const increments = new Increments()
  const reported = Array.from({ length: 50 }, () => {
    windows.push(windowRow({ offered: 1 }), windowRow({ offered: 1 }))
    const responses = windows.map(() => histogram([1]))
    return increments.next({ ...generated, responses }).generated.result.timeline.length
  })
  // The last window of before, which may have gone on, and the two new ones.
  expect([reported[0], new Set(reported.slice(1))]).toEqual([2, new Set([3])])
})
