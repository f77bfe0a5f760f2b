import type { VerdictKind } from '../../bench/metrics/verdict.ts'
import { CAUSES, type Cause, type Losses } from '../../bench/study/why/loss-causes.ts'
import type { ArmWhy, Outcomes, Rates } from '../../bench/study/why/why-data.ts'

/** All of ten seeds with this verdict. */
export function outcomes(verdict: VerdictKind, share: number | null, deficitMedian: number): Outcomes {
  const none = { absorbed: 0, recovered: 0, slow: 0, oscillating: 0, metastable: 0, undecided: 0 }
  const collapse = share === null ? null : { share, low: share === 0 ? 0 : 0.72, high: share === 0 ? 0.28 : 1 }
  const backAfterMs = verdict === 'recovered' ? 4000 : null
  return { verdicts: { ...none, [verdict]: 10 }, verdict, collapse, deficitMedian, backAfterMs }
}
/** Outcomes of an arm that stays down. */
export const collapsed = outcomes('metastable', 1, 2000)
/** Outcomes of an arm that comes back. */
export const recovered = outcomes('recovered', 0, 500)

const rates = (afterMs: number, isEnd: boolean, fields: Partial<Rates> = {}): Rates => ({
  afterMs,
  isEnd,
  offered: 100,
  goodput: 0,
  attempts: 400,
  first: 104,
  afterFailed: 96,
  afterTimeout: 200,
  afterRejected: 0,
  hedges: 0,
  redeliveries: 0,
  ...fields,
})

/** Losses by these causes alone. */
export function losses(trigger: Partial<Record<Cause, number>>, after: Partial<Record<Cause, number>>): Losses {
  const none = Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>
  return { trigger: { ...none, ...trigger }, after: { ...none, ...after } }
}

/** An arm whose retries keep it down. */
export function arm(fields: Partial<ArmWhy> = {}): ArmWhy {
  const difference = { median: 1500, low: 1400.5, high: 1600 }
  return {
    arm: 'naive',
    style: 'rpc',
    complete: true,
    runs: 123,
    full: collapsed,
    undecided: '',
    inTimeMs: 400,
    ablations: [
      { element: 'retry', done: 'removed', kind: 'measured', without: recovered, difference, share: 0.75 },
      { element: 'target.queueMax', done: '40 -> 10000', kind: 'refused', reason: 'target.queueMax: is too much' },
    ],
    rates: [rates(1000, false), rates(10_000, false), rates(60_000, true, { first: 100, afterTimeout: 204 })],
    losses: losses({ retries: 1200, fault: 100 }, { retries: 680, client: 20 }),
    sustain: { attemptsPerRequest: 4, rho: 0.71, demand: 2.8 },
    flips: {
      kind: 'searched',
      candidates: 7,
      found: [
        {
          parameter: 'arms.naive.policy[0].retriesMax',
          from: 3,
          to: 1,
          change: 'arms.naive.policy[0].retriesMax 3 -> 1',
          outcomes: recovered,
        },
      ],
    },
    ...fields,
  }
}
