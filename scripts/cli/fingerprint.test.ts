import { expect, test } from 'vitest'
import { differences } from '../../bench/core/differences.ts'
import { codeHash, plain } from './fingerprint.ts'

test('functions count by their text', () => {
  const config = (f: () => number) => plain({ f })
  expect(
    differences(
      config(() => 1),
      config(() => 1),
    ),
  ).toEqual([])
  expect(
    differences(
      config(() => 1),
      config(() => 2),
    ),
  ).toEqual(['f: was "() => 1", is "() => 2"'])
})

test('the code has a hash', () => {
  expect(codeHash()).toMatch(/^[0-9a-f]{64}$/)
})
