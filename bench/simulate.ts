import { ConfigError } from './core/config-error.ts'
import { atOnce, type Steps } from './core/steps.ts'
import type { Progress } from './experiment.ts'
import type { RunResult, Warning } from './metrics/result.ts'
import { type VirtualRunOptions, virtualSteps, whyNotSimulated } from './run-virtual.ts'
import { selfCheckSteps } from './self-check.ts'
import type { Cell } from './suite.ts'

/** Runs a cell in virtual time without a pause: the result of {@link simulateSteps}. */
export function simulate(cell: Cell, repeat: number): RunResult {
  return atOnce(simulateSteps(cell, { repeat }))
}

/** Runs a cell in virtual time; its first repeat is checked to repeat itself, event by event. */
export function* simulateSteps(cell: Cell, options: Omit<VirtualRunOptions, 'onEvent'>): Steps<Progress, RunResult> {
  if (options.repeat > 1) return yield* virtualSteps(cell, options)
  const { run, hash, events, difference } = yield* selfCheckSteps(cell, options)
  // What was not simulated to its end cannot be checked.
  if (run.status === 'partial') return run
  const checked = { ...run, trace: { hash, events } }
  if (difference === undefined) return checked
  const warning: Warning = {
    severity: 'invalid',
    message: `The run does not repeat itself: ${difference}.`,
    advice: 'A policy of your own uses chance or time that does not come from its context; take both from there.',
  }
  return { ...checked, status: 'invalid', warnings: [...run.warnings, warning] }
}

/** @throws ConfigError when a cell cannot be simulated, before anything runs. */
export function refuseUnsimulated(cells: readonly Cell[]): void {
  const mistakes = cells.map(whyNotSimulated).filter((why) => why !== undefined)
  if (mistakes.length > 0) throw new ConfigError([...new Set(mistakes)])
}
