import { expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { Entry } from './entry.ts'
import { parseHistory, withNight } from './history-csv.ts'
import { entry, nightAt } from './testing.ts'

const HEADING = 'at,night,commit,class,calibration,plan,suite,arm,variant,metric,unit,better,kind,seed,n,median,status'
const LINE =
  '2026-01-01T02:00:00.000Z,2026-01-01T02:00:00.000Z,c0ffee0000000,linux x64,50,d026432e38c3,burst,queue,default,response_p50,us,lower,noisy,7,3,100000,valid'

const night = (n: number, fields: Partial<Entry> = {}) => entry({ at: nightAt(n), ...fields })

/** The messages about a file. */
function mistakesOf(action: () => unknown): readonly string[] {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error.messages
    throw error
  }
  return []
}

test('a night is a line per series; the lines before stay byte for byte', () => {
  const first = withNight(undefined, [night(0)], 'h.csv')
  expect(first).toBe(`${HEADING}\n${LINE}\n`)
  const second = withNight(first, [night(1)], 'h.csv')
  expect(second).toBe(`${HEADING}\n${LINE}\n${LINE.replaceAll('01-01', '01-02')}\n`)
  expect(withNight(first.slice(0, -1), [night(1)], 'h.csv')).toBe(second)
})

test('a written night reads back: infinity, unknown figures, no commit, commas in a name', () => {
  const list = [
    night(0, { median: Number.POSITIVE_INFINITY }),
    night(1, { arm: 'queue/rpc', median: Number.NEGATIVE_INFINITY }),
    night(2, { median: Number.NaN, status: 'invalid' }),
    night(3, { commit: null, class: 'linux x64, 2 x "CPU", 8 GB', plan: '' }),
    night(4, { unit: 'ratio', median: 0.123457, kind: 'exact' }),
    night(5, { arm: 'queue/rpc', median: -1500, unit: 'ms' }),
  ]
  const csv = list.reduce<string | undefined>((before, one) => withNight(before, [one], 'h.csv'), undefined)!
  expect(
    csv
      .split('\n')
      .slice(1, 4)
      .map((line) => line.split(',')[15]),
  ).toEqual(['inf', '-inf', ''])
  expect(parseHistory(csv, 'h.csv')).toEqual(list)
  expect(parseHistory(csv.replaceAll('\n', '\r\n'), 'h.csv')).toEqual(list)
})

test('the same run twice is refused; another suite, commit or moment is another run', () => {
  const csv = withNight(undefined, [night(0)], 'h.csv')
  expect(mistakesOf(() => withNight(csv, [night(0, { metric: 'response_p99' })], 'h.csv'))).toEqual([
    'h.csv: must hold a run once, and burst of 2026-01-01T02:00:00.000Z (commit c0ffee0000000) is in it already; nothing was added',
  ])
  expect(mistakesOf(() => withNight(csv, [night(0, { suite: 'micro' }), night(0)], 'h.csv'))).toHaveLength(1)
  expect(parseHistory(withNight(csv, [night(0, { suite: 'micro' })], 'h.csv'), 'h.csv')).toHaveLength(2)
  expect(parseHistory(withNight(csv, [night(1)], 'h.csv'), 'h.csv')).toHaveLength(2)
})

test.each([
  ['', `line 1: must be the heading ${HEADING}, got ""`],
  ['at,commit\n', `line 1: must be the heading ${HEADING}, got "at,commit"`],
  [`${HEADING}\n${LINE},more\n`, 'line 2: must have 17 cells, got 18'],
  [`${HEADING}\n${LINE}\n${LINE.slice(0, 74)}\n`, 'line 3: must have 17 cells, got 5'],
  [`${HEADING}\n${LINE.replace('100000', 'NaN')}\n`, 'line 2: median: must be a number, inf, -inf or empty, got "NaN"'],
  [
    `${HEADING}\n${LINE.replace('100000', '1e999')}\n`,
    'line 2: median: must be a number from -1e15 to 1e15, got "1e999"',
  ],
  [`${HEADING}\n${LINE.replace(',50,', ',,')}\n`, 'line 2: calibration: must be a number, got ""'],
  [`${HEADING}\n${LINE.replace(',7,', ',-7,')}\n`, 'line 2: seed: must be a whole number of 0 or more, got "-7"'],
  [
    `${HEADING}\n${LINE.replace('01-01T', '1-1 ')}\n`,
    'line 2: at: must be a moment such as 2026-01-31T02:00:00.000Z, got "2026-1-1 02:00:00.000Z"',
  ],
  [
    `${HEADING}\n${LINE.replace(',us,', ',hours,')}\n`,
    'line 2: unit: must be one of count, ratio, per_second, us, ms, ns, mb, bytes, got "hours"',
  ],
  [
    `${HEADING}\n${LINE.replace('valid', 'fine')}\n`,
    'line 2: status: must be one of valid, invalid, partial, got "fine"',
  ],
  [`${HEADING}\n${LINE.replace('burst', '')}\n`, 'line 2: suite: must be 1 to 200 characters without spaces, got ""'],
  [
    `${HEADING}\n"${LINE}\n`,
    'must be CSV, got: Quote Not Closed: the parsing is finished with an opening quote at line 2',
  ],
  [
    `${HEADING}\n${LINE}\n${LINE}\n`,
    'must hold each series once per night, got 2 lines for burst default queue response_p50 at 2026-01-01T02:00:00.000Z',
  ],
])('a bad file is reported with its place: %j', (csv, message) => {
  expect(mistakesOf(() => parseHistory(csv, 'h.csv'))).toEqual([`h.csv: ${message}`])
})

test('all mistakes at once, up to twenty', () => {
  const bad = LINE.replace('100000', 'x').replace('valid', 'y')
  expect(mistakesOf(() => parseHistory(`${HEADING}\n${bad}\n`, 'h.csv'))).toHaveLength(2)
  expect(mistakesOf(() => parseHistory(`${HEADING}\n${`${bad}\n`.repeat(30)}`, 'h.csv'))).toHaveLength(20)
})

test('a night that could not be read again is not written', () => {
  expect(mistakesOf(() => withNight(undefined, [night(0, { at: 'yesterday' })], 'h.csv'))).toHaveLength(1)
})
