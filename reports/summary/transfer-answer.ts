import type { Transfer } from '../../bench/metrics/transfer.ts'
import type { TransferAnswer } from './summary-data.ts'

/** A transfer error as data: JSON has no NaN. */
export function transferAnswer(transfer: Transfer): TransferAnswer {
  const { arm, variant, metric, unit, n, real, virtual, difference, ciLow, ciHigh } = transfer
  const orNull = (value: number) => (Number.isNaN(value) ? null : value)
  return { arm, variant, metric, unit, pairs: n, real, virtual, difference, low: orNull(ciLow), high: orNull(ciHigh) }
}
