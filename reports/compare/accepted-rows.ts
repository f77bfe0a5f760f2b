import { valueText } from '../unit-text.ts'
import { type Acceptance, acceptanceKey } from './acceptance.ts'
import { effectText } from './compare-columns.ts'
import { noteOf } from './direction.ts'
import type { Row, RowSide } from './row.ts'
import { seriesKey } from './series.ts'

/** Rows with their acceptances, and remarks on acceptances that were of no use. */
export interface AcceptedRows {
  readonly rows: Row[]
  readonly notes: string[]
}

/**
 * Takes the regressions that were accepted out of the gate. An acceptance holds as far as its change went, so a row
 * that is worse stays regressed, with a note. An acceptance whose series did not get worse is reported as unused.
 */
export function withAcceptances(rows: readonly Row[], acceptances: readonly Acceptance[]): AcceptedRows {
  const byKey = new Map(acceptances.map((one) => [acceptanceKey(one), one]))
  const arms = new Set(rows.map(armKey))
  const used = new Set<Acceptance>()
  const judged = rows.map((row): Row => {
    const acceptance = byKey.get(keyOf(row))
    if (acceptance === undefined || !row.gates || row.verdict !== 'regressed') return row
    used.add(acceptance)
    if (isCovered(row, acceptance)) return asAccepted(row, acceptance.reason)
    return { ...row, note: noteOf([row.note, `worse than accepted, which was ${limitText(row, acceptance)}`]) }
  })
  // Of suites and arms that were left out, or ran on the other clock, nothing is known.
  const unused = acceptances.filter((one) => !used.has(one) && arms.has(armKey({ ...one, kind: kindOf(one) })))
  return { rows: judged, notes: unused.map(unusedText) }
}

/** A regression that is accepted. */
export function asAccepted(row: Row, reason: string): Row {
  return { ...row, verdict: 'accepted', note: noteOf([row.note, `accepted: ${reason}`]) }
}

function isCovered({ head, effect, better }: Row, { head: limit, upTo }: Acceptance): boolean {
  const noWorse = (value: number, than: number) =>
    Object.is(value, than) || (better === 'lower' ? value <= than : value >= than)
  if (head === null) return false
  // How many runs of a few are "never" is chance. That any of them is has to be accepted.
  if (upTo !== null) return noWorse(effect, upTo) && (limit.never > 0 || head.never === 0)
  // Any time is less than that of seeds which are all "never", and of which no mean is known.
  const noWorseMean = noWorse(head.mean, limit.mean) || (Number.isNaN(limit.mean) && better === 'lower')
  return shareOfNever(head) <= shareOfNever(limit) && noWorse(head.median, limit.median) && noWorseMean
}

/** Sides may have run another number of seeds. */
function shareOfNever({ n, never }: RowSide): number {
  return never / n
}

function limitText(row: Row, { head, upTo }: Acceptance): string {
  if (upTo !== null) return `up to ${effectText(upTo, row)}`
  const value = valueText(head.median, row.unit)
  return head.n === row.head?.n ? value : `${value} over ${head.n} seeds`
}

function unusedText(one: Acceptance): string {
  const place = [one.suite, one.variant, one.arm, one.metric].join(' ')
  return `Unused acceptance: ${place} is not worse, or not known (accepted: ${one.reason}).`
}

function keyOf({ kind, ...row }: Row): string {
  return `${kind === 'exact' ? 'virtual' : 'real'} ${seriesKey(row)}`
}

function armKey({ kind, suite, variant, arm }: Pick<Row, 'kind' | 'suite' | 'variant' | 'arm'>): string {
  return [kind, suite, variant, arm].join(' ')
}

function kindOf({ clock }: Acceptance): Row['kind'] {
  return clock === 'virtual' ? 'exact' : 'noisy'
}
