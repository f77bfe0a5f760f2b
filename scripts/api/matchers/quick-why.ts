import { cellsOf } from '../../../bench/cell.ts'
import { ConfigError } from '../../../bench/core/config-error.ts'
import { atOnce } from '../../../bench/core/steps.ts'
import { sumOf } from '../../../bench/core/sums.ts'
import { whyRealOnly } from '../../../bench/engine/real-only.ts'
import { SURE_SEEDS_MIN } from '../../../bench/metrics/collapse.ts'
import type { VerdictKind } from '../../../bench/metrics/verdict.ts'
import type { Seeds } from '../../../bench/study/trial.ts'
import { Runs, Stopped } from '../../../bench/study/why/runs.ts'
import { sentenceOf } from '../../../reports/why/why-sentence.ts'
import type { ArmResult } from '../arm-result.ts'
import { explanationSteps, suiteOf } from '../arm-why.ts'
import type { SuiteResult } from '../suite-result.ts'

/** Attempts that all explanations of a failure may simulate: a few seconds of computing. */
const ATTEMPTS_MAX = 600_000

/** Explains the arms of one failure. All of them share one limit, so that a test does not hang. */
export class QuickWhy {
  readonly #result: SuiteResult
  #left = ATTEMPTS_MAX

  constructor(result: SuiteResult) {
    this.#result = result
  }

  /**
   * Explains why the arm had this kind of verdict, over the seeds that show it best. Undefined for an arm that cannot
   * be simulated or has no verdict, and when the limit is reached.
   */
  sentence(arm: ArmResult, isMeant: (kind: VerdictKind) => boolean): string | undefined {
    const { clock, config } = this.#result
    const cell = cellsOf(config).find((one) => one.arm === arm.arm && one.variant === arm.variant)!
    if (arm.verdict === null || clock === 'real' || whyRealOnly(cell) !== undefined || this.#left <= 0) return undefined
    const perSecond = attemptsPerSecond(arm)
    const perSeed = perSecond * secondsPerSeed(arm)
    const isCheap = 2 * SURE_SEEDS_MIN * perSeed <= this.#left
    const seeds = seedsShowing(arm.verdict.runs, isMeant, isCheap ? SURE_SEEDS_MIN : 1)
    // The first look at the seeds is always made, since it takes no longer than their simulation did.
    const stopAtLimit = () => {
      if (runs.count > seeds.count && this.#left <= 0) throw new Stopped()
    }
    const runs = new Runs(stopAtLimit, () => {
      this.#left -= perSecond
      stopAtLimit()
    })
    const last = seeds.first + seeds.count - 1
    const which = seeds.count === 1 ? `seed ${last}` : `seeds ${seeds.first} to ${last}`
    try {
      const why = atOnce(explanationSteps(suiteOf(config, arm.variant), arm.arm, seeds, runs, false))
      return why && `Why (${which}): ${sentenceOf(why)}`
    } catch (error) {
      // The failure of the test must be shown all the same.
      if (!(error instanceof ConfigError)) throw error
      return `Why (${which}): not explained, since ${error.message}`
    }
  }
}

/** Attempts of an arm in a second of its load, on average. */
function attemptsPerSecond(arm: ArmResult): number {
  const seconds = sumOf(arm.runs, ({ loadEndMs }) => loadEndMs / 1000)
  return Math.max(1, sumOf(arm.values('attempts'), (attempts) => attempts) / seconds)
}

/** Seconds that a seed takes until its verdict, on average. */
function secondsPerSeed({ runs, verdict }: ArmResult): number {
  const triggers = sumOf(runs, ({ triggerEndMs }) => (triggerEndMs ?? 0) / 1000)
  return (triggers + sumOf(verdict?.runs ?? [], ({ afterS }) => afterS)) / runs.length
}

/**
 * Returns at most `count` seeds in a row, most of which have a verdict that is meant. Where there are no such seeds, it
 * is the first one with a meant verdict alone.
 */
export function seedsShowing(
  runs: readonly { readonly seed: number; readonly kind: VerdictKind }[],
  isMeant: (kind: VerdictKind) => boolean,
  count: number,
): Seeds {
  const length = Math.min(count, runs.length)
  const meantFrom = (i: number) => runs.slice(i, i + length).filter(({ kind }) => isMeant(kind)).length
  const starts = Array.from({ length: runs.length - length + 1 }, (_, i) => i)
  const best = starts.reduce((a, b) => (meantFrom(b) > meantFrom(a) ? b : a), 0)
  if (2 * meantFrom(best) > length) return { first: runs[best]!.seed, count: length }
  const first = runs.find(({ kind }) => isMeant(kind)) ?? runs[0]!
  return { first: first.seed, count: 1 }
}
