import { ConfigError } from '../core/config-error.ts'
import { ascending, median } from '../core/order.ts'
import { triggerOf } from '../core/phase.ts'
import { notOneOf } from '../core/suggestion.ts'
import { loadDurationMs, phasesOf } from '../load/load.ts'
import { countVerdicts, type VerdictCounts } from '../metrics/collapse.ts'
import { GOOD_SECONDS } from '../metrics/recovery.ts'
import type { RunResult } from '../metrics/result.ts'
import { attemptsOf, scopesOf } from '../metrics/scope.ts'
import { windowMsFor } from '../metrics/timeline.ts'
import { courseOf, goodputDeficit, type VerdictKind, verdictOf } from '../metrics/verdict.ts'
import { runVirtual } from '../run-virtual.ts'
import { type Cell, cellsOf, type Suite } from '../suite.ts'

/** Seeds `first`, `first` + 1, ...: `count` of them. */
export interface Seeds {
  readonly first: number
  readonly count: number
}

/** What became of one arm over some seeds. */
export interface Trial {
  /** Seeds with each verdict. */
  readonly verdicts: VerdictCounts
  /** Goodput deficit: requests lost to the trigger and what followed, median over the seeds. */
  readonly deficitMedian: number
  /** Attempts per request, median over the seeds. */
  readonly amplificationMedian: number
}

/** One arm of a suite without variants. @throws ConfigError for an arm it does not have. */
export function cellOf(suite: Suite, arm: string): Cell {
  const cell = cellsOf(suite).find((candidate) => candidate.arm === arm)
  if (cell !== undefined) return cell
  throw new ConfigError(`--arm: ${notOneOf(Object.keys(suite.arms), arm)}`)
}

/** @throws ConfigError when no run of the suite could have a verdict. */
export function refuseUnjudged(suite: Suite): void {
  const { load, faults, drainMs } = cellsOf(suite)[0]!
  const trigger = triggerOf(phasesOf(load, faults))
  const endMs = loadDurationMs(load)
  const windowMs = windowMsFor(endMs + drainMs)
  const windows = Math.floor(endMs / windowMs) - Math.ceil((trigger?.toMs ?? endMs) / windowMs)
  if (trigger === undefined || windows * windowMs < GOOD_SECONDS * 1000) throw unjudged(suite.name)
}

/** Runs a cell in virtual time once for each seed. */
export function* runSeeds(cell: Cell, { first, count }: Seeds): Generator<RunResult> {
  for (let i = 0; i < count; i++) yield runVirtual({ ...cell, seed: first + i }, { repeat: 1 })
}

/** Runs a cell over seeds and counts verdicts. @throws ConfigError when a run has no trigger, or none that could be judged. */
export function trial(cell: Cell, seeds: Seeds): Trial {
  const kinds: VerdictKind[] = []
  const deficits: number[] = []
  const amplifications: number[] = []
  for (const run of runSeeds(cell, seeds)) {
    const verdict = verdictOf(run)
    if (verdict === undefined) throw unjudged(cell.suite)
    kinds.push(verdict.kind)
    deficits.push(goodputDeficit(courseOf(run)!))
    const { counts } = scopesOf(run)[0]!
    amplifications.push(attemptsOf(counts) / counts.requests)
  }
  return {
    verdicts: countVerdicts(kinds),
    deficitMedian: median(ascending(deficits)),
    amplificationMedian: median(ascending(amplifications)),
  }
}

function unjudged(suite: string): ConfigError {
  return new ConfigError(
    `${suite}: must have a trigger (a fault, or a stage of phase trigger) and five seconds of load after it to be judged`,
  )
}
