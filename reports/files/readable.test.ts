import { expect, test } from 'vitest'
import { countedRun, windowRow } from '../../bench/metrics/testing.ts'
import { renderComparison } from '../compare/render-comparison.ts'
import { series } from '../compare/side.testing.ts'
import { samplesCsv } from '../data/csv.ts'
import { SCHEMA } from '../data/run-data.ts'
import { runData } from '../data/testing.ts'
import { cell, mapData } from '../map/testing.ts'
import { render } from '../run/render.ts'
import { readable } from './readable.ts'

const samples = [
  ...series([852_000, 860_120]),
  ...series([Number.POSITIVE_INFINITY, 7], { metric: 'recovery_time', unit: 'ms', status: 'invalid' }),
]
const LINES =
  'burst default queue  all  response_p50  852.0  860.1  ms\nburst default queue  all  recovery_time  never  7  ms  invalid\n'

test('samples.csv is one line for each series, with its values and unit', () => {
  expect(readable('samples.csv', samplesCsv(samples))).toBe(LINES)
})

test('git chooses the names of its temporary files, so their contents show their kind', () => {
  expect(readable('/tmp/git-blob-a1/x', samplesCsv(samples))).toBe(LINES)
})

test('run.json begins with where it was made', () => {
  const timeline = [windowRow({ offered: 2000, goodPlanned: 2000, attempts: 2000 })]
  const text = render(runData({ runs: [countedRun({ timeline })], plans: { 'burst/-': 'abc' } })).get('run.json')!
  const lines = readable('run.json', text).split('\n')
  expect(lines.slice(0, 5)).toEqual([
    'status  complete',
    'commit  c0ffee',
    'class  linux x64',
    'plan  burst/-  abc',
    'burst - rpc  all  requests  2000',
  ])
})

test('a map is one line for each arm and point, with the verdicts of the seeds', () => {
  const x = { name: 'rho', unit: '', values: [0.1 + 0.2] }
  const y = { name: 'trigger', unit: 'ms', values: [10] }
  const cells = [cell('naive', 0.1 + 0.2, 10, 4, 1), cell('budget', 0.1 + 0.2, 10, 0)]
  const text = JSON.stringify(mapData({ x, y, cells }))
  const lines =
    'status  complete\nsuite  storm default\n' +
    'naive  rho 0.3  trigger 10 ms  5 recovered  4 metastable  1 undecided\nbudget  rho 0.3  trigger 10 ms  10 recovered\n'
  expect([readable('map.json', text), readable('/tmp/git-blob-a1/x', text)]).toEqual([lines, lines])
  const other = text.replace('"schema":1', '"schema":0')
  expect(readable('map.json', other)).toBe(other)
})

test('a comparison is its table', () => {
  const info = { name: 'a', commit: null, class: null, calibration: Number.NaN }
  const text = renderComparison({ by: 'folder', base: info, head: info, notes: [], changes: [], rows: [] }).get(
    'compare.json',
  )!
  expect(readable('compare.json', text)).toMatch(/^0 gate series: /)
})

test.each([
  '',
  'no csv',
  'null',
  '{"schema": 1}',
  `{"schema": ${SCHEMA}}`,
  '{"schema": 1, "fingerprint": {}}',
  'suite,arm\n1,2,3\n',
])('a file that cannot be read stays as it is: %j', (text) => {
  expect(readable('run.json', text)).toBe(text)
  expect(readable('other', text)).toBe(text)
})
