import { expect, test } from 'vitest'
import { ConfigError } from './core/config-error.ts'
import { parseSuite } from './parse-suite.ts'

const GOOD = {
  name: 'a',
  question: 'Does it hold?',
  load: '10s@100',
  target: { model: 'tutorial' },
  arms: { rpc: { style: 'rpc' } },
}

/** The mistakes in a suite that differs from a good one in this. */
function mistakesIn(change: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    parseSuite({ ...GOOD, ...change })
  } catch (error) {
    if (error instanceof ConfigError) return error.messages
    throw error
  }
  return []
}
const policy = (...list: readonly unknown[]) => ({ arms: { rpc: { style: 'rpc', policy: list } } })

test('a suite without a load gets an example of one', () => {
  expect(mistakesIn({ load: undefined })).toEqual(['load: must be a plan such as 10s@100, or an object; got nothing'])
})

test('a target without a model names its unknown option, and what is missing', () => {
  expect(mistakesIn({ target: { urll: 'http://localhost/' } })).toEqual([
    'target.urll: is not an option here, got a text; did you mean url?',
    'target: needs a url, a call or a model, got none',
  ])
  expect(mistakesIn({ target: { slots: 4 } })).toEqual(['target: needs a url, a call or a model, got none'])
})

test('names of other tools are led to the ones here', () => {
  expect(mistakesIn(policy({ kind: 'retry', retriesMax: 1, maxRetries: 3 }))).toEqual([
    'arms.rpc.policy[0].maxRetries: is not an option here, got 3; did you mean retriesMax?',
  ])
  expect(mistakesIn(policy({ kind: 'bulkhead', inFlightMax: 1, max: 3 }))).toEqual([
    'arms.rpc.policy[0].max: is not an option here, got 3; did you mean inFlightMax?',
  ])
  expect(mistakesIn(policy({ kind: 'retires' }))[0]).toMatch(/, got "retires"; did you mean retry\?$/)
})

test.each([
  ['800ms', '; write 800'],
  ['1.5 s', '; write 1500'],
  ['2m', '; write 120000'],
  ['800', '; write 800'],
  ['long', ''],
  ['1h', ''],
])('%j for a number of milliseconds says which number', (text, end) => {
  expect(mistakesIn(policy({ kind: 'timeout', timeoutMs: text }))).toEqual([
    `arms.rpc.policy[0].timeoutMs: must be a number, got ${JSON.stringify(text)}${end}`,
  ])
})

test('a text with a unit is no number of retries', () => {
  expect(mistakesIn(policy({ kind: 'retry', retriesMax: '3s' }))).toEqual([
    'arms.rpc.policy[0].retriesMax: must be a number, got "3s"',
  ])
  expect(mistakesIn(policy({ kind: 'retry', retriesMax: '3' }))).toEqual([
    'arms.rpc.policy[0].retriesMax: must be a number, got "3"; write 3',
  ])
})
