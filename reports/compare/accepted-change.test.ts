import { expect, test } from 'vitest'
import { acceptancesOf } from './acceptance.ts'
import { withAcceptances } from './accepted-rows.ts'
import { compareSides } from './judge.ts'
import type { Row } from './row.ts'
import { type SeriesFields, series, side } from './side.testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const RECOVERY: SeriesFields = { metric: 'recovery_time', unit: 'ms' }

function rows(base: readonly number[], head: readonly number[], fields: SeriesFields = {}, plan = 'p') {
  const of = (values: readonly number[]) =>
    side(series(values, { kind: 'exact', ...fields }), { plans: { burst: plan } })
  return compareSides(of(base), of(head))
}

/** The verdict, and the note of a row, where an earlier change was accepted. */
function afterwards(accepted: Parameters<typeof rows>, now: Parameters<typeof rows>): [string, string] {
  const [{ verdict, note }] = withAcceptances(rows(...now), acceptancesOf(rows(...accepted), 'meant')).rows as [Row]
  return [verdict, note]
}

test('an acceptance does not cover a larger change to a better figure', () => {
  const accepted = [[100_000], [200_000]] as const
  expect(afterwards([...accepted], [[1000], [190_000]])).toEqual([
    'regressed',
    'worse than accepted, which was 100.0 to 200.0',
  ])
  expect(afterwards([...accepted], [[95_000], [190_000]])[0]).toBe('accepted')
  expect(afterwards([...accepted], [[94_999], [190_000]])[0]).toBe('regressed')
})

test('an acceptance does not cover a change under another plan', () => {
  const change = [[100_000], [200_000]] as const
  expect(afterwards([...change], [...change, {}, 'q'])).toEqual(['regressed', 'accepted for another plan'])
  expect(afterwards([...change, {}, 'q'], [...change, {}, 'q'])[0]).toBe('accepted')
})

test('an acceptance does not cover a larger change of the mean', () => {
  const accepted = [
    [100, 100, 100],
    [110, 110, 170],
  ] as const
  expect(afterwards([...accepted], [...accepted])[0]).toBe('accepted')
  const farther = [
    [100, 100, 90],
    [110, 110, 170],
  ] as const
  expect(afterwards([...accepted], [...farther])[0]).toBe('regressed')
})

test('an acceptance does not cover a larger change of how many seeds are never', () => {
  const accepted = [
    [5000, NEVER, 5000, 5000],
    [NEVER, NEVER, 5000, 5000],
  ] as const
  expect(afterwards([...accepted, RECOVERY], [...accepted, RECOVERY])[0]).toBe('accepted')
  const larger = [
    [5000, 5000, 5000, 5000],
    [NEVER, NEVER, 5000, 5000],
  ] as const
  expect(afterwards([...accepted, RECOVERY], [...larger, RECOVERY])).toEqual([
    'regressed',
    expect.stringMatching(/worse than accepted, which was .* to .*, with 2 never$/),
  ])
})

test('a change to never, or from never in some seeds, is accepted again as it was', () => {
  const toNever = [[5000], [NEVER], RECOVERY] as const
  expect(afterwards([...toNever], [...toNever])[0]).toBe('accepted')
  const others = [[NEVER, NEVER, 5000], [NEVER, NEVER, 9000], RECOVERY] as const
  expect(afterwards([...others], [...others])[0]).toBe('accepted')
  expect(afterwards([...others], [[NEVER, NEVER, 1000], [NEVER, NEVER, 8000], RECOVERY])[0]).toBe('regressed')
})
