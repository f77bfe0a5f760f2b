import type { ArmSummary } from './arm-summary.ts'
import { findingsOf } from './summary/summarise-data.ts'

/** Sentences that say what a suite shows, from its figures alone. `config`: the suite as it was run. */
export function findingOf(arms: readonly ArmSummary[], config?: unknown): string {
  return findingsOf(arms, config)
    .map(({ text }) => text)
    .join(' ')
}
