/** A column as a layout sees it: characters. */
export interface LaidColumn {
  readonly width: number
  /** Space behind it. */
  readonly gap: number
  /** Its cells may be cut where the required columns do not fit. */
  readonly cuts: boolean
}

export interface Layout {
  readonly widths: readonly number[]
  /** Number of columns that fit, from the first on. */
  readonly shown: number
  /** Characters of these columns with their gaps. */
  readonly used: number
}

/** A cell that is cut keeps at least this many characters. */
const CUT_MIN = 12

interface Room {
  readonly width: number
  /** Number of required columns, and of columns for which cells are cut. */
  readonly shownMin: number
  readonly wanted: number
  /** Characters that are kept free behind the columns. */
  readonly reserved: number
}

/**
 * Chooses the columns that fit into a width, from the first on. Cells are cut, the widest first, until the wanted
 * columns fit; if that fails, fewer columns are shown, but never fewer than required.
 */
export function layoutOf(columns: readonly LaidColumn[], { width, shownMin, wanted, reserved }: Room): Layout {
  const room = width - reserved
  const end = (widths: readonly number[], count: number) => {
    const used = usedBy(columns, widths, count)
    return reserved > 0 || count === 0 ? used : used - columns[count - 1]!.gap
  }
  const cutFor = (count: number) => {
    const widths = columns.map((column) => column.width)
    const cuttable = [...columns.keys()].filter((i) => i < count && columns[i]!.cuts)
    while (end(widths, count) > room) {
      const widest = cuttable.reduce((best, i) => (widths[i]! > (widths[best] ?? 0) ? i : best), -1)
      if (widest < 0 || widths[widest]! <= CUT_MIN) break
      widths[widest]! -= 1
    }
    return widths
  }
  let shown = Math.min(wanted, columns.length)
  let widths = cutFor(shown)
  while (shown > shownMin && end(widths, shown) > room) {
    shown -= 1
    widths = cutFor(shown)
  }
  while (shown < columns.length && end(widths, shown + 1) <= room) shown += 1
  return { widths, shown, used: usedBy(columns, widths, shown) }
}

function usedBy(columns: readonly LaidColumn[], widths: readonly number[], count: number): number {
  return columns.slice(0, count).reduce((sum, { gap }, i) => sum + widths[i]! + gap, 0)
}
