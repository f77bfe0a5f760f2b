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

test('the due times of a trace count by their hash', () => {
  const [one, same, other] = [
    [0, 1.5],
    [0, 1.5],
    [0, 1],
  ].map((timesMs) => plain({ load: { trace: { timesMs } } }))
  expect(one).toEqual(same)
  expect(one).not.toEqual(other)
  expect(one).toEqual({ load: { trace: { timesMs: expect.stringMatching(/^[0-9a-f]{64}$/) } } })
})

test('the code has a hash', () => {
  expect(codeHash()).toMatch(/^[0-9a-f]{64}$/)
})
