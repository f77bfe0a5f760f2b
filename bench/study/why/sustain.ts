import { capacityPerSecond } from '../../../targets/capacity.ts'
import type { TargetSpec } from '../../../targets/spec.ts'
import type { RunResult } from '../../metrics/result.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { Suite } from '../../suite.ts'
import { cellOf, type Seeds } from '../trial.ts'
import { usualRatePerSecond } from '../usual-rate.ts'
import type { Runs } from './runs.ts'
import type { Before } from './watch.ts'
import type { Sustain } from './why-data.ts'

/** Of the outage, ms; its second half is looked at, when budgets are spent and breakers have opened. */
const OUTAGE_MS = 60_000
/** An outage in a faster load is shorter. */
const REQUESTS_MAX = 50_000
/** It differs little between seeds: so many are looked at, at most. */
export const SUSTAIN_SEEDS = 3

/**
 * Runs the arm under the load of before the trigger against a target that answers nothing at all, and counts attempts
 * per planned request once that has gone on for a while: 1 + r_inf, with all that deadlines, budgets, breakers and
 * bulkheads make of it. Of a chain: calls of the leaf, over those that requests without any retry would make. Null when
 * nothing is planned before the trigger.
 */
export async function sustainOf(
  suite: Suite,
  arm: string,
  before: Before | undefined,
  { first, count }: Seeds,
  runs: Runs,
): Promise<Sustain | null> {
  const ratePerSecond = usualRatePerSecond(suite) ?? before?.requestsPerSecond
  if (!ratePerSecond) return null
  const cell = cellOf(inOutage(suite, ratePerSecond), arm)
  let [attempts, requests] = [0, 0]
  const seeds = Math.min(count, SUSTAIN_SEEDS)
  for (let i = 0; i < seeds; i++) {
    const counts = lateCounts(await runs.run(cell, first + i, 'nothing answers'))
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
  // What is still open at the end tells nothing more.
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

/** Dead letters that come back once are no lasting load. */
function withoutRedrive(arms: Suite['arms']): unknown {
  return Object.fromEntries(
    Object.entries(arms).map(([name, arm]) => [name, { ...arm, ...(arm.style === 'queue' && { redrive: undefined }) }]),
  )
}

/** Requests and attempts of the second half; of a chain all calls of the leaf, which are not told by time. */
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
