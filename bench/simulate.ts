import { ConfigError } from './core/config-error.ts'
import type { RunResult, Warning } from './metrics/result.ts'
import { runVirtual, whyNotSimulated } from './run-virtual.ts'
import { selfCheck } from './self-check.ts'
import type { Cell } from './suite.ts'

/** Runs a cell in virtual time; its first repeat is checked to repeat itself, event by event. */
export function simulate(cell: Cell, repeat: number): RunResult {
  if (repeat > 1) return runVirtual(cell, { repeat })
  const { run, hash, events, difference } = selfCheck(cell, repeat)
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
