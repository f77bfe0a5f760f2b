import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { custom, defineSuite, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import { runVirtual } from './virtual.ts'

/** Ignores a cancel: goes on waiting for the inner call, and settles with its answer. */
const deaf = custom('deaf', () => (inner) => (request, settle) => {
  inner(request, settle)
  return () => undefined
})
const queue = { depthMax: 10_000, deliveriesMax: 3 }
const suite = defineSuite({
  name: 'late',
  question: 'What does a policy count that settles after it was cancelled?',
  deadlineMs: 1000,
  target: { model: 'workers', slots: 50, service: { kind: 'constant', ms: 50 } },
  load: '5s@200',
  arms: {
    honest: { style: 'queue', broker: queue, consumers: { concurrency: 50, policy: [timeout({ timeoutMs: 20 })] } },
    deaf: { style: 'queue', broker: queue, consumers: { concurrency: 50, policy: [timeout({ timeoutMs: 20 }), deaf] } },
    'deaf-rpc': { style: 'rpc', policy: [timeout({ timeoutMs: 20 }), deaf] },
  },
})

test('an answer after the timeout that cancelled it is no success of either arm, and the run is invalid', () => {
  const runs = cellsOf(parseSuite(suite)).map((cell) => runVirtual(cell, { repeat: 1 }))
  const figures = runs.map(({ status, phases: [counts], target }) => {
    const { requests, outcomes, attempts } = counts!
    return [status, requests, outcomes.ok, outcomes.timeout, outcomes['dead-lettered'], attempts, target?.attempts]
  })
  const thrice = { first: 1000, retry: 0, hedge: 0, redelivery: 2000 }
  expect(figures).toEqual([
    ['valid', 1000, 0, 0, 1000, thrice, 3000],
    ['invalid', 1000, 0, 0, 1000, thrice, 3000],
    ['invalid', 1000, 0, 1000, 0, { ...thrice, redelivery: 0 }, 1000],
  ])
  expect(runs.map(({ warnings }) => warnings.map(({ message }) => message))).toEqual([
    [],
    ...[3000, 1000].map((errors) => [
      `${errors} errors were thrown or reported during the run, the first: policy deaf settled request 0 after it was cancelled`,
    ]),
  ])
})
