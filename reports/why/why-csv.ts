import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import type { ArmWhy, Outcomes, WhyData } from '../../bench/study/why/why-data.ts'
import { csvValue } from '../format.ts'
import { type Column, toCsv } from '../table.ts'
import { lossRows } from './why-causes.ts'
import { RATE_ROWS } from './why-tables.ts'

/**
 * One value. `part` is all, loss, ablation, rate, sustain or flip. `item` is its subject, and `done` is the change to
 * the subject.
 */
interface Line {
  readonly arm: string
  readonly part: string
  readonly item: string
  readonly done: string
  readonly metric: string
  readonly unit: string
  readonly value: number | null
  readonly low?: number | null
  readonly high?: number | null
}

/** `why.csv`: one value per line; an empty cell does not apply. */
export function whyCsv({ suite, variant, arms }: WhyData): string {
  const value = (of: number | null | undefined, unit: string) => csvValue(of ?? Number.NaN, unit)
  const columns: Column<Line>[] = [
    { head: 'suite', cell: () => suite },
    { head: 'variant', cell: () => variant },
    { head: 'arm', cell: ({ arm }) => arm },
    { head: 'part', cell: ({ part }) => part },
    { head: 'item', cell: ({ item }) => item },
    { head: 'done', cell: ({ done }) => done },
    { head: 'metric', cell: ({ metric }) => metric },
    { head: 'unit', cell: ({ unit }) => unit },
    { head: 'value', cell: (line) => value(line.value, line.unit) },
    { head: 'ci_lo', cell: ({ low, unit }) => value(low, unit) },
    { head: 'ci_hi', cell: ({ high, unit }) => value(high, unit) },
  ]
  return toCsv(columns, arms.flatMap(linesOf))
}

function linesOf({ arm, full, losses, ablations, rates, sustain, flips }: ArmWhy): Line[] {
  const line = (
    part: string,
    item: string,
    done: string,
    metric: string,
    unit: string,
    value: number | null,
  ): Line => ({
    arm,
    part,
    item,
    done,
    metric,
    unit,
    value,
  })
  const outcomes = (
    part: string,
    item: string,
    done: string,
    { collapse, deficitMedian, backAfterMs, verdicts }: Outcomes,
  ): Line[] => [
    {
      ...line(part, item, done, 'p_collapse', 'ratio', collapse?.share ?? null),
      low: collapse?.low ?? null,
      high: collapse?.high ?? null,
    },
    line(part, item, done, 'goodput_deficit', 'count', deficitMedian),
    line(part, item, done, 'back_after', 'ms', backAfterMs),
    ...VERDICT_KINDS.map((kind) => line(part, item, done, kind, 'count', verdicts[kind])),
  ]
  return [
    ...outcomes('all', '', '', full),
    ...ablations.flatMap((row): Line[] => {
      const { element, done } = row
      if (row.kind !== 'measured') return [line('ablation', element, done, row.kind, 'count', 1)]
      const { median, low, high } = row.difference
      return [
        ...outcomes('ablation', element, done, row.without),
        { ...line('ablation', element, done, 'goodput_deficit_difference', 'count', median), low, high },
        line('ablation', element, done, 'goodput_deficit_share', 'ratio', row.share),
      ]
    }),
    ...lossRows(losses).flatMap(({ cause, trigger, after }) => [
      line('loss', cause, '', 'during_trigger', 'count', trigger),
      line('loss', cause, '', 'after_trigger', 'count', after),
    ]),
    ...rates.flatMap((at) =>
      RATE_ROWS.map(({ metric, of }) =>
        line('rate', `${at.afterMs} ms after the trigger`, '', metric, 'per_second', of(at)),
      ),
    ),
    ...(sustain === null
      ? []
      : [
          line('sustain', '', '', 'attempts_per_request', 'ratio', sustain.attemptsPerRequest),
          line('sustain', '', '', 'rho', 'ratio', sustain.rho),
          line('sustain', '', '', 'demand', 'ratio', sustain.demand),
        ]),
    ...(flips.kind === 'not searched' ? [] : flips.found).flatMap(({ parameter, from, to, outcomes: after }) =>
      outcomes('flip', parameter, `${from} -> ${to}`, after),
    ),
  ]
}
