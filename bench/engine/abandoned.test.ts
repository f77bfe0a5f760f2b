import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import type { Cancel } from '../core/clock.ts'
import type { Outcome } from '../core/outcome.ts'
import { custom, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import type { PolicyInput } from '../policy/stack.ts'
import type { SuiteInput } from '../suite.ts'
import { runVirtual } from './virtual.ts'

/** Sends a second attempt after this time, takes the first answer and gives up the other attempt. */
const hedge = (afterMs: number) =>
  custom('hedge', ({ clock }) => (inner) => (request, settle) => {
    const cancels: Cancel[] = []
    const end = () => {
      for (const cancel of cancels) cancel()
    }
    const answered = (outcome: Outcome) => {
      end()
      settle(outcome)
    }
    cancels.push(inner(request, answered))
    cancels.push(clock.at(clock.nowMs() + afterMs, () => cancels.push(inner({ ...request, cause: 'hedge' }, answered))))
    return end
  })

/** Counters of the target after a hundred requests that take 50 ms each. */
function countersOf(policy: PolicyInput[], overrides: Partial<SuiteInput> = {}) {
  const suite: SuiteInput = {
    name: 'given-up',
    question: 'How much work was done for nobody?',
    target: { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 50 } },
    load: '5s@20',
    arms: { arm: { style: 'rpc', policy } },
    validity: { unfinishedRatioMax: 1 },
    ...overrides,
  }
  const { status, target } = runVirtual(cellsOf(parseSuite(suite))[0]!, { repeat: 1 })
  expect(status).toBe('valid')
  return target!
}

test('the losers of 100 hedges are abandoned: the target finished them after their caller had its answer', () => {
  expect(countersOf([hedge(20)])).toMatchObject({ attempts: 200, ok: 200, abandoned: 100, duplicates: 100 })
  expect(countersOf([hedge(49)])).toMatchObject({ attempts: 200, abandoned: 100 })
  expect(countersOf([hedge(51)])).toMatchObject({ attempts: 100, abandoned: 0 })
})

test('a loser that has a deadline is counted once, whether it ends before the deadline or after', () => {
  for (const timeoutMs of [51, 69, 71, 1000]) {
    expect(countersOf([hedge(20), timeout({ timeoutMs })])).toMatchObject({ attempts: 200, abandoned: 100 })
  }
})

test('what ends just when its caller gives up is not abandoned, what ends later is', () => {
  expect(countersOf([timeout({ timeoutMs: 50 })]).abandoned).toBe(0)
  expect(countersOf([timeout({ timeoutMs: 49.999 })]).abandoned).toBe(100)
})

test('all that is under way when the run ends is abandoned', () => {
  // The run ends at 1005 ms, when the last four of 100 are under way: those of 960 to 990 ms.
  const load = { load: '1s@100', drainMs: 5 }
  expect(countersOf([], load)).toMatchObject({ attempts: 100, ok: 100, abandoned: 4 })
})
