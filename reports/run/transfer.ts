import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { type Transfer, transferOf } from '../../bench/metrics/transfer.ts'
import type { RunData } from '../data/run-data.ts'
import { csvValue, isShownAsZero, percent, signed } from '../format.ts'
import type { SuiteAnswer, TransferAnswer } from '../summary/summary-data.ts'
import { type Column, toCsv } from '../table.ts'
import { headOf, valueText } from '../unit-text.ts'

/** Metrics that are shown first. */
const SHOWN = [
  'goodput_ratio',
  'retry_amplification',
  'wasted_work_ratio',
  'response_p50',
  'response_p99',
  'in_flight_max',
  'recovery_time',
]

/** The transfer errors of the metrics that are shown first. */
export function shownTransfers({ transfer }: Pick<SuiteAnswer, 'transfer'>): TransferAnswer[] {
  return transfer.filter(({ metric }) => SHOWN.includes(metric))
}

/** Transfer errors for people, most important first. */
export const TRANSFER_COLUMNS: readonly Column<TransferAnswer>[] = [
  { head: 'arm', cell: ({ arm, variant }) => (variant === DEFAULT_VARIANT ? arm : `${variant} ${arm}`) },
  { head: 'metric', cell: ({ metric, unit }) => headOf(metric, unit) },
  { head: 'real', cell: (row) => valueText(row.real, row.unit) },
  { head: 'virtual', cell: (row) => valueText(row.virtual, row.unit) },
  { head: 'difference', cell: (row) => signedValue(row.difference, row.unit) },
  { head: 'of virtual', cell: shareText },
  {
    head: '95 % interval',
    cell: ({ low, high, unit }) =>
      low === null || high === null ? 'n/a' : `${signedValue(low, unit)} to ${signedValue(high, unit)}`,
  },
  { head: 'pairs', cell: ({ pairs }) => String(pairs) },
]

const CSV_COLUMNS: readonly Column<Transfer>[] = [
  { head: 'suite', cell: ({ suite }) => suite },
  { head: 'arm', cell: ({ arm }) => arm },
  { head: 'variant', cell: ({ variant }) => variant },
  { head: 'metric', cell: ({ metric }) => metric },
  { head: 'unit', cell: ({ unit }) => unit },
  { head: 'pairs', cell: ({ n }) => String(n) },
  { head: 'real', cell: ({ real, unit }) => csvValue(real, unit) },
  { head: 'virtual', cell: ({ virtual, unit }) => csvValue(virtual, unit) },
  { head: 'difference', cell: ({ difference, unit }) => csvValue(difference, unit) },
  { head: 'ci_lo', cell: ({ ciLow, unit }) => csvValue(ciLow, unit) },
  { head: 'ci_hi', cell: ({ ciHigh, unit }) => csvValue(ciHigh, unit) },
]

/** `transfer.csv`: every metric that real and virtual runs share, pair by pair over the seeds. */
export function transferCsv(data: Pick<RunData, 'runs' | 'simulated'>): string {
  return toCsv(CSV_COLUMNS, transferOf(data.runs, data.simulated))
}

function signedValue(value: number, unit: TransferAnswer['unit']): string {
  return `${value < 0 ? '' : '+'}${valueText(value, unit)}`
}

/**
 * The difference as a share of the virtual figure. Nothing is a share of 0, or of a figure that is shown as 0 and may
 * be a rounding error.
 */
function shareText({ difference, virtual, unit }: TransferAnswer): string {
  const share = difference / virtual
  const isNothing = virtual === 0 || isShownAsZero(virtual, (value) => valueText(value, unit))
  return isNothing || !Number.isFinite(share) ? 'n/a' : signed(share, percent)
}
