import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import type { Measurement } from '../engine/real.ts'
import { histogram } from '../metrics/testing.ts'
import { parseSuite } from '../parse-suite.ts'
import { disagreement } from './disagreement.ts'
import { reportOf } from './worker-link.testing.ts'

const suite = (target: object) => ({
  name: 'small',
  question: 'What contradicts itself?',
  load: '1s@10',
  drainMs: 1000,
  target,
  arms: { rpc: { style: 'rpc' } },
})
const cellOf = (target: object) => cellsOf(parseSuite(suite(target)))[0]!

/** Report of 10 requests, each with one attempt. */
const OWN = reportOf(cellOf({ model: 'workers', slots: 4, service: { kind: 'constant', ms: 10 } }))
const URL_REPORT = reportOf(cellOf({ model: 'url', url: 'http://127.0.0.1:9/' }))
const UNREST = { waitedMs: 1, probes: 1, answerMs: 9, error: null, answerMaxMs: 1 }
const inResult = (more: Partial<Measurement['result']>) => ({ result: { ...OWN.result, ...more } })
const answers = (statuses: Record<string, number>, unanswered: Record<string, number>) => ({
  result: { ...URL_REPORT.result, answers: { statuses, unanswered, resent: 0 } },
})

test('a report in which each attempt was answered does not contradict itself', () => {
  expect(disagreement(OWN, true, { hasBroker: false, isService: false })).toBeUndefined()
  expect(disagreement(URL_REPORT, true, { hasBroker: false, isService: true })).toBeUndefined()
})

test.each<[string, Partial<Measurement>]>([
  ['errors.first: must be a text, count is 1', { errors: { count: 1, first: null } }],
  ['errors.first: must be null, count is 0', { errors: { count: 0, first: 'lost' } }],
  ['attemptsUnsure: must be at most the attempts, 10, got 11', { attemptsUnsure: 11 }],
  ['attemptsNotSent: must be at most attemptsUnsure, 2, got 3', { attemptsUnsure: 2, attemptsNotSent: 3 }],
  ['abandonedEarly: must be at most the attempts, 10, got 11', { abandonedEarly: 11 }],
  ['notRemoved: must be empty, the arm names no broker', { notRemoved: ['a queue'] }],
  ['unrest: must be left out, the target is no service of the user', { unrest: UNREST }],
  ['answers: must be left out, the target counts them', { result: URL_REPORT.result }],
  ['inFlightMax: must be that of the windows, 1, got 2', inResult({ inFlightMax: 2 })],
  ['responses: must hold the latencies of ok, 10, got 9', { responses: [histogram([10], 9)] }],
])('a last report of a target of ours contradicts itself: %s', (why, changes) => {
  expect(disagreement({ ...OWN, ...changes }, true, { hasBroker: false, isService: false })).toBe(why)
})

test.each<[string, Partial<Measurement>]>([
  ['answers: must be counted, the target is a service of the user', { result: OWN.result }],
  ['answers.unanswered: must add up to attemptsUnsure, 0, got 1', answers({ 200: 9 }, { reset: 1 })],
  [
    'answers.unanswered: must hold attemptsNotSent, 1, as those of the generator, got 0',
    { ...answers({ 200: 9 }, { reset: 1 }), attemptsUnsure: 1, attemptsNotSent: 1 },
  ],
  ['answers: must be at most the attempts, 10, got 11', { ...answers({ 200: 10 }, { reset: 1 }), attemptsUnsure: 1 }],
])('a report of a target given by URL contradicts itself: %s', (why, changes) => {
  expect(disagreement({ ...URL_REPORT, ...changes }, true, { hasBroker: false, isService: true })).toBe(why)
})

test('a report at the limits does not contradict itself', () => {
  const edge = { errors: { count: 1, first: '' }, attemptsUnsure: 10, attemptsNotSent: 10, abandonedEarly: 10 }
  expect(
    disagreement({ ...OWN, ...edge, notRemoved: ['a queue'] }, true, { hasBroker: true, isService: false }),
  ).toBeUndefined()
  const sent = { ...answers({ 200: 9 }, { 'generator: no port left': 1 }), attemptsUnsure: 1, attemptsNotSent: 1 }
  expect(
    disagreement({ ...URL_REPORT, ...sent, unrest: UNREST }, true, { hasBroker: false, isService: true }),
  ).toBeUndefined()
})

test('before the last report a run goes on: not every window has ended, and it is interrupted there', () => {
  const going = { ...OWN, ...inResult({ inFlightMax: 2 }), responses: [histogram([10], 9)] }
  const check = (report: Measurement) => disagreement(report, false, { hasBroker: false, isService: false })
  expect(check({ ...going, interrupted: true })).toBeUndefined()
  expect(check(going)).toBe('interrupted: must be true before the last report')
  expect(check({ ...going, ...inResult({ inFlightMax: 0 }), interrupted: true })).toBe(
    'inFlightMax: must be that of the windows, 1, got 0',
  )
  expect(check({ ...going, responses: [histogram([10], 11)], interrupted: true })).toBe(
    'responses: must hold the latencies of ok, 10, got 11',
  )
})
