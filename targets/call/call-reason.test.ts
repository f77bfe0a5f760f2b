import { expect, test } from 'vitest'
import { reasonOfCall } from './call-reason.ts'

const withCode = (error: object, code: unknown) => Object.assign(error, { code })

test.each([
  [new TypeError('password=secret'), 'TypeError'],
  [withCode(new Error('connect'), 'ECONNREFUSED'), 'Error ECONNREFUSED'],
  // As fetch fails.
  [new TypeError('fetch failed', { cause: withCode(new Error('x'), 'ECONNRESET') }), 'TypeError ECONNRESET'],
  // As a statement of PostgreSQL fails.
  [withCode(Object.assign(new Error('canceling'), { name: 'error' }), '57014'), 'error 57014'],
  // As a call of gRPC fails.
  [withCode(new Error('14 UNAVAILABLE: no connection to 10.0.0.1'), 14), 'grpc UNAVAILABLE'],
  [withCode(new Error('4 DEADLINE_EXCEEDED'), 4), 'grpc DEADLINE_EXCEEDED'],
  [withCode(new Error('14 bottles'), 14), 'Error 14'],
  [new DOMException('it took too long', 'TimeoutError'), 'TimeoutError'],
  [withCode(new Error('x'), { toString: () => 'no text' }), 'Error'],
  [Object.assign(new Error('x'), { name: '\u001b[31mred\nline' }), '31mredline'],
  [Object.assign(new Error('x'), { name: '__proto__' }), 'proto__'],
  [Object.assign(new Error('x'), { name: 'n'.repeat(100) }), 'n'.repeat(40)],
  [Object.assign(new Error('x'), { name: 'generator: full' }), 'generatorfull'],
  [{ code: 5 }, 'Error 5'],
  ['a text', 'threw string'],
  [undefined, 'threw undefined'],
  [null, 'threw null'],
])('the reason of %o is %s', (error, reason) => {
  expect(reasonOfCall(error)).toBe(reason)
})

test('an error that cannot be read has a reason too', () => {
  const error = new Proxy(new Error('x'), {
    get() {
      throw new Error('no')
    },
  })
  expect(reasonOfCall(error)).toBe('threw something unreadable')
})
