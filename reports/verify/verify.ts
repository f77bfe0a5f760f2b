import type { Check } from '../../bench/verify/check.ts'
import { type Column, toText } from '../table.ts'

/** The table of `verify`. The columns that a narrow terminal leaves out stand last. */
const COLUMNS: readonly Column<Check>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'ok', cell: ({ ok }) => (ok ? 'yes' : 'NO') },
  { head: 'check', cell: ({ name }) => name },
  { head: 'published', cell: ({ published }) => published },
  { head: 'measured', cell: ({ measured }) => measured },
  { head: 'tolerance (how derived)', cell: ({ tolerance }) => tolerance },
  { head: 'source', cell: ({ source }) => source },
]

/** The checks as a table. Below it a sentence counts the checks that do not hold and lists them in full. */
export function checksText(checks: readonly Check[], width: number): string {
  const missed = checks.filter(({ ok }) => !ok)
  const head =
    missed.length === 0
      ? `All ${checks.length} checks hold.\n`
      : `${missed.length} of ${checks.length} checks do not hold:\n`
  return `${toText(COLUMNS, checks, width)}\n${head}${missed.map(missText).join('')}`
}

/** The checks as one JSON document. */
export function checksJson(checks: readonly Check[]): string {
  const missed = checks.filter(({ ok }) => !ok).length
  return `${JSON.stringify({ holds: checks.length - missed, missed, checks }, null, 2)}\n`
}

function missText({ id, name, source, published, measured, tolerance }: Check): string {
  return `- ${id} ${name}: published ${published}, measured ${measured} (tolerance ${tolerance}). Source: ${source}\n`
}
