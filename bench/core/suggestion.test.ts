import { expect, test } from 'vitest'
import { suggestion } from './suggestion.ts'

const KNOWN = ['burst', 'brownout', 'retry-storm', 'full-jitter', 'rpc']

test.each([
  ['bursts', '; did you mean burst?'],
  ['brust', '; did you mean burst?'],
  ['Burst', '; did you mean burst?'],
  ['fulljitter', '; did you mean full-jitter?'],
  ['retry_strm', '; did you mean retry-storm?'],
  ['burts', '; did you mean burst?'],
  ['RETRY-STORM', '; did you mean retry-storm?'],
  ['rcp', '; did you mean rpc?'],
  ['rcpx', ''],
  ['pcr', ''],
  ['bur', ''],
  ['xyz', ''],
  ['burst', ''],
  ['', ''],
  ['b', ''],
  ['b'.repeat(1_000_000), ''],
])('%.20s%s', (given, end) => {
  expect(suggestion(given, KNOWN)).toBe(end)
})
