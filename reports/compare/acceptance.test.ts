import { expect, test } from 'vitest'
import { type Acceptance, acceptancesOf, broughtAlong, mergedAcceptances } from './acceptance.ts'
import { acceptedJson, parseAccepted } from './accepted-json.ts'
import { withAcceptances } from './accepted-rows.ts'
import { outcomeOf } from './outcome.ts'
import type { Row } from './row.ts'
import { row, rowSide } from './testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const EXACT = { kind: 'exact', verdict: 'regressed', note: '', low: Number.NaN, high: Number.NaN } as const
const exact = (head: number, fields: Partial<Row> = {}): Row =>
  row({ ...EXACT, base: rowSide(100), head: rowSide(head), effect: head / 100 - 1, ...fields })
const measured = (effect: number, fields: Partial<Row> = {}): Row =>
  row({ verdict: 'regressed', effect, low: effect - 0.05, high: effect + 0.05, minimum: 0.05, ...fields })
const accept = (one: Row, reason = 'meant') => acceptancesOf([one], reason)
const verdicts = (rows: readonly Row[], acceptances: readonly Acceptance[]) =>
  withAcceptances(rows, acceptances).rows.map(({ verdict }) => verdict)

test('only gate series that regressed are accepted', () => {
  const rows = [exact(110), exact(90, { verdict: 'improved' }), exact(110, { gates: false })]
  expect(acceptancesOf(rows, 'meant')).toEqual([
    {
      ...{ suite: 'burst', variant: 'default', arm: 'queue', metric: 'response_p50', unit: 'us', clock: 'virtual' },
      ...{ base: rowSide(100), head: rowSide(110), plan: 'p', upTo: null, reason: 'meant' },
    },
  ])
})

test.each([
  ['accepted', 110],
  ['accepted', 105],
  ['regressed', 111],
] as const)('an exact figure is %s at %d where 110 was accepted', (verdict, head) => {
  expect(verdicts([exact(head)], accept(exact(110)))).toEqual([verdict])
})

test('of figures where more is better, less is worse', () => {
  const better = { better: 'higher' } as const
  const accepted = accept(exact(80, better))
  expect([verdicts([exact(80, better)], accepted), verdicts([exact(79, better)], accepted)]).toEqual([
    ['accepted'],
    ['regressed'],
  ])
})

test('an exact figure must be no worse in its median, its mean and the share of seeds that are never', () => {
  const side = (mean: number, never: number, n = 20, median = 110) => ({ n, median, mean, never })
  const accepted = accept(exact(110, { head: side(112, 1) }))
  const at = (...now: Parameters<typeof side>) => verdicts([exact(110, { head: side(...now) })], accepted)[0]
  expect([at(112, 1), at(111, 0), at(112, 2, 40)]).toEqual(['accepted', 'accepted', 'accepted'])
  expect([at(113, 1), at(112, 2), at(112, 1, 10)]).toEqual(['regressed', 'regressed', 'regressed'])
})

test('fewer seeds that are never do not excuse a worse median or mean', () => {
  const side = (median: number, mean: number, never: number) => ({ n: 20, median, mean, never })
  const accepted = accept(exact(110, { head: side(110, 110, 6) }))
  const at = (...now: Parameters<typeof side>) => verdicts([exact(110, { head: side(...now) })], accepted)[0]
  expect([at(110, 110, 5), at(110, 111, 5), at(11_000, 110, 5)]).toEqual(['accepted', 'regressed', 'regressed'])
})

test('where all seeds were accepted to be never, any time is covered', () => {
  const accepted = accept(exact(NEVER, { head: rowSide(NEVER, 20) }))
  expect(verdicts([exact(NEVER)], accepted)).toEqual(['accepted'])
  expect(verdicts([exact(5000, { head: { n: 20, median: NEVER, mean: 5000, never: 15 } })], accepted)).toEqual([
    'accepted',
  ])
})

