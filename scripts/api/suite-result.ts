import { availableParallelism } from 'node:os'
import type { Cell } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import { notOneOf } from '../../bench/core/suggestion.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { samplesOf } from '../../bench/metrics/sample.ts'
import type { Suite } from '../../bench/suite.ts'
import { judgeThresholds } from '../../bench/thresholds/judge.ts'
import type { DiscardedRun } from '../../reports/data/run-data.ts'
import { csvNumber } from '../../reports/format.ts'
import { suiteAnswer } from '../../reports/summary/summarise-data.ts'
import type { SuiteAnswer } from '../../reports/summary/summary-data.ts'
import { infoOf } from '../suite/suite-info.ts'
import { type ArmResult, armResult } from './arm-result.ts'

/** The answers of one suite, as in `summary.json`, with the runs that they come from. */
export interface SuiteResult extends Pick<SuiteAnswer, 'suite' | 'question' | 'findings' | 'warnings' | 'thresholds'> {
  readonly clock: RunResult['clock']
  /** The suite with all defaults, as it ran. */
  readonly config: Suite
  /** The arms of all variants, in the order of the suite. */
  readonly arms: readonly ArmResult[]
  /** Late runs that a rerun replaced, and reruns that failed otherwise. They count in no figure. */
  readonly discarded: readonly DiscardedRun[]
  /**
   * One arm by its name. `variant` must be given when several variants have the arm. @throws ConfigError when there is
   * no such arm.
   */
  arm(name: string, variant?: string): ArmResult
}

/** The runs of a suite, all made. */
export interface FinishedRuns {
  readonly suite: Suite
  readonly cells: readonly Cell[]
  readonly clock: RunResult['clock']
  /** In the order of the cells. */
  readonly runs: readonly RunResult[]
  readonly discarded: readonly DiscardedRun[]
}

/** Sums up the runs of a suite. */
export function resultOf({ suite, cells, clock, runs, discarded }: FinishedRuns): SuiteResult {
  const evidence = { runs, plans: {}, environmentClass: '', reference: NO_BASELINE, asWritten: csvNumber }
  const {
    arms: answers,
    question,
    findings,
    warnings,
    thresholds,
  } = suiteAnswer(infoOf(suite, undefined), {
    runs,
    samples: runs.flatMap(samplesOf),
    simulated: [],
    discarded,
    thresholds: judgeThresholds(suite.thresholds, cells, evidence),
    cores: availableParallelism(),
  })
  const own = groupBy(runs, ({ variant, arm }) => `${variant} ${arm}`)
  const arms = answers.map((answer) => {
    const isOwn = ({ variant, arm }: { readonly variant: string; readonly arm: string }) =>
      variant === answer.variant && arm === answer.arm
    return armResult(suite, answer, own.get(`${answer.variant} ${answer.arm}`) ?? [], warnings.filter(isOwn))
  })
  return {
    ...{ suite: suite.name, question, clock, arms, findings, warnings, thresholds, discarded },
    config: suite,
    arm: (name, variant) => armOf(arms, name, variant),
  }
}

const NO_BASELINE = 'the library compares with no baseline; the command line does'

function armOf(arms: readonly ArmResult[], name: string, variant: string | undefined): ArmResult {
  const variants = arms.map((one) => one.variant)
  if (variant !== undefined && !variants.includes(variant)) {
    throw new ConfigError(`variant: ${notOneOf(variants, variant)}`)
  }
  const within = arms.filter((one) => variant === undefined || one.variant === variant)
  const named = within.filter(({ arm }) => arm === name)
  if (named.length === 1) return named[0]!
  const known = within.map(({ arm }) => arm)
  if (named.length === 0) throw new ConfigError(`arm: ${notOneOf(known, name)}`)
  throw new ConfigError(
    `variant: must be given for arm ${name}, which ${named.map((one) => one.variant).join(', ')} have`,
  )
}
