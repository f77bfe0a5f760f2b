import { expect, test } from 'vitest'
import { countedRun, targetCounters } from '../../bench/metrics/testing.ts'
import { series } from '../compare/side.testing.ts'
import { render } from '../run/render.ts'
import { allSamples } from './csv.ts'
import { parseData } from './parse-data.ts'
import { runData } from './testing.ts'

const RUN = countedRun()
const messagesOf = (data: object) => {
  try {
    parseData(JSON.stringify(data), 'run.json')
    return []
  } catch (error) {
    return (error as Error).message.split('\n')
  }
}

test('rendered data read back, and render to the same bytes', () => {
  const text = render(runData({ runs: [RUN, countedRun({ repeat: 2 })], measured: series([1, 2]) })).get('run.json')!
  expect(render(parseData(text, 'run.json')).get('run.json')).toBe(text)
})

test('a figure without arms that is not known is null in JSON, and in no table of values', () => {
  const text = render(runData({ measured: series([1, Number.NaN]) })).get('run.json')!
  const data = parseData(text, 'run.json')
  expect(data.measured.map(({ value }) => value)).toEqual([1, Number.NaN])
  expect(allSamples(data).map(({ value }) => value)).toEqual([1])
  expect(render(data).get('run.json')).toBe(text)
})

test('fields that this version does not know are left alone', () => {
  const run = { ...RUN, later: { x: 1 } }
  expect(parseData(JSON.stringify(runData({ runs: [run] })), 'run.json').runs).toEqual([run])
})

test('a folder from before targets counted duplicates can be read: their number is not known', () => {
  const { duplicates: _, ...counters } = targetCounters({ attempts: 10, ok: 10 })
  const data = parseData(JSON.stringify({ ...runData({}), runs: [{ ...RUN, target: counters }] }), 'run.json')
  expect(data.runs[0]!.target).toEqual(counters)
  expect(allSamples(data).filter(({ metric }) => metric === 'duplicates')).toEqual([])
})

test('a folder from before runs were repeated can be read and rendered: none was discarded', () => {
  const { discarded: _, ...before } = runData({ runs: [RUN] })
  const data = parseData(JSON.stringify(before), 'run.json')
  expect(data.discarded).toEqual([])
  expect([...render(data).keys()]).toEqual([...render(runData({ runs: [RUN] })).keys()])
})

test.each([
  [{ runs: [RUN, RUN] }, 'run.json: runs[1]: must hold each repeat once, got repeat 1 of burst - rpc again (first: 0)'],
  [
    { simulated: [RUN, { ...RUN, arm: 'queue' }, RUN] },
    'run.json: simulated[2]: must hold each repeat once, got repeat 1 of burst - rpc again (first: 0)',
  ],
  [
    { measured: [...series([1]), ...series([2])] },
    'run.json: measured[1]: must hold each repeat once, got repeat 1 of response_p50 of burst default queue again',
  ],
  [{ runs: [{ ...RUN, phases: [] }] }, 'run.json: runs[0].phases: must have a phase other than warmup, got []'],
  [{ runs: [{ ...RUN, durationMs: -40 }] }, 'run.json: runs[0].durationMs: must be at least 0, got -40'],
  [
    { runs: [{ ...RUN, durationMs: 1e308 }] },
    'run.json: runs[0].durationMs: must be at most 1000000000000000, got 1e+308',
  ],
  [{ runs: [{ ...RUN, arm: 'a b' }] }, 'run.json: runs[0].arm: must be 1 to 200 characters without spaces, got "a b"'],
  [{ runs: {} }, 'run.json: runs: must be a list, got {}'],
  [{ environment: null }, 'run.json: environment: must be an object, got null'],
  [{ plans: { a: 1 } }, 'run.json: plans.a: must be a string, got 1'],
])('%# data that no run could have written are refused with their path', (change, message) => {
  expect(messagesOf({ ...runData({}), ...change })).toContain(message)
})
