import { expect, test } from 'vitest'
import { checksJson, checksText } from './verify.ts'

const HOLDS = {
  id: 'R13',
  name: 'leaf calls',
  source: 'a book',
  published: '64',
  measured: '64',
  tolerance: 'exact',
  ok: true,
}
const MISSES = { ...HOLDS, id: 'C4', name: 'mean wait', published: '2.0', measured: '9.9', ok: false }
const WIDE = Number.POSITIVE_INFINITY

test('a table with a row for each check, and a sentence', () => {
  expect(checksText([HOLDS], WIDE)).toBe(
    [
      'id   ok   check       published  measured  tolerance (how derived)  source',
      'R13  yes  leaf calls         64        64  exact                    a book',
      '',
      'All 1 checks hold.',
      '',
    ].join('\n'),
  )
})

test('checks that do not hold are listed below in full, even if the table is too narrow for them', () => {
  const text = checksText([HOLDS, MISSES], 30)
  expect(text).toContain('C4   NO   mean wait')
  expect(text).toContain('(too narrow for: ')
  expect(text.split('\n').slice(-3, -1)).toEqual([
    '1 of 2 checks do not hold:',
    '- C4 mean wait: published 2.0, measured 9.9 (tolerance exact). Source: a book',
  ])
})

test('JSON has the counts and every check', () => {
  expect(JSON.parse(checksJson([HOLDS, MISSES]))).toEqual({ holds: 1, missed: 1, checks: [HOLDS, MISSES] })
})
