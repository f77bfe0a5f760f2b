import { groupBy } from '../bench/core/group-by.ts'
import { type Transfer, transferOf } from '../bench/metrics/transfer.ts'
import { type ArmSummary, summariseArms } from './arm-summary.ts'
import { fixed, msOfUs, percent } from './format.ts'
import type { RunData } from './run-data.ts'
import { nameColumns } from './summary/answer-columns.ts'
import type { Column } from './table.ts'

/** An arm in virtual time, with how far its real runs are from that. */
interface Twin {
  readonly arm: ArmSummary
  readonly transfers: ReadonlyMap<string, Transfer>
}

/** The virtual answer to what a suite asks in real time: a row for each arm, with the transfer error in brackets. No rows without virtual runs. */
export function twinTable(
  { runs, simulated }: Pick<RunData, 'runs' | 'simulated'>,
  suite: string,
): { readonly columns: readonly Column<Twin>[]; readonly rows: readonly Twin[] } {
  const arms = summariseArms(simulated.filter((run) => run.suite === suite))
  const transfers = groupBy(transferOf(runs, simulated), keyOf)
  const rows = arms.map((arm) => ({
    arm,
    transfers: new Map((transfers.get(keyOf(arm)) ?? []).map((transfer) => [transfer.metric, transfer])),
  }))
  const names = nameColumns(arms).map(({ head, cell }): Column<Twin> => ({ head, cell: ({ arm }) => cell(arm) }))
  return { columns: [...names, ...COLUMNS], rows }
}

const p50 = ({ clockFrom }: ArmSummary) => (clockFrom === 'plan' ? 'response_p50' : 'service_p50')

const COLUMNS: readonly Column<Twin>[] = [
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

/** `97.0 % (-0.8 %)`: virtual, and real minus virtual; over the repeats that are valid in both, which are counted where some are not. */
function cellOf(metricOf: (arm: ArmSummary) => string, text: (value: number) => string): (twin: Twin) => string {
  return ({ arm, transfers }) => {
    const metric = metricOf(arm)
    const transfer = transfers.get(metric)
    if (transfer === undefined) return `${text(arm.value(metric))} (n/a)`
    const { virtual, difference, n } = transfer
    const pairs = n < arm.repeats ? `, ${n} of ${arm.repeats}` : ''
    return `${text(virtual)} (${difference >= 0 ? '+' : ''}${text(difference)}${pairs})`
  }
}

function keyOf({ suite, variant, arm }: Pick<ArmSummary, 'suite' | 'variant' | 'arm'>): string {
  return `${suite} ${variant} ${arm}`
}
