import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import type { PhaseResult } from './result.ts'
import { scopesOf } from './scope.ts'
import { histogram, phaseResult, runResult } from './testing.ts'

test('the warm-up is a separate scope and not part of all', () => {
  const phases = (['warmup', 'baseline', 'trigger'] as const).map((phase, i) =>
    phaseResult({ phase, outcomes: { ok: 10 ** i }, latencies: { response: histogram([1], 10 ** i) } }),
  )
  const scopes = scopesOf(runResult({ phases }))
  expect(scopes.map(({ phase, counts }) => [phase, counts.requests, counts.latencies.response.count])).toEqual([
    ['all', 110, 110],
    ['warmup', 1, 1],
    ['baseline', 10, 10],
    ['trigger', 100, 100],
  ])
})

test('with two equal phases each field of all is the double', () => {
  const of = (n: number) =>
    phaseResult({
      spanMs: 100 * n,
      late: n,
      goodDone: 2 * n,
      duplicates: 3 * n,
      usefulBusyMs: 4 * n,
      expectedFailures: 5 * n,
      outcomes: { ok: 6 * n, failed: 7 * n },
      attempts: { first: 8 * n, retry: 9 * n },
      rejections: { breaker: 10 * n },
      latencies: { response: histogram([1], 11 * n), service: histogram([2], 12 * n) },
    })
  const [all] = scopesOf(runResult({ phases: [of(1), { ...of(1), phase: 'trigger' }] }))
  expect(all!.counts).toEqual(of(2))
})

test('a run of one phase has one scope', () => {
  expect(scopesOf(runResult()).map(({ phase }) => phase)).toEqual(['all'])
})

test('of whatever phases, all is the sum of those after the warm-up, in any order', () => {
  const outcomes = fc.record({ ok: fc.nat(50), failed: fc.nat(50), dropped: fc.nat(50) })
  fc.assert(
    fc.property(fc.tuple(outcomes, outcomes, outcomes, outcomes), ([warmup, ...rest]) => {
      const names = ['baseline', 'trigger', 'recovery'] as const
      const phases: PhaseResult[] = rest.map((outcomes, i) =>
        phaseResult({ phase: names[i]!, outcomes, reasons: { r: i } }),
      )
      const run = runResult({ phases: [...phases.toReversed(), phaseResult({ phase: 'warmup', outcomes: warmup })] })
      const [all] = scopesOf(run)
      const total = (of: (counts: PhaseResult) => number) => phases.reduce((sum, counts) => sum + of(counts), 0)
      for (const kind of OUTCOME_KINDS) expect(all!.counts.outcomes[kind]).toBe(total(({ outcomes }) => outcomes[kind]))
      expect(all!.counts.requests).toBe(total(({ requests }) => requests))
      expect(all!.counts).toMatchObject({
        spanMs: 3000,
        reasons: { r: 3 },
        goodDone: total(({ goodDone }) => goodDone),
      })
    }),
  )
})
