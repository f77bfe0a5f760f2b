import { ConfigError } from './core/config-error.ts'
import { atOnce, type Steps } from './core/steps.ts'
import type { Progress } from './experiment.ts'
import type { RunResult, Warning } from './metrics/result.ts'
import { settlesElsewhere } from './policy/settles-elsewhere.ts'
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

/** Rejects with a ConfigError when a cell cannot be simulated, before anything runs. */
export async function refuseUnsimulated(cells: readonly Cell[]): Promise<void> {
  const mistakes = cells.map(whyNotSimulated).filter((why) => why !== undefined)
  if (mistakes.length === 0) mistakes.push(...(await Promise.all(cells.map(settlingElsewhere))).flat())
  if (mistakes.length > 0) throw new ConfigError([...new Set(mistakes)])
}

/** The policies of an arm that virtual time would not wait for. */
async function settlingElsewhere({ suite, arm, armSpec }: Cell): Promise<string[]> {
  const [place, policy] =
    armSpec.style === 'rpc' ? ['policy', armSpec.policy] : ['consumers.policy', armSpec.consumers.policy]
  const mistakes = policy.map(async (spec, i) => {
    if (spec.kind !== 'custom' || !(await settlesElsewhere(spec))) return []
    const path = `${suite}: arms.${arm}.${place}[${i}]`
    return [
      `${path}: must settle by the clock of its context in virtual time; policy ${spec.name} waits for a promise or a timer of Node, which --clock real waits for`,
    ]
  })
  return (await Promise.all(mistakes)).flat()
}
