import { type Cell, cellsOf } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import { ascending, median } from '../core/order.ts'
import { atOnce } from '../core/steps.ts'
import { notOneOf } from '../core/suggestion.ts'
import { runVirtual } from '../engine/virtual.ts'
import { judgedTrigger } from '../load/trigger.ts'
import { countVerdicts, type VerdictCounts } from '../metrics/collapse.ts'
import type { RunResult } from '../metrics/result.ts'
import { medianBackAfterMs } from '../metrics/verdict.ts'
import type { Suite } from '../suite.ts'
import { type Decided, type DecideOptions, decideSteps } from '../twin/decide.ts'

/** Seeds `first`, `first` + 1, ...: `count` of them. */
export interface Seeds {
  readonly first: number
  readonly count: number
}

/** Verdicts and figures of one arm over some seeds. */
export interface Trial {
  /** Seeds with each verdict. */
  readonly verdicts: VerdictCounts
  /**
   * Time from the end of the trigger until the run was back, median over the seeds, ms; null when at least half of the
   * seeds are not back.
   */
  readonly backAfterMsMedian: number | null
  /** Requests of the plan lost to the trigger and its consequences, median over the seeds. */
  readonly deficitMedian: number
  /** Attempts per request within the plan, until the run was its twin again; median over the seeds. */
  readonly amplificationMedian: number
}

/** Returns one arm of a suite without variants as a cell. @throws ConfigError for an unknown arm. */
export function cellOf(suite: Suite, arm: string): Cell {
  const cell = cellsOf(suite).find((candidate) => candidate.arm === arm)
  if (cell !== undefined) return cell
  throw new ConfigError(`--arm: ${notOneOf(Object.keys(suite.arms), arm)}`)
}

/** @throws ConfigError when no run of the suite could have a verdict. */
export function refuseUnjudged(suite: Suite): void {
  if (judgedTrigger(cellsOf(suite)[0]!) === undefined) throw unjudged(suite.name)
}

/** Runs a cell in virtual time once for each seed. */
export function* runSeeds(cell: Cell, { first, count }: Seeds): Generator<RunResult> {
  for (let i = 0; i < count; i++) yield runVirtual({ ...cell, seed: first + i }, { repeat: 1 })
}

/** The figures kept of a seed. Its two runs are not needed any more. */
type Figures = Omit<Decided, 'pair'>

/**
 * Runs a cell over seeds, each until its verdict is decided, and counts verdicts. @throws ConfigError without a trigger
 * that ends.
 */
export function trial(cell: Cell, { first, count }: Seeds, options: DecideOptions = {}): Trial {
  const decided: Figures[] = []
  for (let i = 0; i < count; i++) {
    const one = atOnce(decideSteps(cell, first + i, options))
    if (one === undefined) throw unjudged(cell.suite)
    const { pair: _, ...figures } = one
    decided.push(figures)
  }
  const medianOf = (value: (one: Figures) => number) => median(ascending(decided.map(value)))
  return {
    verdicts: countVerdicts(decided.map(({ verdict }) => verdict.kind)),
    backAfterMsMedian: medianBackAfterMs(decided.map(({ verdict }) => verdict)),
    deficitMedian: medianOf(({ deficit }) => deficit),
    amplificationMedian: medianOf(({ amplification }) => amplification),
  }
}

function unjudged(suite: string): ConfigError {
  return new ConfigError(
    `${suite}: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, to be judged`,
  )
}
