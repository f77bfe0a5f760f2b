import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('differences are listed by path, with the old and the new value', () => {
  const was = { a: 1, list: [{ ms: 5 }, 2], same: 'x', gone: true }
  const is = { a: 2, list: [{ ms: 6 }, 2, 3], same: 'x', added: null }
  expect(differences(was, is)).toEqual([
    'a: was 1, is 2',
    'list[0].ms: was 5, is 6',
    'list[2]: was not there, is 3',
    'gone: was true, is not there',
    'added: was not there, is null',
  ])
  expect(differences(was, structuredClone(was))).toEqual([])
})

test('a long value is cut', () => {
  expect(differences({ a: 'x'.repeat(100) }, { a: 1 })).toEqual([`a: was "${'x'.repeat(56)}..., is 1`])
})
