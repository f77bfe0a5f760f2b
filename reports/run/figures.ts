import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { type Summary, summarise } from '../../bench/metrics/summary.ts'
import { csvValue } from '../format.ts'
import type { Column } from '../table.ts'
import { headOf } from '../unit-text.ts'

/** All figures of one measured thing. */
interface FigureRow {
  readonly what: string
  readonly variant: string
  readonly figures: ReadonlyMap<string, Summary>
}

/** Rows with similar metrics, and their columns. */
export interface FigureTable {
  readonly columns: readonly Column<FigureRow>[]
  readonly rows: readonly FigureRow[]
}

/** Figures of a suite without arms as tables: a row per thing, a column per metric. Similar things share a table. */
export function figureTables(samples: readonly Sample[]): FigureTable[] {
  const things = groupBy(summarise(samples), ({ arm, variant }) => `${arm} ${variant}`)
  const tables: FigureRow[][] = []
  for (const figures of things.values()) {
    const { arm: what, variant } = figures[0]!
    const row = { what, variant, figures: new Map(figures.map((figure) => [figure.metric, figure])) }
    const table = tables.find((rows) => rows.some((other) => isAlike(row, other)))
    if (table === undefined) tables.push([row])
    else table.push(row)
  }
  return tables.map((rows) => ({ rows, columns: columnsOf(rows) }))
}

/** Whether two rows share at least half of the metrics of the row that has more. */
function isAlike(a: FigureRow, b: FigureRow): boolean {
  const common = [...a.figures.keys()].filter((metric) => b.figures.has(metric)).length
  return 2 * common >= Math.max(a.figures.size, b.figures.size)
}

function columnsOf(rows: readonly FigureRow[]): Column<FigureRow>[] {
  const units = new Map(
    rows.flatMap(({ figures }) => [...figures].map(([metric, { unit }]) => [metric, unit] as const)),
  )
  const columns: Column<FigureRow>[] = [{ head: 'what', cell: ({ what }) => what }]
  if (rows.some(({ variant }) => variant !== DEFAULT_VARIANT))
    columns.push({ head: 'variant', cell: ({ variant }) => variant })
  for (const [metric, unit] of units) {
    const cell = ({ figures }: FigureRow) => {
      const figure = figures.get(metric)
      return figure === undefined ? '-' : csvValue(figure.median, figure.unit)
    }
    // Figures of hot parts are small, so they stay in us.
    columns.push({ head: unit === 'us' ? `${metric} [us]` : headOf(metric, unit), cell })
  }
  if (rows.some((row) => statusOf(row) !== 'valid')) columns.push({ head: 'status', cell: statusOf })
  return columns
}

function statusOf({ figures }: FigureRow): string {
  return [...figures.values()].find(({ status }) => status !== 'valid')?.status ?? 'valid'
}
