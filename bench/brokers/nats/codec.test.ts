import { expect, test } from 'vitest'
import { decode, encode, nak, placeOf } from './codec.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a message comes back as it was; anything else is none', () => {
  const message = { id: 7, intendedMs: 12.345678 }
  expect(decode(bytes(encode(message)))).toEqual(message)
  for (const text of ['', 'hello', '7', 'null', '{"id":"7","intendedMs":1}', '{"id":7}', '{"id":7.5,"intendedMs":1}']) {
    expect(decode(bytes(text))).toBeUndefined()
  }
})

test('deliveries and sequence are read from the subject of old and of new servers', () => {
  const place = { deliveries: 3, sequence: 41 }
  expect(placeOf('$JS.ACK.work.run.3.41.50.1700000000000000000.0')).toEqual(place)
  expect(placeOf('$JS.ACK._.hash.work.run.3.41.50.1700000000000000000.0')).toEqual(place)
  expect(placeOf('$JS.ACK._.hash.work.run.3.41.50.1700000000000000000.0.random')).toEqual(place)
  expect(placeOf('_INBOX.3.41')).toBeUndefined()
  expect(placeOf('$JS.ACK.work')).toBeUndefined()
})

test('a retry at once says no delay, a later one says it in nanoseconds', () => {
  expect(new TextDecoder().decode(nak(0))).toBe('-NAK')
  expect(new TextDecoder().decode(nak(1.5))).toBe('-NAK {"delay": 1500000}')
})
