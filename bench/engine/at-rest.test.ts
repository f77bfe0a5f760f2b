import { describe, expect, test } from 'vitest'
import { failed, type Outcome, TIMEOUT } from '../core/outcome.ts'
import { answerMaxMs, isAtRest, levelOf, type Probe, quicker, restMaxMs, showLevel } from './at-rest.ts'

const ERROR = failed('http 503')
const OK: Outcome = { kind: 'ok', busyMs: Number.NaN }
const probes = (outcome: Outcome, ...ms: readonly number[]): Probe[] => {
  const isAnswer = outcome.kind === 'ok' || outcome === ERROR
  return ms.map((one) => ({ ms: one, outcome, isAnswer }))
}
const ok = (...ms: readonly number[]) => probes(OK, ...ms)
const error = (...ms: readonly number[]) => probes(ERROR, ...ms)
const none = (...ms: readonly number[]) => probes(failed('reset'), ...ms)
const times = (count: number, ms: number) => Array.from({ length: count }, () => ms)

describe('a level', () => {
  test('is shown by ten probes, or by fewer that took 3 s together', () => {
    expect([showLevel(ok(...times(9, 1))), showLevel(ok(...times(10, 1)))]).toEqual([false, true])
    expect([showLevel(ok(1000, 1999)), showLevel(ok(1000, 2000))]).toEqual([false, true])
    expect(showLevel([])).toBe(false)
  })

  test('is the slowest answer of the later half: a cold start is left out', () => {
    expect(levelOf(ok(900, 300, 80, 40, 30, 4, 5, 6, 5, 4))).toEqual({ answerMs: 6, hasErrors: false })
    expect(levelOf(ok(8000))).toEqual({ answerMs: 8000, hasErrors: false })
    expect(levelOf(ok(2500, 600))).toEqual({ answerMs: 600, hasErrors: false })
  })

  test('of a service that errs by chance has errors, also if they came early', () => {
    expect(levelOf([...error(1), ...ok(1, 2, 3)])).toEqual({ answerMs: 3, hasErrors: true })
    expect(levelOf(error(1, 2, 3, 4))).toEqual({ answerMs: 4, hasErrors: true })
  })

  test('cannot be known when most probes of the later half had no answer', () => {
    expect(levelOf([])).toBeUndefined()
    expect(levelOf(none(1, 1, 1, 1))).toBeUndefined()
    expect(levelOf(probes(TIMEOUT, 10_000))).toBeUndefined()
    expect(levelOf([...ok(1, 1, 1), ...none(9, 9), ...ok(1)])).toBeUndefined()
    expect(levelOf([...none(9, 9), ...ok(2), ...none(9)])).toEqual({ answerMs: 2, hasErrors: false })
  })

  test('of two is the quicker one, with the errors of both', () => {
    const cold = { answerMs: 40, hasErrors: true }
    expect(quicker(cold, { answerMs: 5, hasErrors: false })).toEqual({ answerMs: 5, hasErrors: true })
    expect(quicker(cold, undefined)).toBe(cold)
  })
})

describe('at rest', () => {
  const level = { answerMs: 25, hasErrors: false }

  test('an answer may be twice as slow, and 20 ms for a busy machine', () => {
    expect(answerMaxMs(level)).toBe(70)
    expect(answerMaxMs({ answerMs: 0.4, hasErrors: false })).toBe(20.8)
  })

  test('five good answers in a row, up to the last', () => {
    expect(isAtRest(ok(...times(4, 25)), level)).toBe(false)
    expect(isAtRest(ok(...times(5, 70)), level)).toBe(true)
    expect(isAtRest(ok(...times(4, 25), 70.1), level)).toBe(false)
    expect(isAtRest(ok(70.1, ...times(4, 25)), level)).toBe(false)
    expect(isAtRest(ok(834, 70.1, ...times(5, 25)), level)).toBe(true)
    expect(isAtRest([], level)).toBe(false)
  })

  test('a slow service needs fewer: those that took a second together', () => {
    const slow = { answerMs: 400, hasErrors: false }
    expect([isAtRest(ok(400, 400), slow), isAtRest(ok(400, 400, 200), slow)]).toEqual([false, true])
    expect(isAtRest(ok(8000), { answerMs: 8000, hasErrors: false })).toBe(true)
  })

  test('a service has its drain to come to rest, and the time of good probes in a row after that', () => {
    expect(restMaxMs(1000, level)).toBe(1000 + 5 * 70)
    expect(restMaxMs(1000, { answerMs: 300, hasErrors: false })).toBe(1000 + 1000 + 620)
    expect(restMaxMs(0, { answerMs: 300, hasErrors: false })).toBe(1620)
  })

  test('an error is good only where there were errors at first, and no answer never is', () => {
    expect(isAtRest(error(...times(5, 1)), level)).toBe(false)
    expect(isAtRest(error(...times(5, 1)), { ...level, hasErrors: true })).toBe(true)
    expect(isAtRest([...ok(...times(5, 1)), ...error(1)], level)).toBe(false)
    expect(isAtRest(none(...times(9, 1)), { ...level, hasErrors: true })).toBe(false)
  })
})
