import { groupBy } from '../../bench/core/group-by.ts'
import { fixed, msOfUs, percent } from '../format.ts'
import { nameColumns } from '../summary/answer-columns.ts'
import { answerFigure } from '../summary/answer-figure.ts'
import type { ArmAnswer, SuiteAnswer, TransferAnswer } from '../summary/summary-data.ts'
import { verdictWords } from '../summary/verdict-words.ts'
import type { Column } from '../table.ts'

/** An arm in virtual time, with the distance of its real runs from that. */
interface VirtualArm {
  readonly arm: ArmAnswer
  readonly transfers: ReadonlyMap<string, TransferAnswer>
}

/**
 * The virtual answers beside a suite in real time: a row for each arm, with the transfer error in brackets. Without
 * virtual runs there are no rows.
 */
export function virtualTable({ virtual, transfer }: Pick<SuiteAnswer, 'virtual' | 'transfer'>): {
  readonly columns: readonly Column<VirtualArm>[]
  readonly rows: readonly VirtualArm[]
} {
  const transfers = groupBy(transfer, keyOf)
  const rows = virtual.map((arm) => ({
    arm,
    transfers: new Map((transfers.get(keyOf(arm)) ?? []).map((one) => [one.metric, one])),
  }))
  const names = nameColumns(virtual).map(
    ({ head, cell }): Column<VirtualArm> => ({ head, cell: ({ arm }) => cell(arm) }),
  )
  const isJudged = virtual.some(({ verdict }) => verdict !== null)
  return { columns: [...names, ...(isJudged ? [VERDICT] : []), ...COLUMNS], rows }
}

const p50 = ({ clockFrom }: ArmAnswer) => (clockFrom === 'plan' ? 'response_p50' : 'service_p50')

/** The verdict in virtual time, which may know what a shorter real run could not decide. */
const VERDICT: Column<VirtualArm> = { head: 'verdict', cell: ({ arm }) => verdictWords(arm) }

const COLUMNS: readonly Column<VirtualArm>[] = [
  { head: 'in time', cell: cellOf(() => 'goodput_ratio', percent) },
  {
    head: 'attempts/request',
    cell: cellOf(
      () => 'retry_amplification',
      (value) => fixed(value, 2),
    ),
  },
  { head: 'p50 [ms]', cell: cellOf(p50, msOfUs) },
]

/**
 * `97.0 % (-0.8 %)`: the virtual figure, and real minus virtual. Both are over the repeats that are valid in both
 * times; these are counted where some are not.
 */
function cellOf(metricOf: (arm: ArmAnswer) => string, text: (value: number) => string): (twin: VirtualArm) => string {
  return ({ arm, transfers }) => {
    const metric = metricOf(arm)
    const transfer = transfers.get(metric)
    if (transfer === undefined) return `${text(answerFigure(arm, metric))} (n/a)`
    const { virtual, difference, pairs } = transfer
    const some = pairs < arm.repeats ? `, ${pairs} of ${arm.repeats}` : ''
    return `${text(virtual)} (${difference >= 0 ? '+' : ''}${text(difference)}${some})`
  }
}

function keyOf({ variant, arm }: { readonly variant: string; readonly arm: string }): string {
  return `${variant} ${arm}`
}
