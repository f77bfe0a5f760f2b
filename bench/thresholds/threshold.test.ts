import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { mistakesOf } from '../core/mistakes.testing.ts'
import { defineSuite } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import { metricRule } from './selector.ts'

const rpc = { style: 'rpc' } as const
const good = defineSuite({
  name: 'mine',
  question: 'Does it hold?',
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '1s@50',
  arms: { plain: rpc, careful: rpc },
  variants: { calm: {}, storm: { arms: { wild: rpc } } },
  thresholds: { response: ['p(99)<250', 'avg<50'], 'goodput_ratio{arm:wild, variant:storm}': ['rate>0.95'] },
})

function mistakes(change: object): readonly string[] {
  return mistakesOf(() => parseSuite({ ...good, ...change }))
}

test('a suite has none by default, and they do not change the run', () => {
  expect(parseSuite({ ...good, thresholds: undefined }).thresholds).toEqual({})
  const { thresholds } = parseSuite(good)
  expect(thresholds).toEqual(good.thresholds)
  expect(cellsOf(parseSuite(good))).toEqual(cellsOf(parseSuite({ ...good, thresholds: {} })))
})

test.each<[unknown, string[]]>([
  [['p(99)<1'], ['thresholds: must be an object, got ["p(99)<1"]']],
  [{ response: 'p(99)<1' }, ['thresholds.response: must be a list, got "p(99)<1"']],
  [{ response: [] }, ['thresholds.response: must have at least 1 entries, got []']],
  [{ response: [5] }, ['thresholds.response[0]: must be a string, got 5']],
  [
    { 'response{arm:slow}': ['max<1'] },
    ['thresholds.response{arm:slow}: its arm must be one of plain, careful, wild, got "slow"'],
  ],
  [
    { 'response{arm:plain,variant:storm}': ['max<1'] },
    ['thresholds.response{arm:plain,variant:storm}: its arm in variant storm must be one of wild, got "plain"'],
  ],
  [
    { 'response{variant:x}': ['max<1'] },
    ['thresholds.response{variant:x}: its variant must be one of calm, storm, got "x"'],
  ],
  [
    { response: ['max<1', 'p(99)'] },
    ['thresholds.response[1]: must be such as p(99)<250, avg<=50 or p(99)<=baseline*1.10, got "p(99)"'],
  ],
])('a mistake is reported with its path: %j', (thresholds, expected) => {
  expect(mistakes({ thresholds })).toEqual(expected)
})

test('all mistakes are reported together, with those of the rest of the suite', () => {
  const thresholds = { latency: ['p(99)<1', 'p(100)<1'], 'response{arm:slow}': ['max<1'], requests: ['rate>1'] }
  const own = [
    `thresholds.latency: ${metricRule('latency')}, got "latency"`,
    'thresholds.latency[1]: its percentile must be above 0 and below 100 (the ends are min and max), got "p(100)"',
    'thresholds.requests[0]: its aggregation must be one of value, count for requests, got "rate"',
  ]
  const unknown = 'thresholds.response{arm:slow}: its arm must be one of plain, careful, wild, got "slow"'
  expect(mistakes({ thresholds })).toEqual([...own, unknown])
  expect(mistakes({ thresholds, seed: -1 })).toEqual(['seed: must be at least 0, got -1', ...own])
  const faults = [{ kind: 'slow', factor: 2, fromMs: 5000, toMs: 6000 }]
  const late = 'faults[0].fromMs: must be before the load ends at 1000 ms, got 5000'
  expect(mistakes({ thresholds, faults })).toEqual([...own, unknown, late])
})

test('there is a limit: a hundred thresholds of a hundred conditions each', () => {
  const names = Array.from({ length: 101 }, (_, i) => [`response${' '.repeat(i)}`, ['max<1']])
  expect(mistakes({ thresholds: Object.fromEntries(names.slice(1)) })).toEqual([])
  expect(mistakes({ thresholds: Object.fromEntries(names) })[0]).toMatch(/^thresholds: must have at most 100 entries/)
  expect(mistakes({ thresholds: { response: Array.from({ length: 101 }, () => 'max<1') } })[0]).toMatch(
    /^thresholds.response: must have at most 100 entries/,
  )
})
