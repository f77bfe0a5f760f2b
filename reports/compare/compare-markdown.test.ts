import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundsText, changeText } from './compare-columns.ts'
import { compareMarkdown, MARKDOWN_MAX } from './compare-markdown.ts'
import { compareText } from './compare-text.ts'
import { headline } from './headline.ts'
import { comparison, row, rowSide } from './testing.ts'

const regressed = row({ verdict: 'regressed', effect: 0.3, low: 0.2, high: 0.4, q: 0.0001, note: 'a | b' })
const headings = (text: string) => text.split('\n').filter((line) => line.startsWith('## '))

test('the first line is the headline, then come the sides, then the sections by what they mean for the reader', () => {
  const rows = [
    row(),
    row({ verdict: 'new', base: null }),
    row({ verdict: 'inconclusive', runsNeeded: 12 }),
    row({ verdict: 'missing', head: null }),
    row({ verdict: 'improved', effect: -0.2 }),
    regressed,
    row({ gates: false, phase: 'recovery', verdict: 'changed' }),
  ]
  const text = compareMarkdown(comparison(rows, { notes: ['seven pairs'], changes: ['burst: a: was 1, is 2'] }))
  expect(text.split('\n').slice(0, 6)).toEqual([
    headline(comparison(rows)),
    '',
    '- base: `before` (linux x64; calibration 50.0)',
    '- head: `after` (commit c0ffee; linux x64; calibration 50.0)',
    '- seven pairs',
    '',
  ])
  expect(headings(text)).toEqual([
    '## Regressed (1)',
    '## What differs in the configuration',
    '## Improved (1)',
    '## Missing (1)',
    '## Inconclusive (1)',
    '## New (1)',
    '## Informational series that moved (1)',
    '## Equivalent (1)',
  ])
  expect(text).toContain(
    '| burst queue | response_p50 [ms] | 100.0 | 101.0 | +30.0 % | regressed | +20.0 % to +40.0 % | +5.0 % | +8.0 % | 0.00010 | 8, 8 | a \\| b |',
  )
  expect(text).toContain('12 runs would decide')
})

test('exact figures have no columns of a test', () => {
  const text = compareMarkdown(comparison([row({ kind: 'exact', verdict: 'regressed', minimum: Number.NaN })]))
  expect(text).toContain('| suite, arm | metric | base | head | change | verdict | runs | note |')
  const asked = compareMarkdown(comparison([row({ kind: 'exact', verdict: 'too-small', minimum: 0.05 })]))
  expect(asked).toContain('| verdict | reported from | runs | note |')
  expect(asked).toContain('| too-small | +5.0 % | 8, 8 |')
})

test('it stays below 60,000 characters: whole sections are left out and named, the regressed one never', () => {
  const many = (count: number, fields: Parameters<typeof row>[0]) =>
    Array.from({ length: count }, (_, i) => row({ arm: `arm-${i}`, ...fields }))
  const text = compareMarkdown(comparison([...many(2000, {}), regressed, ...many(100, { verdict: 'inconclusive' })]))
  expect(text.length).toBeLessThan(MARKDOWN_MAX)
  expect(headings(text)).toEqual(['## Regressed (1)', '## Inconclusive (100)'])
  expect(text).toContain('Left out because it would be too long (`compare.csv` has all): Equivalent (2000).')
  const storm = compareMarkdown(comparison(many(2000, { verdict: 'regressed' })))
  expect(storm.length).toBeLessThan(MARKDOWN_MAX)
  expect(headings(storm)).toEqual(['## Regressed (2000)'])
  expect(storm).toMatch(/and \d+ more in `compare\.csv`/)
})

test('a terminal shows the series that changed; a narrow one names the columns that are missing', () => {
  const all = comparison([row(), regressed], { changes: ['burst: a: was 1, is 2'], notes: ['seven pairs'] })
  const text = compareText(all, Number.POSITIVE_INFINITY)
  expect(text.split('\n')).toEqual([
    headline(all),
    '',
    expect.stringMatching(
      /^suite, arm +metric +base +head +change +verdict +95 % interval +reported from +would find +q +runs +note$/,
    ),
    expect.stringMatching(/^burst queue +response_p50 \[ms\] +100\.0 +101\.0 +\+30\.0 % +regressed /),
    '',
    'configuration: burst: a: was 1, is 2',
    'seven pairs',
    '',
  ])
  expect(compareText(all, 60)).toContain('(too narrow for: ')
})

test('a change to or from "never" is put in words', () => {
  const never = rowSide(Number.POSITIVE_INFINITY)
  const fields = { metric: 'recovery_time', unit: 'ms', scale: 'difference', verdict: 'regressed' } as const
  const text = compareText(
    comparison([
      row({ ...fields, head: never, effect: Number.POSITIVE_INFINITY }),
      row({ ...fields, base: never, effect: Number.NEGATIVE_INFINITY }),
    ]),
    Number.POSITIVE_INFINITY,
  )
  expect([text.includes('to never'), text.includes('from never')]).toEqual([true, true])
})

const zero = rowSide(0)
const changeOf = (fields: Parameters<typeof row>[0]) => changeText(row(fields))

test('a change from 0 is shown in its unit, not as "to never"', () => {
  const head = rowSide(398_700)
  for (const kind of ['exact', 'noisy'] as const) {
    const fields = { kind, base: zero, head, effect: Number.POSITIVE_INFINITY, verdict: 'regressed' } as const
    expect(changeOf(fields)).toBe('+398.7 ms')
    expect(boundsText(row({ ...fields, low: 0.5, high: Number.POSITIVE_INFINITY }))).toBe('+50.0 % to any share')
  }
  expect(changeOf({ base: zero, head, unit: 'per_second', effect: Number.POSITIVE_INFINITY })).toBe('+398700.0/s')
  expect(changeOf({ base: head, head: zero, effect: -1 })).toBe('-100.0 %')
  const never = rowSide(Number.POSITIVE_INFINITY)
  expect(changeOf({ base: zero, head: never, effect: Number.POSITIVE_INFINITY })).toBe('to never')
})

test('a changed figure never gives +0.0 % as its reason', () => {
  const fields = { kind: 'exact', verdict: 'regressed' } as const
  expect(changeOf({ ...fields, effect: 0.000_04 })).toBe('+0.004 %')
  expect(changeOf({ ...fields, effect: -0.000_04 })).toBe('-0.004 %')
  expect(changeOf({ ...fields, effect: 30, scale: 'difference' })).toBe('+0.03')
  expect(changeOf({ ...fields, effect: 0.0002, scale: 'difference', unit: 'ratio' })).toBe('+0.0002')
  // The median stands still; the note says at how many seeds it moved.
  expect(changeOf({ ...fields, effect: 0 })).toBe('in some runs')
  expect(changeOf({ kind: 'exact', verdict: 'equal', effect: 0 })).toBe('+0.0 %')
})

test('any change that is not 0 shows a digit that is not 0', () => {
  const effects = fc
    .double({ min: -10, max: 10, noNaN: true, noDefaultInfinity: true })
    .filter((effect) => Math.abs(effect) > 1e-300)
  const units = fc.constantFrom('us', 'ratio', 'count', 'per_second', 'ms')
  fc.assert(
    fc.property(effects, units, fc.constantFrom('ratio', 'difference'), (effect, unit, scale) => {
      const text = changeOf({ effect, unit, scale, verdict: 'changed' })
      expect(Math.sign(Number.parseFloat(text))).toBe(Math.sign(effect))
    }),
  )
})
