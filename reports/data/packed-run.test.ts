import { expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { countedRun, windowRow } from '../../bench/metrics/testing.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { retryStorm } from '../../bench/suites/retry-storm.ts'
import { runBesideTwin } from '../../bench/twin/run-beside-twin.ts'
import { simulatedData } from '../../scripts/suite/simulated-data.ts'
import { render } from '../run/render.ts'
import { packRun, unpackRuns } from './packed-run.ts'
import { parseData } from './parse-data.ts'
import { runData } from './testing.ts'

const RUN = countedRun({ timeline: [windowRow({ offered: 10, goodPlanned: 10, attempts: 10 })] })
const PACKED = JSON.parse(JSON.stringify(packRun(RUN)))
const unpacked = (run: unknown) => unpackRuns({ runs: [run] }, 'run.json')

test('a run reads back as it was, with fields that this version does not know', () => {
  expect(unpacked(PACKED)).toEqual({ runs: [RUN] })
  expect(unpacked({ ...PACKED, later: 1 })).toEqual({ runs: [{ ...RUN, later: 1 }] })
})

test.each([
  [{ timeline: { phases: [] } }, 'run.json: runs[0].timeline.columns: must be an object'],
  [
    { phases: [{ latencies: { response: { buckets: '?' } } }] },
    'run.json: runs[0].phases[0].latencies.response.buckets: must be the packed counts of buckets',
  ],
  [
    { phases: [{ goodAfterLoad: { buckets: '?' } }] },
    'run.json: runs[0].phases[0].goodAfterLoad.buckets: must be the packed counts of buckets',
  ],
])('%j is refused with its path', (change, message) => {
  expect(() => unpacked({ ...PACKED, ...change })).toThrow(message)
})

test('histograms stand there as text, and may also be lists', () => {
  const [{ goodAfterLoad, latencies }] = PACKED.phases
  expect([goodAfterLoad.buckets, latencies.response.buckets].map((buckets) => typeof buckets)).toEqual([
    'string',
    'string',
  ])
  const [phase] = RUN.phases
  const before = { ...PACKED, phases: [{ ...PACKED.phases[0], goodAfterLoad: phase!.goodAfterLoad }] }
  expect(unpacked(before)).toEqual({ runs: [RUN] })
})

test.each([[{ timeline: 7, phases: [null, { latencies: [1] }] }], [null], [[]]])(
  '%j is left for the schema to judge',
  (run) => {
    expect(unpacked(run)).toEqual({ runs: [run] })
  },
)

test('results from before runs were packed can be read, and are packed when they are written again', () => {
  const data = runData({ runs: [RUN] })
  expect(parseData(JSON.stringify({ ...data, schema: 3 }), 'run.json')).toEqual(data)
  expect(() => parseData(JSON.stringify({ ...data, schema: 2 }), 'run.json')).toThrow('must have schema 4, got 2')
})

test('twenty repeats of retry-storm take less than 2 MB', () => {
  // The first repeat would be run twice.
  const runs = cellsOf(parseSuite(retryStorm)).map((cell) => runBesideTwin(cell, 2))
  expect(20 * JSON.stringify(runs.map(packRun)).length).toBeLessThan(2_000_000)
})

test('data read from a run.json render to the same bytes', () => {
  const files = render(simulatedData([parseSuite({ ...retryStorm, load: '35s@14' })], [], { root: '.', repeats: 1 }))
  expect(render(parseData(files.get('run.json')!, 'run.json'))).toEqual(files)
})
