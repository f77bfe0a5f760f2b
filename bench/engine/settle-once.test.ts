import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { custom, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import type { PolicyInput } from '../policy/stack.ts'
import type { SuiteInput } from '../suite.ts'
import { runVirtual } from './virtual.ts'

/** Ignores a cancel, and so answers after it. */
const deaf = custom('deaf', () => (inner) => (request, settle) => {
  inner(request, settle)
  return () => undefined
})
const twice = custom(
  'twice',
  () => (inner) => (request, settle) =>
    inner(request, (outcome) => {
      settle(outcome)
      settle(outcome)
    }),
)

/** A hundred requests whose work takes 50 ms, through this policy in both styles. */
function bothStyles(policy: PolicyInput[]) {
  const suite: SuiteInput = {
    name: 'late',
    question: 'Does an answer count that came too often or too late?',
    target: { model: 'workers', slots: 50, service: { kind: 'constant', ms: 50 } },
    load: '1s@100',
    arms: {
      rpc: { style: 'rpc', policy },
      queue: {
        style: 'queue',
        broker: { depthMax: 1000, deliveriesMax: 3 },
        consumers: { concurrency: 50, policy },
      },
    },
  }
  return cellsOf(parseSuite(suite)).map((cell) => {
    const { status, phases, warnings } = runVirtual(cell, { repeat: 1 })
    const { ok, timeout, 'dead-lettered': dead } = phases[0]!.outcomes
    return { status, ok, timeout, dead, duplicates: phases[0]!.duplicates, doubt: warnings[0]!.message }
  })
}

test('an answer after the cancel counts for nothing and makes a run invalid, in both styles', () => {
  const [rpc, queue] = bothStyles([timeout({ timeoutMs: 20 }), deaf])
  const doubt =
    'errors were thrown or reported during the run, the first: policy deaf settled request 0 after it was cancelled'
  expect(rpc).toEqual({ status: 'invalid', ok: 0, timeout: 100, dead: 0, duplicates: 0, doubt: `100 ${doubt}` })
  expect(queue).toEqual({ status: 'invalid', ok: 0, timeout: 0, dead: 100, duplicates: 0, doubt: `300 ${doubt}` })
})

test('a second answer counts for nothing and makes a run invalid, in both styles', () => {
  const [rpc, queue] = bothStyles([twice])
  const doubt = '100 errors were thrown or reported during the run, the first: policy twice settled request 0 twice'
  expect(rpc).toEqual({ status: 'invalid', ok: 100, timeout: 0, dead: 0, duplicates: 0, doubt })
  expect(queue).toEqual(rpc)
})
