import type { RunResult } from '../metrics/result.ts'
import { type Check, meanOverSeeds, row } from './check.ts'
import { between, runOnce, seedsOf, soleCell, total, warmedUp } from './sole-cell.ts'

const SOURCE = "W = 1 + 0.01 L s and Little's law: M. Brooker, simulator_example, simple_collapse_sim/sim.py"
/** Seconds that one more attempt in the system adds to each answer. */
const SLOPE = 0.01
const SEEDS = 20
const WARMUP_MS = 40_000
const MEASURED_MS = 100_000
const TARGET = { model: 'linear', baseMs: 1000, perInFlightMs: SLOPE * 1000 } as const

/**
 * C6: the system holds L = lambda/(1 - 0.01 lambda) attempts, and at most 100 attempts/s get through. The law leaves
 * the arriving attempt out, and the server counts it. Since Poisson arrivals see time averages, W = 1 + 0.01 (L + 1),
 * and L is 1 % larger.
 */
export function* linearServer(rates: readonly number[] = [20, 50]): Generator<Check> {
  for (const rate of rates) {
    const law = rate / (1 - SLOPE * rate)
    const cell = soleCell(
      'linear-server',
      { target: TARGET, load: warmedUp(rate, WARMUP_MS, MEASURED_MS) },
      { style: 'rpc' },
    )
    const inSystem = [...seedsOf(cell, SEEDS)].map(meanInFlight)
    const name = `attempts in a linear server at ${rate}/s: lambda/(1 - 0.01 lambda) = ${law.toFixed(1)}, and itself`
    yield meanOverSeeds({ id: 'C6', name, source: SOURCE }, law * (1 + SLOPE), inSystem, 2)
  }
  yield asymptote()
}

/**
 * Above 100/s the number inside grows by lambda - 100 per second, and in the limit 100/s leave. Attempts that arrive
 * while r/s leave meet an L that grows by lambda - r. They leave at lambda/(1 + 0.01 (lambda - r)), which approaches
 * 100 as 1/t approaches 0.
 */
function asymptote(): Check {
  // The server's limit of 60 s per attempt is not reached by then.
  const [rate, fromS, toS] = [120, 200, 250]
  const cell = soleCell(
    'linear-server',
    { target: TARGET, load: `${toS}s@${rate}`, drainMs: 1000, validity: { unfinishedRatioMax: 1 } },
    { style: 'rpc' },
  )
  const run = runOnce(cell)
  const perSecond = total(between(run, fromS * 1000, toS * 1000), 'good') / (toS - fromS)
  const law = fluidPerSecond(rate, fromS, toS)
  // Attempts are whole: at each end of the span one may leave a little earlier or later.
  const slack = 2 / (toS - fromS)
  const claim = { id: 'C6', name: `answers/s of a linear server at ${rate}/s, after ${fromS} s`, source: SOURCE }
  const published = `${law.toFixed(2)}, in the limit ${1 / SLOPE}`
  const tolerance = `+-${slack}: an answer at each end of ${toS - fromS} s, even arrivals`
  return row(claim, published, perSecond.toFixed(2), tolerance, Math.abs(perSecond - law) <= slack)
}

/** Mean rate at which a fluid of `rate`/s leaves a linear server from `fromS` to `toS`, if it begins at 0. */
export function fluidPerSecond(rate: number, fromS: number, toS: number): number {
  let [startS, endS, leaving, sum] = [0, 1, 0, 0]
  while (startS < toS) {
    sum += leaving * Math.max(0, Math.min(endS, toS) - Math.max(startS, fromS))
    const stretch = 1 + SLOPE * (rate - leaving)
    ;[startS, endS, leaving] = [endS, endS + (endS - startS) * stretch, rate / stretch]
  }
  return sum / (toS - fromS)
}

/** Time average of the attempts in the target, from its state at the end of each window. */
function meanInFlight(run: RunResult): number {
  const rows = between(run, WARMUP_MS, WARMUP_MS + MEASURED_MS)
  return rows.reduce((sum, { targetInFlight }) => sum + targetInFlight!, 0) / rows.length
}
