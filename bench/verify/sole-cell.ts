import { type Cell, cellsOf } from '../cell.ts'
import { atOnce } from '../core/steps.ts'
import { runVirtual, type VirtualRunOptions } from '../engine/virtual.ts'
import type { RunResult, WindowRow } from '../metrics/result.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import { decideSteps } from '../twin/decide.ts'

/** The first seed of every check. Its other seeds follow from here. */
const SEED = 7

type Common = Omit<SuiteInput, 'name' | 'question' | 'arms' | 'variants' | 'seed' | 'repeats'>

/** A suite with one arm, written for one check. */
export function soleCell(name: string, common: Common, arm: SuiteInput['arms'][string]): Cell {
  return cellsOf(parseSuite({ ...common, name, question: name, seed: SEED, repeats: 1, arms: { client: arm } }))[0]!
}

/** Returns a Poisson load of one rate whose first `warmupMs` are the warm-up. */
export function warmedUp(ratePerSecond: number, warmupMs: number, measuredMs: number) {
  const stages = [
    { durationMs: warmupMs, ratePerSecond, phase: 'warmup' as const },
    { durationMs: measuredMs, ratePerSecond, phase: 'baseline' as const },
  ]
  return { arrival: 'poisson' as const, stages }
}

/** The ending of a run after its trigger. */
export type Ending = 'back' | 'metastable' | 'oscillating' | 'undecided'

/** Runs a cell until its ending is decided. @throws Error for a cell without a trigger. */
export function endingOf(cell: Cell, seed = cell.seed): Ending {
  const decided = atOnce(decideSteps(cell, seed))
  if (decided === undefined) throw new Error(`${cell.suite}: has no trigger`)
  const { kind } = decided.verdict
  return kind === 'absorbed' || kind === 'recovered' || kind === 'slow' ? 'back' : kind
}

/** Runs a cell in virtual time once, with its seed. @throws Error when the run must not be used. */
export function runOnce(cell: Cell, options: Partial<VirtualRunOptions> = {}): RunResult {
  const run = runVirtual(cell, { repeat: 1, ...options })
  if (run.status === 'valid') return run
  throw new Error(`${cell.suite}: ${run.status} run: ${run.warnings.map(({ message }) => message).join(' ')}`)
}

/** Runs a cell with its seed and the next ones, `count` in all. */
export function* seedsOf(cell: Cell, count: number): Generator<RunResult> {
  for (let repeat = 1; repeat <= count; repeat++) yield runOnce(cell, { repeat })
}

/** Returns the windows of a run from `fromMs` to `toMs`, both at the edge of a window. */
export function between({ timeline, windowMs }: RunResult, fromMs: number, toMs: number): readonly WindowRow[] {
  return timeline.slice(Math.round(fromMs / windowMs), Math.round(toMs / windowMs))
}

/** Adds up one count of some windows. */
export function total(rows: readonly WindowRow[], key: 'offered' | 'good' | 'goodPlanned' | 'attempts'): number {
  return rows.reduce((sum, row) => sum + row[key], 0)
}
