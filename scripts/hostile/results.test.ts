import { test } from 'vitest'
import { countedRun } from '../../bench/metrics/testing.ts'
import { compareJson } from '../../reports/compare/compare-json.ts'
import { series } from '../../reports/compare/side.testing.ts'
import { comparison, row } from '../../reports/compare/testing.ts'
import { samplesCsv } from '../../reports/data/csv.ts'
import { runData } from '../../reports/data/testing.ts'
import { BASELINE_SCHEMA } from '../../reports/files/baseline.ts'
import { withNight } from '../../reports/history/history-csv.ts'
import { entries } from '../../reports/history/testing.ts'
import { cell, mapData } from '../../reports/map/testing.ts'
import { SMALL_SUITE } from '../testing.ts'
import { type HostileInput, survives } from './survives.testing.ts'

const RUN = countedRun()
const [PHASE] = RUN.phases
const DATA = runData({ runs: [RUN], plans: { burst: 'p' } })
const run = (changes: object) => ({ ...DATA, runs: [{ ...RUN, ...changes }] })
const render = (content: string | Buffer | object) => ({ files: { 'bad/run.json': content }, argv: ['render', 'bad'] })
const compare = (content: string | object) => ({
  files: { 'bad/run.json': content, 'good/run.json': DATA },
  argv: ['compare', 'good', 'bad', '--out', 'out'],
})

const PLANS = { schema: BASELINE_SCHEMA, plans: { 'burst/default': 'p' } }
const SAMPLES = samplesCsv(series([1001, 2000]))
const baseline = (samples: string, plans: object = PLANS) => ({
  files: { 'bad/samples.csv': samples, 'bad/plans.json': plans, 'good/samples.csv': SAMPLES, 'good/plans.json': PLANS },
  argv: ['compare', 'bad', 'good', '--out', 'out'],
})

const HISTORY = withNight(undefined, entries([100, 101, 102]), 'history.csv')
const history = (csv: string, ...argv: string[]) => ({
  files: { 'history.csv': csv },
  argv: argv.length > 0 ? argv : ['history', 'check', '--file', 'history.csv'],
})
const map = (changes: object) => ({ files: { 'bad/map.json': mapData(changes) }, argv: ['render', 'bad'] })
const junit = (text: string) => ({
  files: { 'bad/compare.json': text },
  argv: ['export', 'bad', '--format', 'junit'],
})

