import { expect, test } from 'vitest'
import { armTitle, levelText, metricTitle, nightText, pText, sizeText } from './level-text.ts'
import { historySeriesOf } from './series.ts'
import { entries } from './testing.ts'

const { POSITIVE_INFINITY: NEVER, NEGATIVE_INFINITY: LESS, NaN: UNKNOWN } = Number

test.each([
  [12_345, 'us', '12.3'],
  [1234, 'us', '1.234'],
  [0.98, 'ratio', '0.980'],
  [1500, 'ms', '1500'],
  [12.345, 'ns', '12.35'],
  [NEVER, 'us', 'never'],
  [LESS, 'ms', '-never'],
  [UNKNOWN, 'us', 'n/a'],
] as const)('%d %s is shown as %s', (value, unit, text) => {
  expect(levelText(value, unit)).toBe(text)
})

test('titles have suite, variant, arm, clock, metric and unit', () => {
  const of = {
    suite: 'burst',
    variant: 'default',
    arm: 'queue/rpc',
    metric: 'response_p50',
    unit: 'us',
    kind: 'noisy',
  } as const
  expect(armTitle(of)).toBe('burst: queue/rpc')
  expect(armTitle({ ...of, variant: 'slow', kind: 'exact' })).toBe('burst, slow: queue/rpc, virtual time')
  expect([metricTitle(of), metricTitle({ ...of, unit: 'ratio' })]).toEqual(['response_p50 [ms]', 'response_p50'])
})

test('the size of a change is a percentage, its own unit from 0, and the new level from or to never', () => {
  const size = (before: number, after: number, share: number | null) => {
    const series = historySeriesOf(entries([before, after], { unit: 'ms' }))[0]!
    return sizeText({ series, before, after, share })
  }
  expect(size(100, 125, 0.25)).toBe('+25.0 %')
  expect(size(100, 75, -0.25)).toBe('-25.0 %')
  expect(size(100_000, 100_001, 0.000_01)).toBe('+0.001 %')
  expect(size(0, 1500, null)).toBe('+1500')
  expect(size(0, 0.25, null)).toBe('+0.25')
  expect(size(1500, NEVER, null)).toBe('to never')
  expect(size(NEVER, 1500, null)).toBe('to 1500')
})

test('a night whose name is a moment is shown to the minute, any other by its name', () => {
  expect(nightText('2026-01-01T02:17:00.000Z')).toBe('2026-01-01 02:17')
  expect(nightText('the night after the release')).toBe('the night after the release')
})

test('p has few digits', () => {
  const p = (value: number | null, kind: 'exact' | 'noisy' = 'noisy') =>
    pText({ p: value, series: historySeriesOf(entries([1], { kind }))[0]! })
  expect([p(0.00042), p(0.00003), p(0), p(null), p(null, 'exact')]).toEqual(['0.0004', '3e-5', '< 1e-15', '-', 'exact'])
})
