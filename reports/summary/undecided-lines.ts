import { groupBy } from '../../bench/core/group-by.ts'
import type { ArmAnswer } from './summary-data.ts'
import { reasonText } from './verdict-words.ts'

/** Why arms cannot be told, each reason of an arm once, in the order of the arms. */
export function undecidedLines(arms: readonly ArmAnswer[]): string[] {
  const isOneVariant = arms.every(({ variant }) => variant === arms[0]!.variant)
  return arms.flatMap(({ arm, variant, repeats, verdict }) =>
    [...groupBy(reasonsOf(verdict), (reason) => reason)].map(([reason, { length }]) => {
      const where = isOneVariant ? arm : `${arm} in ${variant}`
      const some = repeats === 1 ? '' : ` in ${length} of ${repeats} repeats`
      return `${where} undecided${some}: ${reason}`
    }),
  )
}

function reasonsOf(verdict: ArmAnswer['verdict']): string[] {
  return (verdict?.runs ?? []).filter(({ kind }) => kind === 'undecided').map(reasonText)
}
