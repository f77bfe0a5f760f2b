import type { RunResult } from '../metrics/result.ts'
import { type Check, row } from './check.ts'
import { differenceOfShares, type Proportion } from './interval.ts'
import { between, seedsOf, soleCell, total } from './sole-cell.ts'

const SOURCE = 'M. Brooker, simulator_example, simple_collapse_sim/sim.py (6546e60), run with seeds 0 to 39'

/**
 * Collapsed runs of his program, which prints time series and no such number. In the last 10 s of a run either no
 * request succeeds or about nine of ten do. These are Python's seeds 0 to 39. A second program with the same rules had
 * 751 and 1 of seeds 0 to 999; here it was 307 of 400 and 2 of 1000 seeds.
 */
const PUBLISHED: { readonly none: Proportion; readonly backoff: Proportion } = {
  none: { successes: 28, n: 40 },
  backoff: { successes: 0, n: 40 },
}

const SEEDS = 40
const LOAD = {
  arrival: 'poisson',
  stages: [
    { durationMs: 20_000, ratePerSecond: 40 },
    { durationMs: 5000, ratePerSecond: 80 },
    { durationMs: 55_000, ratePerSecond: 40 },
  ],
} as const
const LAST_MS = { fromMs: 70_000, toMs: 80_000 }

/**
 * R3: a server that gets slower with each request in it, a spike of 5 s, and three tries. Does backoff let it come
 * back?
 */
export function* simpleCollapse(published = PUBLISHED): Generator<Check> {
  const arms = [
    { name: 'no backoff', of: 'none', backoff: { kind: 'none' } },
    {
      name: 'backoff U(0, 20 s), U(0, 40 s)',
      of: 'backoff',
      backoff: { kind: 'full-jitter', baseMs: 20_000, capMs: 40_000 },
    },
  ] as const
  for (const { name, of, backoff } of arms) {
    const cell = soleCell(
      'simple-collapse',
      {
        target: { model: 'linear', baseMs: 1000, perInFlightMs: 10, network: { kind: 'exponential', meanMs: 100 } },
        load: LOAD,
        // His runs end at 80 s too, even with open requests.
        drainMs: 1,
        validity: { unfinishedRatioMax: 1 },
      },
      {
        style: 'rpc',
        policy: [
          { kind: 'retry', retriesMax: 2, backoff },
          { kind: 'timeout', timeoutMs: 3000 },
        ],
      },
    )
    const successes = [...seedsOf(cell, SEEDS)].filter(hasCollapsed).length
    yield sameShare(name, published[of], { successes, n: SEEDS })
  }
}

/**
 * Whether the last 10 s have fewer than half as many answers as requests. Any share between 0.1 and 0.9 gives the same
 * runs.
 */
function hasCollapsed(run: RunResult): boolean {
  const rows = between(run, LAST_MS.fromMs, LAST_MS.toMs)
  return total(rows, 'good') < 0.5 * total(rows, 'offered')
}

/** Both shares are estimates, so their difference must be compatible with 0. */
function sameShare(name: string, claimed: Proportion, measured: Proportion): Check {
  const [low, high] = differenceOfShares(measured, claimed)
  return row(
    { id: 'R3', name: `share of runs that collapse: ${name}`, source: SOURCE },
    shown(claimed),
    shown(measured),
    `difference of two shares, Newcombe 95 %: ${low.toFixed(2)} to ${high.toFixed(2)} has 0 in it`,
    low <= 0 && high >= 0,
  )
}

function shown({ successes, n }: Proportion): string {
  return `${(successes / n).toFixed(2)} (${successes} of ${n})`
}
