import { type Collapse, collapseOf } from '../../bench/metrics/collapse.ts'
import { isCollapse, medianBackAfterMs, VERDICT_KINDS, type VerdictKind } from '../../bench/metrics/verdict.ts'
import type { ArmSummary } from './arm-summary.ts'

/** The verdict on an arm after its trigger, over its repeats. */
export interface ArmVerdict {
  /** The most frequent verdict; of two that are equally frequent, the worse one. */
  readonly kind: VerdictKind
  readonly counts: ReadonlyMap<VerdictKind, number>
  readonly isCollapse: boolean
  readonly collapse: Collapse
  /** Half of the repeats were back this long after the trigger, ms; null when at least half are not. */
  readonly backAfterMs: number | null
}

/** The only place where reports ask for the verdict on an arm; undefined for an arm without a trigger. */
export function armVerdict({ verdicts, judged }: Pick<ArmSummary, 'verdicts' | 'judged'>): ArmVerdict | undefined {
  const order = (kind: VerdictKind) => VERDICT_KINDS.indexOf(kind)
  const counts = [...verdicts].sort(([a, m], [b, n]) => n - m || order(b) - order(a))
  const kind = counts[0]?.[0]
  if (kind === undefined) return undefined
  return {
    kind,
    counts: new Map(counts),
    isCollapse: isCollapse(kind),
    collapse: collapseOf(Object.fromEntries(counts)),
    backAfterMs: medianBackAfterMs(judged.map(({ verdict }) => verdict)),
  }
}
