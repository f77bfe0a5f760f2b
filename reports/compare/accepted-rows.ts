import { valueText } from '../unit-text.ts'
import { type Acceptance, acceptanceKey } from './acceptance.ts'
import { effectText } from './compare-columns.ts'
import { noteOf } from './direction.ts'
import { changeOf } from './min-change.ts'
import type { Row, RowSide } from './row.ts'
import { seriesKey } from './series.ts'

/** Rows with their acceptances, and remarks on acceptances that were of no use. */
export interface AcceptedRows {
  readonly rows: Row[]
  readonly notes: string[]
}

/**
 * Takes the regressions that were accepted out of the gate. An acceptance holds under its plan, and as far as its
 * change went. A row of another plan, or a worse one, stays regressed, with a note. An acceptance whose series did not
 * get worse is reported as unused.
 */
export function withAcceptances(rows: readonly Row[], acceptances: readonly Acceptance[]): AcceptedRows {
  const byKey = new Map(acceptances.map((one) => [acceptanceKey(one), one]))
  const arms = new Set(rows.map(armKey))
  const used = new Set<Acceptance>()
  const judged = rows.map((row): Row => {
    const acceptance = byKey.get(keyOf(row))
    if (acceptance === undefined || !row.gates || row.verdict !== 'regressed') return row
    used.add(acceptance)
    const why = whyNotCovered(row, acceptance)
    return why === undefined ? asAccepted(row, acceptance.reason) : { ...row, note: noteOf([row.note, why]) }
  })
  // Of suites and arms that were left out, or ran on the other clock, nothing is known.
  const unused = acceptances.filter((one) => !used.has(one) && arms.has(armKey({ ...one, kind: kindOf(one) })))
  return { rows: judged, notes: unused.map(unusedText) }
}

/** A regression that is accepted. */
export function asAccepted(row: Row, reason: string): Row {
  return { ...row, verdict: 'accepted', note: noteOf([row.note, `accepted: ${reason}`]) }
}

/** Why an acceptance does not cover a row; undefined where it does. */
function whyNotCovered(row: Row, acceptance: Acceptance): string | undefined {
  const { base, head } = row
  if (base === null || head === null) return 'not known on both sides'
  if (row.plan !== acceptance.plan) return 'accepted for another plan'
  const isCovered = acceptance.upTo === null ? isExactCovered : isMeasuredCovered
  return isCovered({ ...row, base, head }, acceptance)
    ? undefined
    : `worse than accepted, ${limitText(row, acceptance)}`
}

/** A row with figures on both sides. */
type FullRow = Row & Pick<Acceptance, 'base' | 'head'>

function isMeasuredCovered({ head, effect, better }: FullRow, { head: limit, upTo }: Acceptance): boolean {
  // How many runs of a few are "never" is chance. That any of them is has to be accepted.
  return isNoWorse(effect, upTo!, better) && (limit.never > 0 || head.never === 0)
}

/** Neither the figures of head may be worse than accepted, nor the change that led to them larger. */
function isExactCovered({ base, head, better, scale }: FullRow, accepted: Acceptance): boolean {
  const limit = accepted.head
  const moreNever = shareOfNever(head) - shareOfNever(base)
  if (shareOfNever(head) > shareOfNever(limit)) return false
  if (moreNever > shareOfNever(limit) - shareOfNever(accepted.base)) return false
  return (['median', 'mean'] as const).every((name) => {
    // Any time is less than that of seeds which are all "never", and of which no mean is known.
    if (Number.isNaN(limit[name]) && better === 'lower') return true
    if (!isNoWorse(head[name], limit[name], better)) return false
    const most = changeOf(accepted.base[name], limit[name], scale)
    // Nothing is known of a change from "never".
    return Number.isNaN(most) || isNoWorse(changeOf(base[name], head[name], scale), most, better)
  })
}

function isNoWorse(value: number, than: number, better: Row['better']): boolean {
  return Object.is(value, than) || (better === 'lower' ? value <= than : value >= than)
}

/** Sides may have run another number of seeds. */
function shareOfNever({ n, never }: RowSide): number {
  return never / n
}

function limitText(row: Row, { base, head, upTo }: Acceptance): string {
  if (upTo !== null) return `which was up to ${effectText(upTo, row)}`
  const [was, is] = [valueText(base.median, row.unit), valueText(head.median, row.unit)]
  const seeds = head.n === row.head?.n ? '' : ` over ${head.n} seeds`
  return `which was ${was} to ${is}${seeds}${head.never === 0 ? '' : `, with ${head.never} never`}`
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
