import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareSides } from './judge.ts'
import type { Row, SeriesVerdict } from './row.ts'
import { type SeriesFields, series, side } from './side.testing.ts'

const TEN = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109].map((ms) => ms * 1000)
const times = (factor: number) => TEN.map((us, i) => us * factor + (i % 2))

/** The one row of two series. */
function row(base: readonly number[], head: readonly number[], fields: SeriesFields = {}): Row {
  return compareSides(side(series(base, fields)), side(series(head, fields)))[0]!
}
const verdict = (...args: Parameters<typeof row>): SeriesVerdict => row(...args).verdict

test.each([
  ['equal', [5, 6], [5, 6]],
  ['regressed', [5], [6]],
  ['improved', [6], [5]],
  // The median goes from 6 to 7, although one seed went the other way.
  ['regressed', [5, 6, 9], [7, 7, 4]],
  // The median stands still, so the mean decides.
  ['improved', [1, 5, 9], [1, 5, 8]],
  ['changed', [5, 6], [6, 5]],
  ['regressed', [5], [Number.POSITIVE_INFINITY]],
  ['equal', [Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY]],
] as const)('exact figures need no test: %s', (expected, base, head) => {
  expect(verdict(base, head, { kind: 'exact' })).toBe(expected)
})

test('an exact change of a metric without a better side is only a change', () => {
  expect(verdict([5], [6], { kind: 'exact', metric: 'requests', unit: 'count', better: 'neither' })).toBe('changed')
})

test('where higher is better, the words change places', () => {
  const fields: SeriesFields = { kind: 'exact', metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }
  expect([verdict([0.9], [0.8], fields), verdict([0.8], [0.9], fields)]).toEqual(['regressed', 'improved'])
})

test('exact figures are compared over the seeds that both sides ran', () => {
  const exact: SeriesFields = { kind: 'exact' }
  const of = (a: readonly number[], b: readonly number[], seedB: number) =>
    compareSides(side(series(a, exact)), side(series(b, exact, seedB).map((s) => ({ ...s, repeat: s.seed - 6 }))))[0]!
  expect(of([1, 2, 3], [2, 3, 4], 8)).toMatchObject({ verdict: 'equal', note: '2 seeds in common', base: { n: 2 } })
  expect(of([1, 2], [1, 2], 9)).toMatchObject({ verdict: 'incomparable', note: 'no seed in common' })
})

test.each([
  ['incomparable', { plans: { burst: 'q' } }, 'load, target, faults, deadline or number of workers differ'],
  ['incomparable', { plans: {} }, 'load, target, faults, deadline or number of workers differ'],
  ['incomparable', { environmentClass: 'b' }, 'measured on different machines'],
  ['incomparable', { environmentClass: null }, 'measured on different machines'],
  ['incomparable', { samples: series(TEN, { kind: 'exact' }) }, 'was noisy, is exact'],
  ['incomparable', { samples: series(TEN, { unit: 'ms' }) }, 'unit was us, is ms'],
  ['missing', { samples: [] }, ''],
  ['invalid', { samples: series(TEN, { status: 'invalid' }) }, '10 of 10 runs of head invalid'],
  ['invalid', { samples: series(TEN, { status: 'partial' }) }, '10 of 10 runs of head partial'],
  ['equal', {}, ''],
] as const)('%s comes before any figure: %j', (expected, head, note) => {
  const base = series(TEN)
  expect(compareSides(side(base), side(base, head))[0]).toMatchObject({ verdict: expected, note })
})

test('a series that only head has is new', () => {
  expect(compareSides(side([]), side(series(TEN)))[0]).toMatchObject({ verdict: 'new', base: null, head: { n: 10 } })
})

test('different machines do no harm to exact figures, or where runs took turns', () => {
  const other = { environmentClass: 'b' }
  const exact = series([5], { kind: 'exact' })
  expect(compareSides(side(exact), side(exact, other))[0]!.verdict).toBe('equal')
  const turns = { interleaved: 'x' }
  expect(compareSides(side(series(TEN), turns), side(series(TEN), { ...turns, ...other }))[0]!.verdict).toBe('equal')
})

test('with too few runs no change can be detected, and the number that is needed is named', () => {
  expect(
    row(
      [1, 2, 3].map((x) => x * 1e5),
      [4, 5, 6].map((x) => x * 1e5),
    ),
  ).toMatchObject({
    verdict: 'undetectable',
    runsNeeded: 4,
  })
  // Seven gating series of five runs: the smallest p, 2/252, is above 0.05/7.
  const seven = (values: readonly number[]) =>
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((arm) => series(values, { arm }))
  const rows = (n: number) => compareSides(side(seven(TEN.slice(0, n))), side(seven(times(2).slice(0, n))))
  expect(rows(5).map(({ verdict, runsNeeded }) => [verdict, runsNeeded])).toEqual(Array(7).fill(['undetectable', 6]))
  expect(rows(6).map(({ verdict }) => verdict)).toEqual(Array(7).fill('regressed'))
})

