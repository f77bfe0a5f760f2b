import type { Sample } from '../../bench/metrics/sample.ts'
import type { Column } from '../table.ts'

/** Columns that name the series of a line. */
export const PLACE_COLUMNS: readonly Column<Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric'>>[] = [
  { head: 'suite', cell: ({ suite }) => suite },
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'variant', cell: ({ variant }) => variant },
  { head: 'phase', cell: ({ phase }) => phase },
  { head: 'metric', cell: ({ metric }) => metric },
]

/** The same, with unit, better side and kind of its values. */
export const SERIES_COLUMNS: readonly Column<
  Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric' | 'unit' | 'better' | 'kind'>
>[] = [
  ...PLACE_COLUMNS,
  { head: 'unit', cell: ({ unit }) => unit },
  { head: 'better', cell: ({ better }) => better },
  { head: 'kind', cell: ({ kind }) => kind },
]
