import type { Cell } from '../cell.ts'
import { atOnce, type Steps } from '../core/steps.ts'
import { sumOf } from '../core/sums.ts'
import type { Progress } from '../engine/experiment.ts'
import { selfCheckSteps } from '../engine/self-check.ts'
import { runVirtualSteps, type VirtualRunOptions } from '../engine/virtual.ts'
import { RequestLog } from '../metrics/request-log.ts'
import type { RunResult, Warning } from '../metrics/result.ts'
import type { Verdict } from '../metrics/verdict.ts'
import { type DecideOptions, decideSteps, runVerdictSteps } from './decide.ts'

export interface BesideTwinOptions extends Omit<VirtualRunOptions, 'onEvent' | 'log' | 'front'> {
  /** The first repeat is run twice, and compared event by event. @defaultValue true */
  readonly isChecked?: boolean | undefined
  /**
   * Lets a run that is undecided at the end of its plan go on. Its figures stay those of the plan. @defaultValue it
   * ends
   */
  readonly untilDecided?: DecideOptions | undefined
}

/** Runs a cell in virtual time without a pause: the result of {@link runBesideTwinSteps}. */
export function runBesideTwin(cell: Cell, repeat: number): RunResult {
  return atOnce(runBesideTwinSteps(cell, { repeat }))
}

/** Runs a cell in virtual time, and judges it beside its twin. */
export function* runBesideTwinSteps(cell: Cell, options: BesideTwinOptions): Steps<Progress, RunResult> {
  const { repeat, signal, isChecked = repeat === 1, untilDecided } = options
  const log = new RequestLog()
  const steps = isChecked ? checkedSteps : runVirtualSteps
  const run = yield* steps(cell, { repeat, signal, log })
  const isOver = () => signal?.aborted === true
  let verdict = yield* whileJudging(runVerdictSteps(cell, run.seed, run, log), run, isOver)
  const goesOn = verdict?.kind === 'undecided' && verdict.neededS !== null && untilDecided !== undefined
  if (goesOn && !isOver()) {
    const decided = yield* whileJudging(decideSteps(cell, run.seed, untilDecided), run, isOver)
    verdict = decided?.verdict ?? verdict
  }
  return { ...run, verdict: verdict === undefined ? UNJUDGED : verdict }
}

const UNJUDGED: Verdict = {
  kind: 'undecided',
  reason: 'interrupted before the run was compared with its twin',
  neededS: null,
  backAfterMs: null,
  isProjected: false,
  afterS: 0,
  beyondPlanS: 0,
}

/** The progress of a finished run. */
export function progressAtEnd({ phases, loadEndMs }: RunResult): Progress {
  return {
    phase: phases.at(-1)!.phase,
    elapsedMs: loadEndMs,
    totalMs: loadEndMs,
    requests: sumOf(phases, ({ requests }) => requests),
    good: sumOf(phases, ({ goodDone }) => goodDone),
    retries: sumOf(phases, ({ attempts }) => attempts.retry),
  }
}

/** Runs the steps of a judgement with the progress of the finished run. Undefined when it is interrupted. */
function* whileJudging<Result>(
  steps: Steps<unknown, Result>,
  run: RunResult,
  isOver: () => boolean,
): Steps<Progress, Result | undefined> {
  const progress = progressAtEnd(run)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (isOver()) return undefined
    yield progress
  }
}

/** Runs a cell twice and checks that both runs are the same, event by event. */
function* checkedSteps(cell: Cell, options: Omit<VirtualRunOptions, 'onEvent'>): Steps<Progress, RunResult> {
  const { run, hash, events, difference } = yield* selfCheckSteps(cell, options)
  // A run that was interrupted cannot be checked.
  if (run.status === 'partial') return run
  const checked = { ...run, trace: { hash, events } }
  if (difference === undefined) return checked
  const warning: Warning = {
    severity: 'invalid',
    message: `The run does not repeat itself: ${difference}.`,
    advice: 'A custom policy uses chance or time that does not come from its context. Take both from there.',
  }
  return { ...checked, status: 'invalid', warnings: [...run.warnings, warning] }
}
