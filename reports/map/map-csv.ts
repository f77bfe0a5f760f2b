import type { Collapse } from '../../bench/metrics/collapse.ts'
import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import { type FrontierRow, frontierRows } from './frontier.ts'
import type { Grid } from './grid.ts'
import type { MapCell, MapData } from './map-data.ts'

interface Measured {
  readonly cell: MapCell
  readonly collapse: Collapse
}

/** `map.csv`: one row per cell that was measured, in the order arm, y, x. */
export function mapCsv(data: MapData, grid: Grid): string {
  const rows = grid.places.flatMap(({ cell, collapse }): Measured[] => (cell && collapse ? [{ cell, collapse }] : []))
  const columns: Column<Measured>[] = [
    { head: 'suite', cell: () => data.suite },
    { head: 'variant', cell: () => data.variant },
    { head: 'arm', cell: ({ cell }) => cell.arm },
    { head: 'x_name', cell: () => data.x.name },
    { head: 'x', cell: ({ cell }) => String(cell.x) },
    { head: 'y_name', cell: () => data.y.name },
    { head: 'y', cell: ({ cell }) => String(cell.y) },
    { head: 'seeds', cell: ({ collapse }) => String(collapse.seeds) },
    ...VERDICT_KINDS.map((kind): Column<Measured> => ({ head: kind, cell: ({ cell }) => String(cell.verdicts[kind]) })),
    { head: 'p_collapse', cell: ({ collapse }) => csvValue(collapse.share, 'ratio') },
    { head: 'p_lo', cell: ({ collapse }) => csvValue(collapse.low, 'ratio') },
    { head: 'p_hi', cell: ({ collapse }) => csvValue(collapse.high, 'ratio') },
    { head: 'back_after_ms_median', cell: ({ cell }) => csvValue(cell.backAfterMsMedian ?? Number.NaN, 'ms') },
    { head: 'goodput_deficit_median', cell: ({ cell }) => csvValue(orNaN(cell.deficitMedian), 'count') },
    { head: 'retry_amplification_median', cell: ({ cell }) => csvValue(orNaN(cell.amplificationMedian), 'ratio') },
  ]
  return toCsv(columns, rows)
}

/** JSON has no NaN: a figure that does not apply comes back from `map.json` as null. */
function orNaN(value: number): number {
  return value ?? Number.NaN
}

/** `frontier.csv`: for each arm and x the smallest y that collapses, or empty. */
export function frontierCsv(data: MapData, grid: Grid): string {
  const columns: Column<FrontierRow>[] = [
    { head: 'suite', cell: () => data.suite },
    { head: 'variant', cell: () => data.variant },
    { head: 'arm', cell: ({ arm }) => arm },
    { head: 'x_name', cell: () => data.x.name },
    { head: 'x', cell: ({ x }) => String(x) },
    { head: 'y_name', cell: () => data.y.name },
    { head: 'y', cell: ({ y }) => String(y ?? '') },
  ]
  return toCsv(columns, frontierRows(data, grid))
}
