import { meanOf, sumOf } from '../../core/sums.ts'
import type { Suite } from '../../suite.ts'
import { knownAfterMs } from '../../twin/pair.ts'
import { cellOf, type Seeds } from '../trial.ts'
import { ablate } from './ablation.ts'
import { candidatesOf } from './candidates.ts'
import { armElements, targetElements } from './elements.ts'
import { searchFlips } from './flips.ts'
import { meanLosses } from './losses.ts'
import { ratesOf } from './rates.ts'
import { collapses, outcomesOf, type Runs, Stopped, type WhySteps } from './runs.ts'
import { SUSTAIN_SEEDS, sustainOf } from './sustain.ts'
import { meanBefore, watch } from './watch.ts'
import type { ArmWhy } from './why-data.ts'

export interface ExplainOptions {
  readonly seeds: Seeds
  /** Most attempts per run for which flips are searched; 0 searches none. */
  readonly flipAttemptsMax: number
}

/**
 * Explains one arm of a suite without variants. It runs the whole stack, the arm against a target that answers nothing,
 * the stack without each element, and searches the smallest changes that flip the verdict. When it is stopped it
 * returns the findings so far; undefined when there are none.
 * @throws ConfigError when the arm cannot be run or there is nothing to judge.
 */
export function* explainArm(
  whole: Suite,
  arm: string,
  options: ExplainOptions,
  runs: Runs,
): WhySteps<ArmWhy | undefined> {
  const { seeds } = options
  const cell = cellOf(whole, arm)
  const suite: Suite = { ...whole, arms: { [arm]: cell.armSpec } }
  const startedAt = runs.count
  let why: ArmWhy | undefined
  try {
    const seen = yield* watch(cell, seeds, runs, 'all elements')
    const full = outcomesOf(seen)
    // A mean over seeds that collapse and seeds that come back would describe neither.
    const most = seen.filter(({ verdict }) => verdict.kind === full.verdict)
    why = {
      arm,
      style: cell.armSpec.style,
      complete: false,
      runs: 0,
      full,
      undecided: seen.find(({ verdict }) => verdict.kind === 'undecided')?.verdict.reason ?? '',
      inTimeMs: knownAfterMs(cell),
      losses: meanLosses(most.map(({ losses }) => losses)),
      rates: ratesOf(cell, most),
      sustain: null,
      ablations: [],
      flips: { kind: 'not searched', reason: 'stopped before' },
    }
    const attempts = meanOf(seen.map(({ seconds }) => sumOf(seconds, (second) => second.attempts)))
    const deficits = seen.map(({ deficit }) => ({ deficit }))
    why = { ...why, sustain: yield* sustainOf(suite, arm, meanBefore(seen), seeds, runs) }
    for (const element of [...armElements(suite, arm), ...targetElements(suite)]) {
      const row = yield* ablate(suite, arm, element, deficits, seeds, runs)
      why = { ...why, ablations: [...why.ablations, row] }
    }
    why = { ...why, flips: yield* flipsOf(suite, arm, full, attempts, options, runs), complete: true }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  }
  return why && { ...why, runs: runs.count - startedAt }
}

/** Number of runs of an arm before the search for changes. The runs of the search are not known beforehand. */
export function ablationRuns(suite: Suite, arm: string, { count }: Seeds): number {
  return count * (1 + armElements(suite, arm).length + targetElements(suite).length) + Math.min(count, SUSTAIN_SEEDS)
}

function* flipsOf(
  suite: Suite,
  arm: string,
  full: ArmWhy['full'],
  attempts: number,
  { seeds, flipAttemptsMax }: ExplainOptions,
  runs: Runs,
): WhySteps<ArmWhy['flips']> {
  if (flipAttemptsMax === 0) return { kind: 'not searched', reason: 'not asked for' }
  const collapsed = collapses(full)
  if (collapsed === undefined) return { kind: 'not searched', reason: 'too many seeds are undecided' }
  if (attempts > flipAttemptsMax) {
    return {
      kind: 'not searched',
      reason: `--quick searches up to ${flipAttemptsMax} attempts per run, this arm makes ${Math.round(attempts)}`,
    }
  }
  return yield* searchFlips(arm, candidatesOf(suite), collapsed, seeds, runs)
}
