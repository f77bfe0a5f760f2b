import { z } from 'zod'
import { cellsOf } from '../../bench/cell.ts'
import { fields } from '../../bench/core/fields.ts'
import { SEED_MAX } from '../../bench/core/seed-max.ts'
import { inSteps } from '../../bench/core/steps.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import { suiteOfVariant } from '../../bench/study/parameter.ts'
import { refuseUnjudged, type Seeds } from '../../bench/study/trial.ts'
import { ablationRuns, explainArm } from '../../bench/study/why/explain.ts'
import { Runs, type WhySteps } from '../../bench/study/why/runs.ts'
import type { ArmWhy } from '../../bench/study/why/why-data.ts'
import type { Suite } from '../../bench/suite.ts'
import { sentenceOf } from '../../reports/why/why-sentence.ts'
import { callback, RUNS_MAX, readOptions, signal } from './read-options.ts'

/** Most seeds that are explained unless more are asked for. */
const SEEDS_USUAL = 10

/** Options of `ArmResult.why`. */
export interface WhyOptions {
  /** Seeds that are explained, 1 to 1000. @defaultValue those of the result, at most 10 */
  readonly seeds?: number | undefined
  /** The first of them. @defaultValue that of the result */
  readonly seed?: number | undefined
  /**
   * Searches the smallest changes of one parameter that flip the verdict, which takes most of the time.
   * @defaultValue false
   */
  readonly changes?: boolean | undefined
  /** Ends the work. The call then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** Receives the number of each run before it begins, and the number of runs without the search for changes. */
  readonly onProgress?: ((progress: WhyProgress) => void) | undefined
}

/** Where an explanation is. */
export interface WhyProgress {
  /** Number of the next run, from 1. */
  readonly run: number
  /** Runs before the search for changes. */
  readonly runs: number
  /** Purpose of the run, such as `without retry`. */
  readonly what: string
}

/** Why an arm collapses or survives: the data of `why.json`, and its sentence. */
export interface Explanation extends ArmWhy {
  readonly sentence: string
}

const schema = z.strictObject({
  seeds: fields.count(1, RUNS_MAX).optional(),
  seed: fields.count(0, SEED_MAX).optional(),
  changes: z.boolean().optional(),
  signal: signal().optional(),
  onProgress: callback().optional(),
})

/** An arm of a suite, and the seeds of its runs. */
export interface Explained {
  readonly suite: Suite
  readonly variant: string
  readonly arm: string
  readonly seeds: Seeds
}

/** Explains an arm in virtual time. @throws ConfigError for an arm that cannot be simulated, or has no verdict. */
export async function explain({ suite, variant, arm, seeds }: Explained, given: WhyOptions): Promise<Explanation> {
  const options = readOptions(schema, given) as WhyOptions
  options.signal?.throwIfAborted()
  await refuseRealOnly(cellsOf(suite).filter((cell) => cell.variant === variant && cell.arm === arm))
  const asked: Seeds = {
    first: options.seed ?? seeds.first,
    count: options.seeds ?? Math.min(seeds.count, SEEDS_USUAL),
  }
  const own = suiteOf(suite, variant)
  const runs = ablationRuns(own, arm, asked)
  const progress = new Runs((run, what) => options.onProgress?.({ run, runs, what }))
  const steps = explanationSteps(own, arm, asked, progress, options.changes === true)
  const why = await inSteps(steps, { signal: options.signal })
  return { ...why!, sentence: sentenceOf(why!) }
}

/** A variant of a suite, as an explanation needs it. @throws ConfigError when no run of it could have a verdict. */
export function suiteOf(suite: Suite, variant: string): Suite {
  // Thresholds judge the suite as it is. Without an element it may lack their arms.
  const own = suiteOfVariant({ ...suite, thresholds: {} }, variant)
  refuseUnjudged(own)
  return own
}

/** Explains an arm of a suite without variants in steps. Undefined when `runs` stops it before the first result. */
export function explanationSteps(
  suite: Suite,
  arm: string,
  seeds: Seeds,
  runs: Runs,
  changes: boolean,
): WhySteps<ArmWhy | undefined> {
  return explainArm(suite, arm, { seeds, flipAttemptsMax: changes ? Number.POSITIVE_INFINITY : 0 }, runs)
}
