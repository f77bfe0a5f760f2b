import { expect, test } from 'vitest'
import { mistakesOf } from '../core/mistakes.testing.ts'
import { parseSuite } from '../parse-suite.ts'

function mistakes(load: unknown): readonly string[] {
  const suite = { name: 'x', question: 'x', target: { model: 'tutorial' }, arms: { rpc: { style: 'rpc' } }, load }
  return mistakesOf(() => parseSuite(suite))
}

const HOLD = { durationMs: 5000, ratePerSecond: 10 }
const K6 = { duration: '5s', target: 10 }
const FORMS = '{ durationMs, ratePerSecond }, which holds, or { duration, target } of k6, which ramps'
const DURATION = 'must be a duration as in k6, such as "30s", "1m30s" or a number of ms'
const NO_K6 = "must be left out without k6's stages { duration, target }: other stages begin with their own rate"

test.each([
  [
    { stages: [{ ...HOLD, ...K6 }] },
    `load.stages[0]: must be of one form: ${FORMS}, got {"durationMs":5000,"ratePerSecond":10,"duration":"5s","target":10}`,
  ],
  [
    { stages: [{ durationMs: 5000, target: 10 }] },
    `load.stages[0]: must be of one form: ${FORMS}, got {"durationMs":5000,"target":10}`,
  ],
  [
    { stages: [HOLD, K6] },
    `load.stages: must all be of one form: ${FORMS}, got [{"durationMs":5000,"ratePerSecond":10},{"duration":"5s","target":10}]`,
  ],
  [{ startRate: 5, stages: [HOLD] }, `load.startRate: ${NO_K6}, got 5`],
  [{ timeUnit: '1m', plan: '5s@10' }, `load.timeUnit: ${NO_K6}, got "1m"`],
  [
    { startRatePerSecond: 5, stages: [HOLD] },
    'load.startRatePerSecond: must be left out: a stage holds its rate from its start on, and ratePerSecond: { from, to } ramps, got 5',
  ],
  [
    { stages: [{ ...HOLD, durationMs: 0 }, HOLD] },
    'load.stages[0].durationMs: must be above 0: a stage holds its rate from its start on, so no stage is needed to jump there, got 0',
  ],
  [{ stages: [{ target: 10 }] }, 'load.stages[0]: must have both target and duration, as in k6, got {"target":10}'],
  [{ stages: [{ target: 10, duration: '5' }] }, `load.stages[0].duration: ${DURATION}, at most a day, got "5"`],
  [{ timeUnit: '0s', stages: [K6] }, `load.timeUnit: ${DURATION}, above 0 and at most a day, got "0s"`],
  [
    { preAllocatedVUs: 50, stages: [K6] },
    'load.preAllocatedVUs: must be left out: requests start on time here, whether or not a virtual user is free, got 50',
  ],
  [
    { executor: 'constant-vus', stages: [K6] },
    'load.executor: must be one of ramping-arrival-rate, got "constant-vus"',
  ],
  [
    { stages: [{ durationMs: 5000, ratePerSecond: { from: 1 } }] },
    'load.stages[0].ratePerSecond: must be a number, which the stage holds, or { from, to }, which ramps, got {"from":1}',
  ],
  [
    { stages: [{ durationMs: 5000, ratePerSecond: { from: -1, to: 5 } }] },
    'load.stages[0].ratePerSecond.from: must be at least 0, got -1',
  ],
  [{ stages: [{ target: 10, duration: 0 }] }, 'load: must ask for at least one request, got 0'],
])('a load of no form, or of two, is refused with what holds and what ramps: %j', (load, message) => {
  expect(mistakes(load)).toEqual([message])
})
