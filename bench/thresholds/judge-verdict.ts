import { groupBy } from '../core/group-by.ts'
import type { RunResult } from '../metrics/result.ts'
import { verdictOf } from '../metrics/run-verdict.ts'
import { VERDICT_KINDS, type VerdictKind } from '../metrics/verdict.ts'
import type { Operator } from './expression.ts'
import type { ThresholdJudgement } from './threshold-result.ts'

/** A condition on the verdict. It must hold in every repeat. */
export interface VerdictCondition {
  readonly operator: Operator
  readonly word: VerdictKind
}

/**
 * Judges the verdicts of all repeats. One verdict that breaks the condition fails it, whatever the others are. An
 * `undecided` verdict passes only where the condition names `undecided`. Otherwise it may hold or not, so the outcome
 * is `insufficient`.
 */
export function judgeVerdicts(runs: readonly RunResult[], { operator, word }: VerdictCondition): ThresholdJudgement {
  const verdicts = runs.map(verdictOf)
  const unknown = verdicts.indexOf(undefined)
  if (unknown >= 0) {
    return { measured: null, limit: word, verdict: 'insufficient', reason: noVerdict(runs[unknown]!) }
  }
  const kinds = verdicts.flatMap((verdict) => verdict?.kind ?? [])
  const result = { measured: countedKinds(kinds), limit: word }
  const isOpen = (kind: VerdictKind) => kind === 'undecided' && word !== 'undecided'
  const holds = (kind: VerdictKind) => (kind === word) === (operator !== '!=')
  if (!kinds.every((kind) => isOpen(kind) || holds(kind))) return { ...result, verdict: 'failed', reason: '' }
  const open = runs.find((_, i) => isOpen(kinds[i]!))
  if (open !== undefined) return { ...result, verdict: 'insufficient', reason: whyUndecided(open) ?? '' }
  return { ...result, verdict: 'ok', reason: '' }
}

/** Why the verdict of a run is undecided, with its repeat; undefined where it is decided or has none. */
export function whyUndecided(run: RunResult): string | undefined {
  const verdict = verdictOf(run)
  return verdict?.kind === 'undecided' ? `repeat ${run.repeat} is undecided: ${verdict.reason}` : undefined
}

function noVerdict({ repeat }: RunResult): string {
  return `repeat ${repeat} has no verdict: that takes a trigger that ends before the load does`
}

/** The verdict of all repeats, or the count of each, most frequent first: `metastable` or `metastable 7, slow 3`. */
function countedKinds(kinds: readonly VerdictKind[]): string {
  const groups = [...groupBy(kinds, (kind) => kind)].map(([kind, { length }]) => ({ kind, length }))
  if (groups.length < 2) return groups[0]?.kind ?? ''
  const worse = (kind: VerdictKind) => VERDICT_KINDS.indexOf(kind)
  return groups
    .toSorted((a, b) => b.length - a.length || worse(b.kind) - worse(a.kind))
    .map(({ kind, length }) => `${kind} ${length}`)
    .join(', ')
}
