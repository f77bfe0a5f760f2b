import { cellsOf } from '../../bench/cell.ts'
import { ConfigError } from '../../bench/core/config-error.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import { triggerSpan } from '../../bench/load/trigger.ts'
import type { Axis } from '../../bench/study/axis.ts'
import type { Seeds } from '../../bench/study/trial.ts'
import type { Suite } from '../../bench/suite.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import type { SuiteSource } from './trial-job.ts'

/** Lengths of the trigger, as shares of the one that the suite has. */
const TRIGGERS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 2]
const TRIGGERS_QUICK = [0.05, 0.1, 0.2, 0.5, 1]

/** Options of every study of a suite. */
export interface StudyOptions {
  readonly source: SuiteSource
  readonly arms: readonly string[]
  readonly seeds: number | undefined
  readonly firstSeed: number | undefined
  /** Limit of the load after a trigger while its verdict is undecided, ms; three times the horizon when undefined. */
  readonly decideCapMs: number | undefined
  readonly quick: boolean
  readonly quiet: boolean
}

/**
 * The arms and seeds of a study. Rejects with a ConfigError for an unknown arm, or a target that cannot be simulated.
 */
export async function studied(suite: Suite, options: StudyOptions): Promise<{ arms: string[]; seeds: Seeds }> {
  await refuseRealOnly(cellsOf(suite))
  const known = Object.keys(suite.arms)
  refuseUnknown('--arm', options.arms, known)
  const arms = options.arms.length === 0 ? known : known.filter((arm) => options.arms.includes(arm))
  const count = options.seeds ?? (options.quick ? 5 : 20)
  return { arms, seeds: { first: options.firstSeed ?? suite.seed, count } }
}

/** A twentieth to twice the length of the suite's trigger. */
export function triggerAxis(suite: Suite, quick: boolean): Axis {
  const trigger = triggerSpan(suite)
  if (trigger === undefined) {
    throw new ConfigError(
      `${suite.name}: must have a trigger (a fault, or a stage of phase trigger), or --y another parameter`,
    )
  }
  const lengthMs = trigger.toMs - trigger.fromMs
  const values = (quick ? TRIGGERS_QUICK : TRIGGERS).map((share) => Number((lengthMs * share).toPrecision(6)))
  return { name: 'trigger', unit: 'ms', values }
}
