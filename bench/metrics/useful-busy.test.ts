import { expect, test } from 'vitest'
import { newRequest } from '../core/call.ts'
import { failed, type Outcome } from '../core/outcome.ts'
import type { PhaseSpan } from '../core/phase.ts'
import { Ledger } from './ledger.ts'
import { Timeline } from './timeline.ts'

const SPANS: readonly PhaseSpan[] = [
  { phase: 'warmup', fromMs: 0, toMs: 100 },
  { phase: 'baseline', fromMs: 100, toMs: 200 },
  { phase: 'trigger', fromMs: 200, toMs: 300 },
]
const OK: Outcome = { kind: 'ok', busyMs: 2 }

/** A ledger with a deadline of 50 ms; `at` sets its clock. */
function open() {
  const now = { ms: 0 }
  const options = { spans: SPANS, deadlineMs: 50, injectedFailureRatio: () => 0 }
  const ledger = new Ledger(options, new Timeline(100, SPANS), () => now.ms)
  return { ledger, at: (ms: number) => Object.assign(now, { ms }) }
}

/**
 * Plans a request at `intendedMs`. At `endMs` the target gives these answers in turn, and the request settles as
 * `outcome`.
 */
function answered(
  { ledger, at }: ReturnType<typeof open>,
  intendedMs: number,
  endMs: number,
  answers: Outcome[],
  outcome = OK,
) {
  const planned = newRequest(0, intendedMs)
  at(intendedMs)
  ledger.started(planned)
  at(endMs)
  for (const answer of answers) {
    ledger.attemptStarted(planned)
    ledger.attemptEnded(planned, 1, answer)
  }
  ledger.settled(planned, outcome)
}
const busy = (busyMs: number): Outcome => ({ kind: 'ok', busyMs })
const usefulOf = ({ ledger }: ReturnType<typeof open>) => ledger.result().map(({ usefulBusyMs }) => usefulBusyMs)

test('busy time is useful when the answer came in time, unknown when the target does not report it', () => {
  const books = open()
  answered(books, 0, 50, [busy(2)])
  answered(books, 99, 101, [busy(2)])
  answered(books, 50, 101, [busy(2)])
  answered(books, 101, 101, [busy(2)], failed('error'))
  answered(books, 101, 101, [busy(Number.NaN)])
  answered(books, 200, 260, [busy(Number.NaN)])
  expect(usefulOf(books)).toEqual([4, null, 0])
})

test('useful work is what the target said, not what the policies made of it', () => {
  const books = open()
  answered(books, 0, 1, [busy(2)], busy(1000))
  answered(books, 0, 1, [busy(3), failed('error'), busy(5)], busy(Number.NaN))
  // An answer without the target is no work of the target, whatever the same request had before.
  answered(books, 0, 1, [], busy(1000))
  answered(books, 0, 1, [failed('error')], busy(1000))
  expect(usefulOf(books)).toEqual([7, 0, 0])
})

test('an answer to a request that has settled is not useful', () => {
  const books = open()
  answered(books, 0, 1, [busy(2)])
  books.ledger.attemptStarted(newRequest(0, 0))
  books.ledger.attemptEnded(newRequest(0, 0), 1, busy(4))
  books.ledger.settled(newRequest(0, 0), OK)
  expect(usefulOf(books)).toEqual([2, 0, 0])
})
