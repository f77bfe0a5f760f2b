import { groupBy } from '../bench/core/group-by.ts'
import type { RunResult } from '../bench/metrics/result.ts'
import { summarise } from '../bench/metrics/summary.ts'
import { armColumns, nameColumns } from '../reports/arm-columns.ts'
import { type ArmSummary, summariseArms } from '../reports/arm-summary.ts'
import { allSamples } from '../reports/csv.ts'
import { figureTables } from '../reports/figures.ts'
import { findingOf } from '../reports/finding.ts'
import type { RunData } from '../reports/run-data.ts'
import { toText } from '../reports/table.ts'
import { shownTransfers, TRANSFER_COLUMNS } from '../reports/transfer.ts'
import type { Console } from './console.ts'

/** Prints what a run showed: tables, a sentence each, doubts; with `json` one document for programs. */
export function printSummary(
  data: RunData,
  folder: string,
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
  console: Console,
): void {
  if (json) {
    console.out(`${JSON.stringify(jsonOf(data, folder), undefined, 2)}\n`)
    return
  }
  const arms = groupBy(summariseArms(data.runs), ({ suite }) => suite)
  for (const doubt of doubtsOf(data)) console.err(`${doubt}\n`)
  if (quiet) return
  const width = console.outWidth ?? Number.POSITIVE_INFINITY
  for (const suite of data.suites) {
    const own = arms.get(suite.name) ?? []
    if (own.length === 0) continue
    console.out(
      `\n${suite.name}: ${suite.question}${suite.plan === null ? '' : ` (with --plan ${suite.plan} instead of its own load)`}\n\n${toText([...nameColumns(own), ...armColumns(own)], own, width)}`,
    )
    console.out(`\n${findingOf(own)}\n`)
    const transfers = shownTransfers(data, suite.name)
    if (transfers.length > 0)
      console.out(`\nreal against virtual time:\n\n${toText(TRANSFER_COLUMNS, transfers, width)}`)
  }
  if (data.measured.length > 0) console.out(`\n${measuredText(data, width)}`)
  if (data.runs.length + data.measured.length === 0) console.out('\nnothing was measured\n')
  else
    console.out(
      `\n${data.status === 'partial' ? 'partial results' : 'results'} in ${folder}: report.md, summary.csv, samples.csv, timeline.csv, ${data.simulated.length > 0 ? 'transfer.csv, ' : ''}latency.hgrm, run.json\n`,
    )
}

function measuredText(data: RunData, width: number): string {
  const suites = groupBy(data.measured, ({ suite }) => suite)
  return [...suites]
    .map(([suite, samples]) => {
      const tables = figureTables(samples).map(({ columns, rows }) => toText(columns, rows, width))
      return `${suite}:\n\n${tables.join('\n')}`
    })
    .join('\n')
}

function doubtsOf({ runs, simulated }: RunData): string[] {
  const of = (runs: readonly RunResult[], beside: string) =>
    runs.flatMap(({ suite, variant, arm, repeat, warnings }) =>
      warnings.map(
        ({ severity, message, advice }) =>
          `${severity === 'invalid' ? 'INVALID' : 'note'}: ${suite} ${variant} ${arm} repeat ${repeat}${beside}: ${message} ${advice}`,
      ),
    )
  return [...of(runs, ''), ...of(simulated, ' in virtual time')]
}

/** The summary as data: NaN is left out, Infinity is the string "never". */
function jsonOf(data: RunData, folder: string): object {
  const arms = groupBy(summariseArms(data.runs), ({ suite }) => suite)
  return {
    status: data.status,
    folder,
    findings: Object.fromEntries([...arms].map(([suite, own]: [string, ArmSummary[]]) => [suite, findingOf(own)])),
    summary: summarise(allSamples(data)).map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([, value]) => !Number.isNaN(value))
          .map(([name, value]) => [name, value === Number.POSITIVE_INFINITY ? 'never' : value]),
      ),
    ),
  }
}
