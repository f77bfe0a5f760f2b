import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { changePoints } from './change-points.ts'
import { energySplit } from './energy.ts'

/** Levels that begin at these places, with noise of 1 % at most. */
function levels(length: number, starts: Readonly<Record<number, number>>, seed = 1): number[] {
  let level = starts[0]!
  return Array.from({ length }, (_, i) => {
    level = starts[i] ?? level
    return level * (1 + 0.02 * (draw(seed, STREAM.service, i, 0) - 0.5))
  })
}
const placesOf = (values: readonly number[], options = {}) => changePoints(values, options).map(({ index }) => index)

test('a step is found where it is, whatever the dice', () => {
  for (let seed = 0; seed < 100; seed++) {
    const place = 5 + (seed % 50)
    expect([seed, placesOf(levels(60, { 0: 100, [place]: 130 }, seed))]).toEqual([seed, [place]])
  }
})

test('several steps, also across windows', () => {
  expect(placesOf(levels(200, { 0: 100, 17: 120, 100: 90, 183: 100 }))).toEqual([17, 100, 183])
})

test('a step below the smallest change is not reported', () => {
  expect(placesOf(levels(40, { 0: 100, 20: 104 }))).toEqual([])
  expect(placesOf(levels(40, { 0: 100, 20: 106 }))).toEqual([20])
  expect(changePoints(levels(40, { 0: 100, 20: 106 }), { magnitudeMin: 0.1 })).toEqual([])
})

test('the unit does not matter', () => {
  const values = levels(90, { 0: 3, 40: 4, 70: 2 })
  expect(placesOf(values.map((value) => value * 1000))).toEqual(placesOf(values))
})

test('a side without variance is judged by ranks: ten against five are enough, ten against three are not', () => {
  const flat = (m: number, n: number) => [...Array(m).fill(10), ...Array(n).fill(20)]
  expect(changePoints(flat(10, 5))).toEqual([{ index: 10, p: 2 / 3003, meanBefore: 10, meanAfter: 20 }])
  expect(changePoints(flat(10, 3))).toEqual([])
})

test('"never" is a value like any other', () => {
  const values = [...Array(12).fill(5), ...Array(12).fill(Number.POSITIVE_INFINITY)]
  expect(changePoints(values)).toMatchObject([{ index: 12, meanBefore: 5, meanAfter: Number.POSITIVE_INFINITY }])
})

test('a single "never" does not hide other changes', () => {
  const never = Number.POSITIVE_INFINITY
  const withOne = (level: number) => levels(12, { 0: level }).with(5, never)
  for (const after of [withOne(10), Array<number>(12).fill(never)]) {
    expect(placesOf([...withOne(5), ...after])).toEqual([12])
  }
})

test('too few values have no change', () => {
  for (const values of [[], [1], [1, 2], [1, 1, 1, 9, 9]]) expect(changePoints(values)).toEqual([])
})

test('the strongest split is that of the definition', () => {
  const values = Array.from({ length: 9 }, (_, i) => Math.round(100 * draw(5, STREAM.service, i, 0)))
  const mean = (x: readonly number[], y: readonly number[], pairs: number) =>
    pairs === 0 ? 0 : x.reduce((sum, a) => sum + y.reduce((own, b) => own + Math.abs(a - b), 0), 0) / pairs
  let best = { tau: 0, kappa: 0, q: 0 }
  for (let tau = 1; tau < values.length; tau++) {
    for (let kappa = tau + 1; kappa <= values.length; kappa++) {
      const [x, y] = [values.slice(0, tau), values.slice(tau, kappa)]
      const [m, n] = [x.length, y.length]
      const q = ((m * n) / (m + n)) * (2 * mean(x, y, m * n) - mean(x, x, m * (m - 1)) - mean(y, y, n * (n - 1)))
      if (q > best.q) best = { tau, kappa, q }
    }
  }
  const { tau, kappa, q } = energySplit(values)!
  expect([tau, kappa]).toEqual([best.tau, best.kappa])
  expect(q).toBeCloseTo(best.q, 10)
  expect(energySplit([4, 4, 4])).toBeUndefined()
})

test('equal values whose mean is rounded have no variance: they too are judged by ranks', () => {
  expect([...Array(3).fill(0.1)].reduce((sum, value) => sum + value, 0) / 3).not.toBe(0.1)
  expect(changePoints([...Array(3).fill(0.1), ...Array(3).fill(0.2)])).toEqual([])
  expect(changePoints([...Array(10).fill(0.1), ...Array(5).fill(0.2)])).toMatchObject([{ index: 10, p: 2 / 3003 }])
})

test('the first place that is found is the third value, the last is the third from the end', () => {
  for (let seed = 0; seed < 20; seed++) {
    const places = Array.from({ length: 55 }, (_, i) => i + 3)
    expect(places.map((place) => placesOf(levels(60, { 0: 100, [place]: 130 }, seed)))).toEqual(
      places.map((at) => [at]),
    )
    expect([2, 58].map((place) => placesOf(levels(60, { 0: 100, [place]: 130 }, seed)))).toEqual([[], []])
  }
})

test('whatever the values: levels have their smallest length, changes their smallest size, and scale does not matter', () => {
  const value = fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 100, max: 105 }),
    fc.constant(Number.POSITIVE_INFINITY),
  )
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), fc.constantFrom(2 ** -20, 0.5, 1024), (values, scale) => {
      const points = changePoints(values, { pMax: 0.05 })
      const ends = [0, ...points.map(({ index }) => index), values.length]
      expect(ends.slice(1).every((end, i) => points.length === 0 || end - ends[i]! >= 3)).toBe(true)
      for (const { p, meanBefore, meanAfter } of points) {
        expect(p).toBeLessThanOrEqual(0.05)
        expect(Math.max(meanBefore, meanAfter) / Math.min(meanBefore, meanAfter)).toBeGreaterThanOrEqual(1.05)
      }
      const scaled = changePoints(
        values.map((one) => one * scale),
        { pMax: 0.05 },
      )
      expect(scaled.map(({ index }) => index)).toEqual(points.map(({ index }) => index))
    }),
  )
})

test('noise alone is reported as a change at most at one of 1000 places', () => {
  const reported = Array.from(
    { length: 100 },
    (_, seed) => placesOf(levels(100, { 0: 100 }, seed), { magnitudeMin: 0 }).length,
  )
  expect(reported.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10)
})

test('a single night that is far off, first or last, hides no step', () => {
  for (let seed = 0; seed < 20; seed++) {
    const early = levels(60, { 0: 100, 10: 130 }, seed)
    expect([seed, placesOf([early[0]! * 3, ...early.slice(1)])]).toEqual([seed, [10]])
    const late = levels(60, { 0: 100, 50: 130 }, seed)
    expect([seed, placesOf([...late.slice(0, -1), late.at(-1)! * 3])]).toEqual([seed, [50]])
  }
})
