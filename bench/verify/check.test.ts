import { expect, test } from 'vitest'
import { exactly, meanOverSeeds, withinError } from './check.ts'
import { Z } from './interval.ts'

const CLAIM = { id: 'X1', name: 'a law', source: 'a book' }

test('an exact number holds when it is met, and not when it is off by one', () => {
  expect(exactly(CLAIM, 64, 64, 'nothing is random')).toEqual({
    ...CLAIM,
    published: '64',
    measured: '64',
    tolerance: 'exact: nothing is random',
    ok: true,
  })
  expect(exactly(CLAIM, 64, 65, 'nothing is random').ok).toBe(false)
})

test('a mean holds up to its half width and no further', () => {
  const ok = (measured: number) =>
    withinError(CLAIM, { published: 0, measured, standardError: 1, digits: 2 }, 'one number').ok
  expect([Z, -Z].map(ok)).toEqual([true, true])
  expect([Z + 1e-9, -Z - 1e-9].map(ok)).toEqual([false, false])
  expect(ok(Number.NaN)).toBe(false)
})

test('a mean over seeds is judged by how much the seeds differ', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => 10 + (i % 2))
  expect(meanOverSeeds(CLAIM, 10.5, seeds, 1)).toMatchObject({ measured: '10.5', ok: true })
  expect(meanOverSeeds(CLAIM, 11.2, seeds, 1)).toMatchObject({
    tolerance: '+-0.6: t interval over 20 seeds',
    ok: false,
  })
})
