/** A column as a layout sees it: characters. */
export interface LaidColumn {
  readonly width: number
  /** Space behind it. */
  readonly gap: number
  /** Its cells may be cut where the columns that must be there do not fit. */
  readonly cuts: boolean
}

export interface Layout {
  readonly widths: readonly number[]
  /** How many columns fit, from the first on. */
  readonly shown: number
  /** Characters of these columns with their gaps. */
  readonly used: number
}

/** A name that is cut keeps at least this many characters. */
const CUT_MIN = 8

/**
 * The columns that fit into a width, of which `reserved` is kept for what stands behind them. The first `shownMin` are there in any case: of
 * them the widest that may be cut are, until all fit.
 */
export function layoutOf(
  columns: readonly LaidColumn[],
  { width, shownMin, reserved }: { readonly width: number; readonly shownMin: number; readonly reserved: number },
): Layout {
  const widths = columns.map((column) => column.width)
  const room = width - reserved
  const end = (count: number) => {
    const used = usedBy(columns, widths, count)
    return reserved > 0 || count === 0 ? used : used - columns[count - 1]!.gap
  }
  const least = Math.min(shownMin, columns.length)
  const cuttable = [...columns.keys()].filter((i) => i < least && columns[i]!.cuts)
  while (end(least) > room) {
    const widest = cuttable.reduce((best, i) => (widths[i]! > (widths[best] ?? 0) ? i : best), -1)
    if (widest < 0 || widths[widest]! <= CUT_MIN) break
    widths[widest]! -= 1
  }
  let shown = least
  while (shown < columns.length && end(shown + 1) <= room) shown += 1
  return { widths, shown, used: usedBy(columns, widths, shown) }
}

function usedBy(columns: readonly LaidColumn[], widths: readonly number[], count: number): number {
  return columns.slice(0, count).reduce((sum, { gap }, i) => sum + widths[i]! + gap, 0)
}