const INPUTS: Readonly<Record<string, HostileInput>> = {
  'a result that is cut off': { ...render(JSON.stringify(DATA).slice(0, 900)), says: ['run.json: must be JSON: '] },
  'an empty result': { ...render(''), says: ['run.json: must be JSON: '] },
  'a result of zeros': { ...render(Buffer.alloc(100_000)), says: ['run.json: must be JSON: '] },
  'a folder named as a result': {
    ...render({}),
    files: { 'bad/run.json/x': '' },
    says: ['run.json: must be a file, got a folder'],
  },
  'a result that links to itself': {
    ...render({}),
    files: { 'bad/x': '' },
    links: { 'bad/run.json': 'run.json' },
    says: ['run.json: must be a readable file, got ELOOP'],
  },
  'a device for a result': {
    ...render({}),
    files: { 'bad/x': '' },
    links: { 'bad/run.json': '/dev/zero' },
    says: ['run.json: must be a file, got a pipe or a device'],
  },
  'a result nested a million levels deep': {
    ...render(`{"schema":3,"x":${'['.repeat(1_000_000)}`),
    says: ['run.json: must have at most 100 levels'],
  },
  'a __proto__ in a result': {
    ...render(JSON.stringify(DATA).replace('{', '{"__proto__":{"runs":[]},')),
    says: ['must not have the key __proto__'],
  },
  'a result of another version': { ...render({ ...DATA, schema: 99 }), says: ['run.json: must have schema 4, got 99'] },
  'a comparison with one of another version': {
    ...compare({ ...DATA, schema: 99 }),
    code: 3,
    says: ['head: ', 'must have schema 4, got 99'],
  },
  'requests that are no sum of outcomes': {
    ...compare(run({ phases: [{ ...PHASE, requests: 11 }] })),
    says: ['runs[0].phases[0].requests: must be the sum of the outcomes, 10, got 11'],
  },
  'a latency of -40': {
    ...compare(
      run({
        phases: [
          {
            ...PHASE,
            latencies: { ...PHASE!.latencies, response: { count: 10, sumUs: -40, maxUs: -40, buckets: [0, 10] } },
          },
        ],
      }),
    ),
    says: ['latencies.response.sumUs: must be at least 0, got -40'],
  },
  'a histogram that hides its slow half': {
    ...compare(
      run({
        phases: [
          {
            ...PHASE,
            latencies: { ...PHASE!.latencies, response: { count: 10, sumUs: 50, maxUs: 10, buckets: [10, 5] } },
          },
        ],
      }),
    ),
    says: ['must have buckets that add up to its count, got 5 values and the count 10'],
  },
  'a duration of 1e308': { ...render(run({ durationMs: 1e308 })), says: ['runs[0].durationMs: must be at most'] },
  'a repeat that is there twice': {
    ...compare({ ...DATA, runs: [RUN, RUN] }),
    says: ['runs[1]: must hold each repeat once'],
  },
  'a baseline with a value of -40': {
    ...baseline(SAMPLES.replace('1001', '-40')),
    says: ['base: ', 'samples.csv: line 2: response_p50 must be at least 0, got -40'],
  },
  'a baseline with a line twice': {
    ...baseline(`${SAMPLES}${SAMPLES.split('\n')[1]}\n`),
    says: ['samples.csv: line 4: must hold each repeat once'],
  },
  'a baseline whose plans are a list': {
    ...baseline(SAMPLES, { schema: BASELINE_SCHEMA, plans: [] }),
    says: ['plans.json: plans: must be an object, got []'],
  },
  'thresholds against a broken baseline': {
    files: {
      'suite.json': { ...SMALL_SUITE, thresholds: { response: ['p(50)<baseline*1.10'] } },
      'bad/run.json': run({ loadEndMs: 'x' }),
    },
    argv: ['suite.json', '--clock', 'virtual', '--baseline', 'bad'],
    says: ['--baseline: ', 'run.json: runs[0].loadEndMs: must be a number, got "x"'],
  },
  'a history of 1e308': {
    ...history(HISTORY.replace(',100,', ',1e308,')),
    says: ['history.csv: line 2: median: must be a number from -1e15 to 1e15'],
  },
  'a history with a night below zero': {
    ...history(HISTORY.replace(',100,', ',-40,')),
    says: ['history.csv: line 2: median: response_p50 must be at least 0, got -40'],
  },
  'a history with control characters': {
    ...history(HISTORY.replace('queue', 'que\u001b[31mue\u009b').replace('lower', 'low\u001ber')),
    says: ['history.csv: line 2: better: '],
  },
  'a history of commands': {
    ...history(HISTORY.replaceAll(',queue,', ",'=cmd|x,"), 'export', 'history.csv', '--format', 'otava'),
    code: 0,
    says: ['otava.yaml'],
  },
  'a map with a cell beside it': {
    ...map({ cells: [cell('naive', 7, 7, 1)] }),
    says: ['map.json: cells[0]: must be of an arm and at values of the map'],
  },
  'a map with more points than can be drawn': {
    ...map({
      arms: Array.from({ length: 200 }, (_, i) => `a${i}`),
      cells: [],
      x: { name: 'x', unit: '', values: Array.from({ length: 100 }, (_, i) => i) },
      y: { name: 'y', unit: '', values: Array.from({ length: 100 }, (_, i) => i) },
    }),
    says: ['map.json: arms: must make at most 1000000 runs'],
  },
  'a comparison that improves by 4000 %': {
    ...junit(compareJson(comparison([row({ effect: -40 })]))),
    says: ['compare.json: rows[0].effect: must be a share of the base, -1 or more'],
  },
  'a comparison with an unknown verdict': {
    ...junit(compareJson(comparison([row()])).replace('"equivalent"', '"splendid"')),
    says: ['compare.json: rows[0].verdict: must be one of regressed'],
  },
}

test.each(Object.entries(INPUTS))('%s', async (_, input) => {
  await survives(input)
})
