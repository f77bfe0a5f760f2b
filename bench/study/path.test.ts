import { expect, test } from 'vitest'
import { keysOf, replaceAt, valuesAt } from './path.ts'

const SUITE = { arms: { a: { policy: [{ size: 1 }, { size: 2 }] }, b: { policy: [{ size: 3 }], clients: 4 } } }

test.each([
  ['arms.b.clients', [4]],
  ['arms.a.policy[1].size', [2]],
  ['arms.a.policy.1.size', [2]],
  ['arms.*.policy[*].size', [1, 2, 3]],
  ['arms.c.clients', []],
  ['arms.a.policy.length', []],
  ['arms.b.clients.more', []],
])('%s leads to %j', (path, values) => {
  expect(valuesAt(SUITE, path)).toEqual(values)
})

test('a replacement leaves the original as it is, and everything beside it', () => {
  const changed = replaceAt(SUITE, keysOf('arms.a.policy[0].size'), () => 9)
  expect(changed).toEqual({ arms: { ...SUITE.arms, a: { policy: [{ size: 9 }, { size: 2 }] } } })
  expect(SUITE.arms.a.policy[0]).toEqual({ size: 1 })
  expect((changed as typeof SUITE).arms.b).toBe(SUITE.arms.b)
})

test('a property replaced by undefined is left out; the order of the others stays', () => {
  expect(JSON.stringify(replaceAt({ a: 1, b: 2, c: 3 }, ['b'], () => undefined))).toBe('{"a":1,"c":3}')
})
