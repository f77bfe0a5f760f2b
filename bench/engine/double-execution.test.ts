import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { retry, timeout } from '../define.ts'
import { METRICS } from '../metrics/metric.ts'
import { scopesOf } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { runVirtual } from './virtual.ts'

/** A hundred payments at a service that makes as many at once as it is asked for. */
function payments(arm: SuiteInput['arms'][string], target: object = {}) {
  const suite: SuiteInput = {
    name: 'payments',
    question: 'How many payments are made more than once?',
    target: { model: 'workers', slots: 10_000, service: { kind: 'constant', ms: 50 }, ...target },
    load: '5s@20',
    arms: { arm },
  }
  const run = runVirtual(cellsOf(parseSuite(suite))[0]!, { repeat: 1 })
  expect(run.status).toBe('valid')
  const duplicates = METRICS.find(({ name }) => name === 'duplicates')!.value(scopesOf(run)[0]!)
  return { executions: run.target!.ok, duplicates }
}

test('a client that retries what is still under way pays four times: 100 payments, 400 executions, 300 duplicates', () => {
  const policy = [retry({ retriesMax: 3 }), timeout({ timeoutMs: 30 })]
  expect(payments({ style: 'rpc', policy })).toEqual({ executions: 400, duplicates: 300 })
})

test('a queue whose consumer gives up after 30 ms pays as often as it delivers', () => {
  const consumers = { concurrency: 1000, policy: [timeout({ timeoutMs: 30 })] }
  const broker = { depthMax: 1000, deliveriesMax: 4 }
  expect(payments({ style: 'queue', broker, consumers })).toEqual({ executions: 400, duplicates: 300 })
})

test('a lease shorter than the work delivers again: each message is executed twice', () => {
  const broker = { depthMax: 1000, deliveriesMax: 2, leaseMs: 30 }
  expect(payments({ style: 'queue', broker, consumers: { concurrency: 1000 } })).toEqual({
    executions: 200,
    duplicates: 100,
  })
})

test('an execution that fails is none: what fails once and then succeeds is no duplicate', () => {
  const policy = [retry({ retriesMax: 20 })]
  const { executions, duplicates } = payments({ style: 'rpc', policy }, { failureRatio: 0.5 })
  expect({ executions, duplicates }).toEqual({ executions: 100, duplicates: 0 })
})

test('a patient client pays once', () => {
  expect(payments({ style: 'rpc', policy: [timeout({ timeoutMs: 51 })] })).toEqual({ executions: 100, duplicates: 0 })
})
