import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latenessDoubts } from './lateness.ts'
import { histogram, phaseResult, runResult } from './testing.ts'
import { boundsWithin, type Validity, validitySchema, withBounds } from './validity-bounds.ts'

const LIMITS = validitySchema.parse({})

test('the default bounds', () => {
  expect(LIMITS).toEqual({
    dispatchLateMaxMs: 100,
    dispatchDelayP99MaxMs: 50,
    eventLoopDelayP99MaxMs: 50,
    droppedRatioMax: 0.001,
    unfinishedRatioMax: 0,
  })
})

test('shares are from 0 to 1, spans above 0, and an unknown bound is refused', () => {
  const accepts = (input: object) => validitySchema.safeParse(input).success
  expect([0, 1, -0.001, 1.001].map((droppedRatioMax) => accepts({ droppedRatioMax }))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([0, 0.001].map((dispatchLateMaxMs) => accepts({ dispatchLateMaxMs }))).toEqual([false, true])
  expect(accepts({ latenessMax: 1 })).toBe(false)
})

test('lateness of 50 ms is not valid under a deadline of 20 ms', () => {
  const bounds = (suite: object) => {
    const { validity } = withBounds(suite) as { validity: object }
    const { dispatchLateMaxMs, dispatchDelayP99MaxMs, eventLoopDelayP99MaxMs } = validitySchema.parse(validity)
    return [dispatchLateMaxMs, dispatchDelayP99MaxMs, eventLoopDelayP99MaxMs]
  }
  expect([20, 99, 100, 101, 5000].map((deadlineMs) => bounds({ deadlineMs }))).toEqual([
    [20, 10, 10],
    [99, 49.5, 49.5],
    [100, 50, 50],
    [100, 50, 50],
    [100, 50, 50],
  ])
  // A bound that the suite sets is kept.
  const validity = { dispatchDelayP99MaxMs: 70, dispatchLateMaxMs: undefined }
  expect(bounds({ deadlineMs: 20, validity })).toEqual([20, 70, 10])
  const limits = validitySchema.parse(boundsWithin(20))
  const doubts = (ms: number, of: Validity) =>
    latenessDoubts(runResult({ phases: [phaseResult({ latencies: { dispatch_delay: histogram([ms]) } })] }), of).length
  expect([doubts(10, limits), doubts(10.001, limits), doubts(50, LIMITS)]).toEqual([0, 1, 0])
})

test('bounds that follow a deadline are never looser than without one', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 86_400_000, noNaN: true }), (deadlineMs) => {
      const bounds = validitySchema.parse(boundsWithin(deadlineMs))
      for (const name of ['dispatchLateMaxMs', 'dispatchDelayP99MaxMs', 'eventLoopDelayP99MaxMs'] as const) {
        expect(bounds[name] > 0 && bounds[name] <= LIMITS[name] && bounds[name] <= deadlineMs).toBe(true)
      }
    }),
  )
})

test('a value that is no suite is left to the schema', () => {
  for (const input of [null, 7, 'suite', { deadlineMs: '20' }, { deadlineMs: 20, validity: 7 }, { name: 'x' }]) {
    expect(withBounds(input)).toBe(input)
  }
})
