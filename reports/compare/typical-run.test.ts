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

test('a series that head lost in some run is missing; one that base lacks gates nothing', () => {
  for (const kind of ['exact', 'noisy'] as const) {
    const others = series([10, 11], { kind, metric: 'requests', unit: 'count', better: 'neither' })
    const full = side([...others, ...series([1000, 2000], { kind })])
    const partly = side([...others, ...series([1000], { kind })])
    expect(compareSides(full, partly)[1]).toMatchObject({
      verdict: 'missing',
      gates: true,
      note: 'n/a in 1 of 2 runs of head',
    })
    expect(compareSides(full, side(others))[1]).toMatchObject({ verdict: 'missing', gates: true })
    expect(compareSides(partly, full)[1]).toMatchObject({ gates: false })
  }
})

test('P(collapse) is compared as a share: 13 of 40 runs instead of none is a regression', () => {
  const fields: SeriesFields = { metric: 'collapsed', unit: 'ratio' }
  const runs = (ones: number, n: number) => Array.from({ length: n }, (_, i) => Number(i < ones))
  expect(row(runs(0, 40), runs(13, 40), fields)).toMatchObject({
    verdict: 'regressed',
    effect: 0.325,
    base: { median: 0 },
  })
  expect(row(runs(0, 8), runs(1, 8), fields)).toMatchObject({ verdict: 'inconclusive', effect: 0.125 })
  // Newcombe 1998, method 10, his example of 56 of 70 against 48 of 80.
  expect(row(runs(48, 80), runs(56, 70), fields).low).toBeCloseTo(0.0524, 4)
  expect(row(runs(48, 80), runs(56, 70), fields).high).toBeCloseTo(0.3339, 4)
})

test('runs that become "never" are reported, although the typical run stands still', () => {
  const fields: SeriesFields = { metric: 'recovery_time', unit: 'ms' }
  const never = Number.POSITIVE_INFINITY
  const base = Array.from({ length: 20 }, () => 2000)
  const head = base.map((ms, i) => (i < 7 ? never : ms))
  expect(row(base, head, fields)).toMatchObject({
    verdict: 'regressed',
    effect: 0,
    note: 'more or fewer runs are never',
  })
  expect(row(head, base, fields)).toMatchObject({ verdict: 'improved' })
  expect(
    verdict(
      base,
      base.map((ms, i) => (i < 2 ? never : ms)),
      fields,
    ),
  ).toBe('inconclusive')
})

test('exact runs that become "never" count before the median; both directions are noted', () => {
  const never = Number.POSITIVE_INFINITY
  const exact: SeriesFields = { kind: 'exact', metric: 'recovery_time', unit: 'ms' }
  expect(row([5, 5, 5, 5, 5], [4, 4, 4, never, never], exact)).toMatchObject({
    verdict: 'regressed',
    note: '2 seeds up, 3 down',
  })
})

test('measured noise raises the smallest change reported, not the limit of "equivalent"', () => {
  const noise = new Map([['burst default queue all response_p50', 0.4]])
  const at = (factor: number) => compareSides(side(series(TEN)), side(series(times(factor))), noise)[0]!.verdict
  expect([at(1), at(1.3), at(2)]).toEqual(['equivalent', 'within-noise', 'regressed'])
  expect(
    compareSides(side(series(TEN)), side(series(TEN.map((us, i) => us * (i % 2 ? 1.2 : 0.85)))), noise)[0]!.verdict,
  ).toBe('inconclusive')
})
