import { expect, test } from 'vitest'
import type { Reported } from './reported.ts'
import { parseReported, reportedFileOf, withReported } from './reported-csv.ts'
import { nightAt } from './testing.ts'

const told: Reported = {
  ...{ at: nightAt(0), suite: 'burst', arm: 'queue', variant: 'default', metric: 'response_p50' },
  ...{ kind: 'noisy', direction: 'regressed' },
}

test('the file stands beside the history', () => {
  expect(reportedFileOf('/a/history.csv')).toBe('/a/history-reported.csv')
  expect(reportedFileOf('/a/nights')).toBe('/a/nights-reported.csv')
})

test('what was told is appended and read again', () => {
  const one = withReported(undefined, [told], 'r.csv')
  expect(one).toBe(
    'at,suite,arm,variant,metric,kind,direction\n2026-01-01T02:00:00.000Z,burst,queue,default,response_p50,noisy,regressed\n',
  )
  const two = withReported(one, [{ ...told, direction: 'improved' }], 'r.csv')
  expect(two.startsWith(one)).toBe(true)
  expect(parseReported(two, 'r.csv')).toEqual([told, { ...told, direction: 'improved' }])
})

test('a bad file is refused, and not appended to', () => {
  const bad = withReported(undefined, [told], 'r.csv').replace('regressed', 'worse')
  const message = 'r.csv: line 2: direction: must be one of regressed, improved, changed, got "worse"'
  expect(() => parseReported(bad, 'r.csv')).toThrow(message)
  expect(() => withReported(bad, [told], 'r.csv')).toThrow(message)
})
