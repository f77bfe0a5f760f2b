import type { Sample } from '../../bench/metrics/sample.ts'
import type { Column } from '../table.ts'

/** Which series of values a line is of. */
export const PLACE_COLUMNS: readonly Column<Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric'>>[] = [
  { head: 'suite', cell: ({ suite }) => suite },
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'variant', cell: ({ variant }) => variant },
  { head: 'phase', cell: ({ phase }) => phase },
  { head: 'metric', cell: ({ metric }) => metric },
]

/** The same with what its values are. */
export const SERIES_COLUMNS: readonly Column<
  Pick<Sample, 'suite' | 'arm' | 'variant' | 'phase' | 'metric' | 'unit' | 'better' | 'kind'>
>[] = [
  ...PLACE_COLUMNS,
  { head: 'unit', cell: ({ unit }) => unit },
  { head: 'better', cell: ({ better }) => better },
  { head: 'kind', cell: ({ kind }) => kind },
]
