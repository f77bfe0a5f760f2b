import { ALPHA } from '../statistics/detectable.ts'
import { noteOf } from './direction.ts'
import type { Row } from './row.ts'
import { seriesKey } from './series.ts'

/** Gating series that are noisy and regressed. They fail a comparison only if a second batch of runs shows them too. */
export function toConfirm(rows: readonly Row[]): Row[] {
  return rows.filter(({ gates, kind, verdict }) => gates && kind === 'noisy' && verdict === 'regressed')
}

/**
 * The rows after a second batch with fresh seeds. A noisy regression stands when the second batch shows the same sign
 * with p < 0.05; else it is `inconclusive`. A series that the second batch could not judge is `invalid`: it is neither
 * confirmed nor refuted.
 */
export function confirmed(rows: readonly Row[], second: readonly Row[]): Row[] {
  const others = new Map(second.map((row) => [seriesKey(row), row]))
  const asked = new Set(toConfirm(rows).map(seriesKey))
  return rows.map((row) => {
    if (!asked.has(seriesKey(row))) return row
    const other = others.get(seriesKey(row))
    // Where nothing differs there was nothing to test.
    const again = other?.verdict === 'equal' ? 1 : (other?.p ?? Number.NaN)
    if (other === undefined || Number.isNaN(again)) {
      return {
        ...row,
        verdict: 'invalid',
        note: noteOf([row.note, 'regressed, but the second batch could not judge it']),
      }
    }
    const stands = again < ALPHA && Math.sign(other.effect) === Math.sign(row.effect)
    const p = again.toPrecision(2)
    if (stands) return { ...row, note: noteOf([row.note, `confirmed by a second batch (p ${p})`]) }
    return { ...row, verdict: 'inconclusive', note: noteOf([row.note, `not confirmed by a second batch (p ${p})`]) }
  })
}
