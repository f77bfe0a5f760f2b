import { expect, test } from 'vitest'
import { mistakesOf } from '../core/mistakes.testing.ts'
import { parsePlanText } from './plan-text.ts'
import { ARRIVALS_MAX, TraceParser, timesSchema } from './trace.ts'

function parseTrace(text: string): number[] {
  const parser = new TraceParser()
  parser.add(text.split('\n'))
  return parser.end()
}

function messagesOf(text: string): readonly string[] {
  return mistakesOf(() => parseTrace(text))
}

test('a trace is a column of due times, with or without a heading', () => {
  expect(parseTrace('due_ms\n0\n1.5\n1.5\n\n7,ignored\n')).toEqual([0, 1.5, 1.5, 7])
  expect(parseTrace('0\r\n2\r\n')).toEqual([0, 2])
  expect(parseTrace('\uFEFFdue_ms\n0\n \n\t1 \n')).toEqual([0, 1])
  expect(parseTrace('"due, in ms",what\n"0","a, b"\n 1.5 ,"c"')).toEqual([0, 1.5])
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
    'line 1: a due time must be at most 86400000 ms from the start of the run; this is a time since 1970, so subtract the first one from all, got "1700000000000"',
  ],
  [
    'ts\n1700000000.5\n1700000001\n',
    'line 2: a due time must be at most 86400000 ms from the start of the run; this is a time since 1970, so subtract the first one from all, and multiply by 1000, got "1700000000.5"',
  ],
  ['0\n"1\n2"\n', 'line 2: a due time must be a finite number of ms, got "\\"1"'],
  [`0\n${'x'.repeat(500)}\n`, `got "${'x'.repeat(77)}..."`],
  ['due_ms\n', 'must hold at least one due time, got none'],
  ['', 'must hold at least one due time, got none'],
])('a bad trace is refused by line: %j', (text, message) => {
  expect(() => parseTrace(text)).toThrow(message)
})

test('the first five wrong lines are named, further ones counted; times since 1970 are one mistake', () => {
  expect(messagesOf(`0\n${'-1\n'.repeat(5)}`)).toEqual(
    [2, 3, 4, 5, 6].map((line) => `line ${line}: a due time must be at least 0 ms, got "-1"`),
  )
  expect(messagesOf(`0\n${'-1\n'.repeat(20_000)}`).slice(4)).toEqual([
    'line 6: a due time must be at least 0 ms, got "-1"',
    'and 19995 more lines that are wrong',
  ])
  expect(messagesOf('1700000000000\n'.repeat(20_000)).length).toBe(1)
})

test('a trace holds as many due times as a run, and not one more', () => {
  const parser = new TraceParser()
  const many = new Array(ARRIVALS_MAX / 100).fill('0')
  for (let i = 0; i < 100; i++) parser.add(many)
  expect(parser.end().length).toBe(ARRIVALS_MAX)
  expect(() => parser.add(['0'])).toThrow('must hold at most 10000000 due times')
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

test('plan text holds and ramps', () => {
  expect(parsePlanText('30s@50, 500ms@50~500,1m@0.5,1s@7~7')).toEqual([
    { durationMs: 30_000, ratePerSecond: 50 },
    { durationMs: 500, ratePerSecond: { from: 50, to: 500 } },
    { durationMs: 60_000, ratePerSecond: 0.5 },
    { durationMs: 1000, ratePerSecond: 7 },
  ])
})

test.each(['', '30s', '30@50', '-1s@5', '30s@-5', '1s@1e9', '0s@5', '25h@5', '30s@50,', '30s@50;10s@5'])(
  'plan text %j is refused',
  (text) => {
    expect(() => parsePlanText(text)).toThrow(/must/)
  },
)
