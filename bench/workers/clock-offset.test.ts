import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockOffset } from './clock-offset.ts'

test('the offset is wrong by at most its stated error, whichever direction took longer', () => {
  const way = fc.double({ min: 0, max: 50, noNaN: true })
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 10 }),
      (trueOffsetMs, ways) => {
        const probes = ways.map(([thereMs, backMs], i) => {
          const askedMs = 1000 * i
          return { askedMs, answerMs: askedMs + thereMs + trueOffsetMs, heardMs: askedMs + thereMs + backMs }
        })
        const { offsetMs, errorMs } = clockOffset(probes)
        expect(Math.abs(offsetMs - trueOffsetMs)).toBeLessThanOrEqual(errorMs + 1e-6)
        expect(errorMs).toBeCloseTo(Math.min(...ways.map(([there, back]) => there + back)) / 2, 9)
      },
    ),
  )
})
