import { expect, test } from 'vitest'
import { type LoadInput, loadSchema } from './load.ts'
import { loadFactsOf, loadLines, loadText } from './load-facts.ts'

const textOf = (input: LoadInput) => loadText(loadFactsOf(loadSchema.parse(input)))

const BURSTS = { size: 200, everyMs: 80, total: 1200 }

test.each<[LoadInput, string]>([
  ['3s@100,2s@600', '1500 requests in 5 s: 100/s for 3 s, 600/s for 2 s'],
  ['10s@50~500, 250ms@0, 1m@0.125', '2758 requests in 70.25 s: 50 to 500/s in 10 s, none for 250 ms, 0.13/s for 60 s'],
  [
    { arrival: 'poisson', stages: [{ durationMs: 3000, ratePerSecond: 1000 / 3 }] },
    'about 1000 requests in 3 s at random (poisson): 333.33/s for 3 s',
  ],
  [
    { stages: [{ durationMs: 300, ratePerSecond: 250 }, { bursts: BURSTS }] },
    '1275 requests in 780 ms: 250/s for 300 ms, 1200 in bursts of 200 every 80 ms',
  ],
  [{ stages: [{ bursts: { ...BURSTS, size: 1200 } }] }, '1200 requests in 80 ms: 1200 at once'],
  [
    { startRate: 60, timeUnit: '1m', stages: [{ target: 300, duration: '1m' }] },
    '180 requests in 60 s: 1 to 5/s in 60 s',
  ],
  [{ trace: { timesMs: [0, 5, 2000] } }, '3 requests in 2 s from a trace: 1.5/s on average'],
  [{ trace: { timesMs: [0] } }, '1 request in 0 ms from a trace: all at once'],
  [Array(10).fill('1s@1').join(','), `10 requests in 10 s: ${'1/s for 1 s, '.repeat(8)}and 2 more stages`],
])('a load says how many requests, how long and how fast: %j', (input, text) => {
  expect(textOf(input)).toBe(text)
})

test('variants with the same load share a line, and one load for all needs no names', () => {
  const facts = (text: string) => loadFactsOf(loadSchema.parse(text))
  expect(loadLines({ a: facts('1s@5'), b: facts('1s@9'), c: facts('1s@5') })).toEqual([
    'a, c: 5 requests in 1 s: 5/s for 1 s',
    'b: 9 requests in 1 s: 9/s for 1 s',
  ])
  expect(loadLines({ a: facts('1s@5'), b: facts('1s@5') })).toEqual(['5 requests in 1 s: 5/s for 1 s'])
  expect(loadLines({})).toEqual([])
})