test.each([
  // The far end of the interval.
  ['accepted', 0.3, 0.05, measured(0.2, { high: 0.3 })],
  ['regressed', 0.3001, 0.05, measured(0.2, { high: 0.3 })],
  ['regressed', 0.5, 0.05, measured(0.2)],
  // At least the smallest change beyond the estimate: 1.2 x 1.1.
  ['accepted', 0.3199, 0.1, measured(0.2, { minimum: 0.1 })],
  ['regressed', 0.3201, 0.1, measured(0.2, { minimum: 0.1 })],
  // An interval that reaches "never" accepts no more than that.
  ['regressed', 0.3201, 0.1, measured(0.2, { minimum: 0.1, high: NEVER })],
] as const)('a measured change is %s at +%d', (verdict, effect, minimum, was) => {
  expect(verdicts([measured(effect, { minimum })], accept(was))).toEqual([verdict])
})

test('runs that are never were accepted only if some were never then', () => {
  const withNever = (never: number) => measured(0.1, { head: { ...rowSide(100), never } })
  const at = (accepted: number, now: number) => verdicts([withNever(now)], accept(withNever(accepted)))[0]
  expect([at(0, 0), at(0, 1), at(1, 2), at(1, 0)]).toEqual(['accepted', 'regressed', 'accepted', 'accepted'])
})

test('an accepted row is out of the gate and names the reason; a worse one names the limit', () => {
  const { rows, notes } = withAcceptances([exact(110)], accept(exact(110), 'larger budget'))
  expect([outcomeOf(rows), rows[0]!.note, notes]).toEqual(['fine', 'accepted: larger budget', []])
  const worse = withAcceptances([exact(120_000)], accept(exact(110_000)))
  expect([outcomeOf(worse.rows), worse.rows[0]!.note]).toEqual([
    'regressed',
    'worse than accepted, which was 0.1 to 110.0',
  ])
  const others = accept(exact(110_000, { head: rowSide(110_000, 20) }))
  expect(withAcceptances([exact(120_000)], others).rows[0]!.note).toContain('which was 0.1 to 110.0 over 20 seeds')
  expect(withAcceptances([measured(0.5)], accept(measured(0.2))).rows[0]!.note).toContain('which was up to +26.0 %')
})

test('an acceptance of a series that is not worse is reported; one of another arm or clock is not', () => {
  const accepted = accept(exact(110), 'larger budget')
  const notes = (one: Row) => withAcceptances([one], accepted).notes
  const unused = [
    'Unused acceptance: burst default queue response_p50 is not worse, or not known (accepted: larger budget).',
  ]
  expect(notes(exact(100, { verdict: 'equal' }))).toEqual(unused)
  expect(notes(exact(100, { metric: 'response_p99' }))).toEqual(unused)
  expect([notes(exact(110, { arm: 'rpc' })), notes(measured(0.2))]).toEqual([[], []])
})

test('a change brings along what its base does not have; other figures or another reason are another acceptance', () => {
  const old = accept(exact(110))
  expect(broughtAlong(old, old)).toEqual([])
  expect(broughtAlong(parseAccepted(acceptedJson(old), 'f'), old)).toEqual([])
  expect(broughtAlong([], old)).toEqual(old)
  for (const fresh of [accept(exact(120)), accept(exact(110), 'again')]) expect(broughtAlong(old, fresh)).toEqual(fresh)
})

test('the file has one acceptance for each series and clock, sorted, and reads back as it was', () => {
  const [a, b] = [accept(exact(110, { arm: 'a' })), accept(measured(NEVER, { arm: 'b', head: rowSide(NEVER) }))]
  const again = accept(exact(120, { arm: 'a' }), 'again')
  const merged = mergedAcceptances([...a, ...b], again)
  expect(merged).toEqual([...b, ...again])
  const text = acceptedJson(merged)
  expect(acceptedJson([...merged].reverse())).toBe(text)
  expect(parseAccepted(text, 'f')).toEqual([...b, ...again])
})

test.each([
  ['{', 'f: must be JSON: '],
  ['{"schema": 1}', 'f: must have schema 2, got 1'],
  ['{"schema": 2}', 'f: accepted: must be a list, got nothing'],
  [JSON.stringify({ schema: 2, accepted: [{ suite: 'a b' }] }), 'f: accepted[0].suite: must be 1 to 200 characters'],
  [acceptedJson([...accept(exact(110)), ...accept(exact(111))]), 'f: must have each series once, got virtual burst'],
  [acceptedJson(accept(exact(110), 'x'.repeat(501))), 'f: accepted[0].reason: must have at m'],
])('a broken file is refused, case %#', (text, message) => {
  expect(() => parseAccepted(text, 'f')).toThrow(message)
})
