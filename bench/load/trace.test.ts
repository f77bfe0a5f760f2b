import { expect, test } from 'vitest'
import { parsePlanText } from './plan-text.ts'
import { ARRIVALS_MAX, parseTrace, timesSchema } from './trace.ts'

test('a trace is a column of due times, with or without a heading', () => {
  expect(parseTrace('due_ms\n0\n1.5\n1.5\n\n7,ignored\n')).toEqual([0, 1.5, 1.5, 7])
  expect(parseTrace('0\r\n2\r\n')).toEqual([0, 2])
})

test.each([
  ['0\nNaN\n', 'line 2: a due time must be a finite number of ms, got "NaN"'],
  ['NaN\n1\n', 'line 1: a due time must be a finite number of ms, got "NaN"'],
  ['0\nInfinity\n', 'line 2: a due time must be a finite number of ms, got "Infinity"'],
  ['0\nten\n', 'line 2: a due time must be a finite number of ms, got "ten"'],
  ['due_ms\n-1\n', 'line 2: a due time must be at least 0 ms, got "-1"'],
  ['0\n5\n4.9\n', 'line 3: due times must ascend, the one before is 5, got "4.9"'],
  ['0\n86400000\n86400001\n', 'line 3: a due time must be at most 86400000 ms, got "86400001"'],
  [
    '1700000000000\n1700000000001\n',
    'line 1: a due time must be at most 86400000 ms; it counts from the start of the run, so subtract the first one',
  ],
  ['due_ms\n', 'must hold at least one due time, got none'],
  ['', 'must hold at least one due time, got none'],
])('a bad trace is refused by line: %j', (text, message) => {
  expect(() => parseTrace(text)).toThrow(message)
})

test.each<[unknown, unknown]>([
  [[0, 1.5, 1.5], undefined],
  [{ length: 1 }, [[], 'must be a list']],
  [
    [-1, -1, -1],
    [[0], 'a due time must be at least 0 ms'],
  ],
  [
    [0, 'x', null],
    [[1], 'a due time must be a finite number of ms'],
  ],
  [
    [0, 5, 4],
    [[2], 'due times must ascend, the one before is 5'],
  ],
  [[86_400_000.5], [[0], 'a due time must be at most 86400000 ms']],
  [new Array(ARRIVALS_MAX + 1).fill(-1), [[], 'must have at most 10000000 entries, got 10000001']],
])('due times of a program, %j, have one mistake at most', (times, mistake) => {
  const { error } = timesSchema.safeParse(times)
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual(mistake && [mistake])
})

test('plan text holds, jumps and ramps', () => {
  expect(parsePlanText('30s@50, 500ms@50~500,1m@0.5')).toEqual([
    { durationMs: 0, ratePerSecond: 50 },
    { durationMs: 30_000, ratePerSecond: 50 },
    { durationMs: 0, ratePerSecond: 50 },
    { durationMs: 500, ratePerSecond: 500 },
    { durationMs: 0, ratePerSecond: 0.5 },
    { durationMs: 60_000, ratePerSecond: 0.5 },
  ])
})

test.each(['', '30s', '30@50', '-1s@5', '30s@-5', '1s@1e9', '0s@5', '25h@5', '30s@50,', '30s@50;10s@5'])(
  'plan text %j is refused',
  (text) => {
    expect(() => parsePlanText(text)).toThrow(/must/)
  },
)
