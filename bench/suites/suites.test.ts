import { expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { runVirtual } from '../engine/virtual.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { PhaseResult, RunResult } from '../metrics/result.ts'
import { attemptsOf, busyMs, scopesOf, usefulBusyMs } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import { trial } from '../study/trial.ts'
import type { SuiteInput } from '../suite.ts'
import { SUITES } from './catalogue.ts'
import { chain } from './chain.ts'
import { flashCrowd } from './flash-crowd.ts'
import { partialOutage } from './partial-outage.ts'
import { poisonMessage } from './poison-message.ts'
import { redriveFlood } from './redrive-flood.ts'
import { retryStorm } from './retry-storm.ts'
import { rpcFrontQueueBack } from './rpc-front-queue-back.ts'
import { slowConsumer } from './slow-consumer.ts'
import { slowDependency } from './slow-dependency.ts'
import { visibilityTimeout } from './visibility-timeout.ts'

/** A cell by `arm` or `variant arm`. */
function cellNamed(suite: SuiteInput, name: string): Cell {
  const [arm, variant] = name.split(' ').reverse()
  return cellsOf(parseSuite(suite)).find((one) => one.arm === arm && one.variant === (variant ?? one.variant))!
}

/**
 * A suite that is down a minute after its trigger counts as collapsed here. The nightly judges all suites with their
 * own horizon.
 */
const HORIZON_MS = 60_000

/** The different verdicts on a cell over this number of seeds. */
function verdictsOf(suite: SuiteInput, name: string, seeds: number): string[] {
  const cell = cellNamed(suite, name)
  const { verdicts } = trial({ ...cell, collapseAfterMs: HORIZON_MS }, { first: cell.seed, count: seeds })
  return Object.entries(verdicts).flatMap(([kind, count]) => (count > 0 ? [kind] : []))
}

const made = new Map<string, RunResult>()
/** Simulates each run once: several tests look at it. */
function runOf(cell: Cell, repeat: number): RunResult {
  const key = JSON.stringify([cell, repeat])
  const run = made.get(key) ?? runVirtual(cell, { repeat })
  made.set(key, run)
  return run
}

/** Runs of a cell with this number of seeds. */
function runs(suite: SuiteInput, name: string, seeds: number): RunResult[] {
  const cell = cellNamed(suite, name)
  return Array.from({ length: seeds }, (_, i) => runOf(cell, i + 1))
}
const countsOf = (run: RunResult) => scopesOf(run)[0]!.counts
const phaseOf = (run: RunResult, phase: string) => run.phases.find((one) => one.phase === phase)!
const goodOf = ({ outcomes, late }: { outcomes: { ok: number }; late: number }) => outcomes.ok - late
const wastedOf = (run: RunResult) => 1 - usefulBusyMs(run) / busyMs(run)
/** Whether all lie in the bounds; what does not is shown. */
const outside = (values: number[], low: number, high: number) => values.filter((value) => value < low || value > high)

/** A seed is enough for the long suites; the short ones meet five. */
const seedsOf = ({ suite }: Cell) => (['tutorial', 'burst', 'brownout'].includes(suite) ? 5 : 1)

test.each(SUITES)('every arm of $name keeps its ledger, and the target sees each attempt', (suite) => {
  for (const cell of cellsOf(parseSuite(suite))) {
    for (let repeat = 1; repeat <= seedsOf(cell); repeat++) {
      const run = runOf(cell, repeat)
      const doubts = run.warnings.filter(({ message }) => message.includes('ledger'))
      expect(doubts, `${cell.suite} ${cell.variant} ${cell.arm} repeat ${repeat}`).toEqual([])
      expect(run.phases.reduce((sum, counts) => sum + attemptsOf(counts), 0)).toBe(run.target?.attempts)
    }
  }
})

test('retry-storm: retries keep the target down, with and without backoff; budget, breaker and queue do not', () => {
  // A minute after the cut is twelve times what the backlog alone would take.
  const suite = { ...retryStorm, load: { arrival: 'poisson', plan: '90s@140' } } as const
  const naive = runs(suite, 'naive-retries', 5)
  const jitter = runs(suite, 'full-jitter', 1)
  expect(verdictsOf(suite, 'naive-retries', 3)).toEqual(['metastable'])
  expect(verdictsOf(suite, 'full-jitter', 1)).toEqual(['metastable'])
  expect(naive.map((run) => goodOf(phaseOf(run, 'recovery')))).toEqual([0, 0, 0, 0, 0])
  const perRequest = (counts: PhaseResult) => attemptsOf(counts) / counts.requests
  const after = [...naive, ...jitter].map((run) => perRequest(phaseOf(run, 'recovery')))
  expect(outside(after, 3.99, 4)).toEqual([])
  expect(verdictsOf(suite, 'breaker', 5)).toEqual(['recovered'])
  expect(verdictsOf(suite, 'bounded-queue', 5)).toEqual(['recovered'])
  const budget = runs(suite, 'budget', 5)
  expect(verdictsOf(suite, 'budget', 5)).toEqual(['slow'])
  expect(
    outside(
      budget.map((run) => perRequest(countsOf(run))),
      1,
      1.01,
    ),
  ).toEqual([])
})

test('slow-dependency: a short timeout wastes nearly all, a long one gets most; retries go on wasting', () => {
  const share = (arm: string, phase = 'trigger') =>
    runs(slowDependency, arm, 3).map((run) => goodOf(phaseOf(run, phase)) / phaseOf(run, phase).requests)
  expect(outside(share('short-timeout'), 0, 0.05)).toEqual([])
  expect(outside(share('long-timeout'), 0.7, 1)).toEqual([])
  expect(outside(share('short-timeout', 'recovery'), 0.95, 1)).toEqual([])
  expect(outside(share('short-timeout-retries', 'recovery'), 0, 0.1)).toEqual([])
})

test('partial-outage: a breaker that opens loses three quarters of what nothing is wrong with', () => {
  const lost = (arm: string) => runs(partialOutage, arm, 3).map(({ spared }) => spared!.requests - spared!.good)
  expect(outside(lost('no-breaker'), 1, 50)).toEqual([])
  expect(lost('retries')).toEqual([0, 0, 0])
  expect(outside(lost('breaker-50'), 50, 150)).toEqual([])
  // Two thirds of 240/s for 10 s are 1600.
  expect(outside(lost('breaker-20'), 1000, 1300)).toEqual([])
})

test('flash-crowd: first in, first out with retries stays down; newest first or with a bound in time it does not', () => {
  const crowd = (name: string) => runs(flashCrowd, name, 1)
  expect(verdictsOf(flashCrowd, 'fifo retries', 1)).toEqual(['metastable'])
  for (const variant of ['bounded-in-time', 'lifo']) {
    expect([variant, verdictsOf(flashCrowd, `${variant} retries`, 1)]).toEqual([variant, ['recovered']])
  }
  const share = (name: string) => crowd(name).map((run) => goodOf(countsOf(run)) / countsOf(run).requests)
  // CoDel alone drops too slowly; behind a bulkhead the order of the queue hardly matters.
  expect(outside([...share('fifo no-retries'), ...share('codel no-retries')], 0.37, 0.41)).toEqual([])
  expect(outside([...share('fifo bulkhead'), ...share('lifo bulkhead')], 0.59, 0.6)).toEqual([])
})

test('chain: retries everywhere make five to six calls of one and stay; in one place or with budgets they do neither', () => {
  const short = { ...chain, load: { arrival: 'poisson', plan: '30s@300' } } as const
  const calls = (list: RunResult[]) => list.map((run) => (run.target?.leafAttempts ?? 0) / countsOf(run).requests)
  const everywhere = runs(chain, 'retries-everywhere client', 1)
  expect(verdictsOf(chain, 'retries-everywhere client', 1)).toEqual(['metastable'])
  expect(outside(calls(everywhere), 5, 6)).toEqual([])
  for (const variant of ['retries-at-the-client', 'retries-at-the-middle', 'budget-everywhere']) {
    const list = runs(short, `${variant} client`, 2)
    expect([variant, verdictsOf(short, `${variant} client`, 2), outside(calls(list), 1, 1.6)]).toEqual([
      variant,
      ['recovered'],
      [],
    ])
  }
})

test('poison-message: without a limit it never ends and makes the others late; a delay or a limit helps them', () => {
  for (const arm of ['no-limit', 'no-limit-delayed', 'dead-letter-after-5', 'dead-letter-after-5-delayed']) {
    for (const run of runs(poisonMessage, arm, 2)) {
      const { requests, outcomes, late } = countsOf(run)
      const poison = outcomes.unfinished + outcomes['dead-lettered']
      expect([arm, outcomes.ok + poison]).toEqual([arm, requests])
      expect(outside([poison / requests], 0.017, 0.023)).toEqual([])
      expect([arm, outcomes.unfinished > 0]).toEqual([arm, arm.startsWith('no-limit')])
      expect(outside([late / requests], arm === 'no-limit' ? 0.2 : 0, arm === 'no-limit' ? 0.4 : 0)).toEqual([])
    }
  }
})

test('redrive-flood: at once makes thousands of new messages late, paced none', () => {
  const late = (arm: string) => {
    const run = runs(redriveFlood, arm, 1)[0]!
    return { outage: phaseOf(run, 'trigger').late, after: phaseOf(run, 'recovery').late }
  }
  expect(late('no-redrive')).toEqual({ outage: 0, after: 0 })
  expect(late('paced')).toEqual({ outage: 3105, after: 0 })
  expect(late('at-once').outage).toBe(3105)
  expect(outside([late('at-once').after], 6000, 8000)).toEqual([])
})

test('visibility-timeout: the shorter the lease, the more duplicates and waste; the median grows, the 99th percentile falls', () => {
  const arms = ['lease-80ms', 'lease-200ms', 'lease-1s', 'no-lease'].map((arm) => runs(visibilityTimeout, arm, 1)[0]!)
  const duplicates = arms.map((run) => countsOf(run).duplicates)
  expect(duplicates).toEqual(duplicates.toSorted((a, b) => b - a))
  expect(outside(duplicates.slice(0, 1), 2800, 3300)).toEqual([])
  expect(duplicates.slice(2)).toEqual([4, 0])
  expect(arms.map((run) => Math.round(10 * wastedOf(run)) / 10 + 0)).toEqual([0.5, 0.3, 0, 0])
  expect(arms.map((run) => goodOf(countsOf(run)) === countsOf(run).requests)).toEqual([true, true, true, true])
  const quantile = (run: RunResult, q: number) => Histogram.from(countsOf(run).latencies.response).percentileUs(q)
  const [short, none] = [arms[0]!, arms[3]!]
  expect(outside([quantile(short, 0.5) / quantile(none, 0.5)], 1.25, 1.45)).toEqual([])
  expect(quantile(short, 0.99)).toBeLessThan(quantile(none, 0.99))
})

test('rpc-front-queue-back: an unbounded queue accepts all and does a third late, a bounded one all but a few in time', () => {
  const [unbounded, bounded] = ['queue-unbounded', 'queue-bounded'].map((arm) => runs(rpcFrontQueueBack, arm, 2))
  for (const { outcomes, late, requests } of unbounded!.map(countsOf)) {
    expect([outcomes.ok, outside([late / requests], 0.3, 0.4)]).toEqual([requests, []])
  }
  for (const { outcomes, late, requests } of bounded!.map(countsOf)) {
    expect([outcomes.ok + outcomes.rejected, outside([late], 1, 100)]).toEqual([requests, []])
  }
})

test('slow-consumer: without a bound nobody notices and most come late; a bound rejects, a TTL makes dead letters', () => {
  const [unbounded, bounded, ttl] = ['unbounded', 'bounded-150', 'ttl-1500ms'].map((arm) => runs(slowConsumer, arm, 2))
  for (const { outcomes, late, requests } of unbounded!.map(countsOf)) {
    expect([outcomes.ok, outside([late / requests], 0.6, 0.85)]).toEqual([requests, []])
  }
  for (const { outcomes, late, requests } of bounded!.map(countsOf)) {
    expect([outcomes.ok + outcomes.rejected, late, outside([outcomes.rejected / requests], 0.17, 0.25)]).toEqual([
      requests,
      0,
      [],
    ])
  }
  for (const { outcomes, late, requests } of ttl!.map(countsOf)) {
    const dead = outcomes['dead-lettered']
    expect([outcomes.ok + dead, late, outside([dead / requests], 0.17, 0.25)]).toEqual([requests, 0, []])
  }
})