test.each([
  ['regressed', 1.3],
  ['improved', 1 / 1.3],
  ['equivalent', 1],
] as const)('%s at %d times the latency', (expected, factor) => {
  expect(verdict(TEN, times(factor))).toBe(expected)
})

test('a significant change that is smaller than the minimum is within the noise', () => {
  const tight = TEN.map((_, i) => 100_000 + i * 10)
  const result = row(
    tight,
    tight.map((us) => us * 1.04),
  )
  expect(result).toMatchObject({ verdict: 'within-noise', minimum: 0.05 })
  expect(result.q).toBeLessThan(0.001)
})

test('a series that varies too much is inconclusive, and the number of runs that would decide is named', () => {
  const wide = [50, 60, 75, 90, 100, 110, 130, 150, 170, 200].map((ms) => ms * 1000)
  const result = row(
    wide,
    wide.map((us, i) => us * (i % 2 ? 1.2 : 0.9)),
  )
  expect(result.verdict).toBe('inconclusive')
  expect(result.runsNeeded).toBeGreaterThan(10)
})

test('where latencies are small, the floor replaces the minimum', () => {
  // 20 % of 0.5 ms is 0.1 ms, below the floor of 0.2 ms.
  const small = TEN.map((us) => us / 200)
  expect(
    row(
      small,
      small.map((us) => us * 1.2),
    ),
  ).toMatchObject({ verdict: 'within-noise' })
})

test('a metric that may be 0 is compared by difference; counts have their floor per 1000 requests', () => {
  const retries: SeriesFields = { metric: 'retries', unit: 'count', requests: 10_000 }
  expect(row([0, 0, 0, 0, 0], [1, 2, 1, 3, 2], retries)).toMatchObject({ scale: 'difference', effect: 2, minimum: 5 })
})

test('measured noise raises the minimum', () => {
  const noise = new Map([['burst default queue all response_p50', 0.4]])
  const rows = compareSides(side(series(TEN)), side(series(times(1.3))), noise)
  expect(rows[0]).toMatchObject({ verdict: 'within-noise' })
  expect(rows[0]!.minimum).toBeCloseTo(0.4)
})

test('where enough runs took turns, they are tested as pairs', () => {
  const turns = { interleaved: 'x' }
  const wide = [50, 60, 75, 90, 100, 110, 130, 150, 170, 200].map((ms) => ms * 1000)
  const slower = wide.map((us) => us * 1.1)
  const rows = (fields: object) => compareSides(side(series(wide), fields), side(series(slower), fields))
  expect(rows({})[0]).toMatchObject({ verdict: 'inconclusive', note: '' })
  expect(rows(turns)[0]).toMatchObject({ verdict: 'regressed', note: 'paired', p: 2 / 2 ** 10 })
  expect(rows(turns)[0]!.effect).toBeCloseTo(0.1)
})

test('informational series never fail a comparison, and are judged by themselves', () => {
  const rows = compareSides(
    side([...series(TEN), ...series(TEN, { metric: 'response_p95' }), ...series(TEN, { phase: 'recovery' })]),
    side([...series(TEN), ...series(times(2), { metric: 'response_p95' }), ...series(times(2), { phase: 'recovery' })]),
  )
  expect(rows.map(({ gates, verdict }) => [gates, verdict])).toEqual([
    [true, 'equal'],
    [false, 'regressed'],
    [false, 'regressed'],
  ])
})

const MIRROR: Partial<Record<SeriesVerdict, SeriesVerdict>> = {
  regressed: 'improved',
  improved: 'regressed',
  missing: 'new',
  new: 'missing',
}

test('swapping the sides swaps the words', () => {
  const values = fc.array(
    fc.integer({ min: 1, max: 400 }).map((x) => x * 1000),
    { minLength: 5, maxLength: 9 },
  )
  fc.assert(
    fc.property(values, values, (a, b) => {
      const there = row(a, b)
      const back = row(b, a)
      expect(back.verdict).toBe(MIRROR[there.verdict] ?? there.verdict)
      expect(back.p).toBeCloseTo(there.p, 12)
      expect(Math.log1p(back.effect)).toBeCloseTo(-Math.log1p(there.effect), 9)
    }),
  )
})
