import { capacityPerSecond } from '../../../targets/capacity.ts'
import type { TargetSpec } from '../../../targets/spec.ts'
import type { RunResult } from '../../metrics/result.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { Suite } from '../../suite.ts'
import { cellOf, type Seeds } from '../trial.ts'
import { usualRatePerSecond } from '../usual-rate.ts'
import type { Runs, WhySteps } from './runs.ts'
import type { Before } from './watch.ts'
import type { Sustain } from './why-data.ts'

/** Length of the outage, ms. Its second half is measured: by then budgets are spent and breakers open. */
const OUTAGE_MS = 60_000
/** Most requests in the outage. A load with a higher rate has a shorter outage. */
const REQUESTS_MAX = 50_000
/** Most seeds that are run, since the figure differs little between seeds. */
export const SUSTAIN_SEEDS = 3

/**
 * Runs the arm under its load before the trigger against a target that answers nothing at all. After a while it counts
 * attempts per planned request: 1 + r_inf, as limited by deadlines, budgets, breakers and bulkheads. For a chain it
 * counts calls of the leaf over the calls without any retry. Null when nothing is planned before the trigger.
 */
export function* sustainOf(
  suite: Suite,
  arm: string,
  before: Before | undefined,
  { first, count }: Seeds,
  runs: Runs,
): WhySteps<Sustain | null> {
  const ratePerSecond = usualRatePerSecond(suite) ?? before?.requestsPerSecond
  if (!ratePerSecond) return null
  const cell = cellOf(inOutage(suite, ratePerSecond), arm)
  let [attempts, requests] = [0, 0]
  const seeds = Math.min(count, SUSTAIN_SEEDS)
  for (let i = 0; i < seeds; i++) {
    const counts = lateCounts(yield* runs.run(cell, first + i, 'nothing answers'))
    attempts += counts.attempts
    requests += counts.requests
  }
  const capacity = capacityPerSecond(suite.target)
  const attemptsPerRequest = requests === 0 ? 0 : attempts / requests / leafCallsPerRequest(suite.target)
  return {
    attemptsPerRequest,
    rho: before?.rho ?? (capacity === undefined ? null : ratePerSecond / capacity),
    demand: capacity === undefined ? null : (attemptsPerRequest * ratePerSecond) / capacity,
  }
}

function inOutage(suite: Suite, ratePerSecond: number): Suite {
  const durationMs = Math.min(OUTAGE_MS, Math.ceil((REQUESTS_MAX * 1000) / ratePerSecond))
  const stages = [{ durationMs, ratePerSecond }]
  // Requests still open at the end show nothing more.
  const drainMs = 1
  const faults = [{ kind: 'outage', mode: 'lost', fromMs: 0, toMs: durationMs + drainMs }]
  return parseSuite({
    ...suite,
    drainMs,
    faults,
    load: { arrival: suite.load.arrival, stages },
    arms: withoutRedrive(suite.arms),
  })
}

/** Removes the redrive: dead letters that come back once are no lasting load. */
function withoutRedrive(arms: Suite['arms']): unknown {
  return Object.fromEntries(
    Object.entries(arms).map(([name, arm]) => [name, { ...arm, ...(arm.style === 'queue' && { redrive: undefined }) }]),
  )
}

/** Requests and attempts of the second half; for a chain of the whole run, since calls of its leaf have no times. */
function lateCounts({ timeline, windowMs, loadEndMs, target, phases }: RunResult): {
  attempts: number
  requests: number
} {
  if (target !== null && target.leafAttempts !== null) {
    return { attempts: target.leafAttempts, requests: phases.reduce((sum, { requests }) => sum + requests, 0) }
  }
  const end = Math.floor(loadEndMs / windowMs)
  const rows = timeline.slice(Math.ceil(end / 2), end)
  const sum = (key: 'attempts' | 'offered') => rows.reduce((total, row) => total + row[key], 0)
  return { attempts: sum('attempts'), requests: sum('offered') }
}

/** Calls of a chain's leaf that one request makes without retries. */
function leafCallsPerRequest(target: TargetSpec): number {
  return target.model === 'chain' ? target.tiers.reduce((calls, { fanOut }) => calls * fanOut, 1) : 1
}
