import type { Command } from 'commander'
import { parseSpanMs } from '../../bench/study/axis.ts'
import { notEmpty } from '../cli/option-values.ts'

/** The option that bounds how long a study goes on for a verdict. */
export interface DecideCapFlags {
  readonly decideCap?: string | undefined
}

/** Adds `--decide-cap` to a study, whose runs always go on until they are decided. */
export function addDecideCap(command: Command): Command {
  return command.option(
    '--decide-cap <span>',
    'load after the trigger at most, while a verdict is undecided, such as 10m (default: three times collapseAfterMs of the suite)',
    notEmpty,
  )
}

/** The cap, ms; undefined without one. @throws ConfigError for a text that is no span. */
export function decideCapMs({ decideCap }: DecideCapFlags): number | undefined {
  return decideCap === undefined ? undefined : parseSpanMs('--decide-cap', decideCap)
}
