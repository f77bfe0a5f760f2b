import { groupBy } from '../../bench/core/group-by.ts'
import { oneLine } from '../../bench/core/printable.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import { summariseArms } from '../../reports/arm-summary.ts'
import {
  armsWithBroker,
  armsWithConsumerCrash,
  armsWithCrash,
  BROKER_COLUMNS,
  CONSUMER_CRASH_COLUMNS,
  CRASH_COLUMNS,
} from '../../reports/broker-columns.ts'
import { doubtsOf } from '../../reports/doubts.ts'
import { figureTables } from '../../reports/figures.ts'
import { findingsText } from '../../reports/finding.ts'
import { machineNotes } from '../../reports/machine-notes.ts'
import type { RunData } from '../../reports/run-data.ts'
import { answerColumns, nameColumns } from '../../reports/summary/answer-columns.ts'
import { sparkColumn } from '../../reports/summary/sparkline.ts'
import { summaryData } from '../../reports/summary/summarise-data.ts'
import { toText } from '../../reports/table.ts'
import { figureText, thresholdColumns } from '../../reports/threshold-columns.ts'
import { shownTransfers, TRANSFER_COLUMNS } from '../../reports/transfer.ts'
import { twinTable } from '../../reports/twin-columns.ts'
import { wrapped } from '../../reports/wrapped.ts'
import type { Console } from '../cli/console.ts'

export interface SummaryOptions {
  readonly quiet: boolean
  readonly json: boolean
  /** Virtual runs are a short answer beside the real ones; without it they are compared figure by figure. */
  readonly withTwins: boolean
}

/** Sentences hold names, reasons and messages of suites, services and workers. */
const SENTENCE_MAX = 5000

/** Prints what a run showed: tables, a sentence each, doubts; with `json` one document for programs. `folder` is undefined when the disk did not take the results. */
export function printSummary(
  data: RunData,
  folder: string | undefined,
  { quiet, json, withTwins }: SummaryOptions,
  console: Console,
): void {
  const summary = summaryData(data)
  if (json) {
    console.out(`${JSON.stringify({ ...summary, folder: folder ?? null }, undefined, 2)}\n`)
    return
  }
  const arms = groupBy(summariseArms(data.runs), ({ suite }) => suite)
  for (const line of doubtLines(data)) console.err(`${oneLine(line, SENTENCE_MAX)}\n`)
  if (quiet) return
  const width = console.outWidth ?? Number.POSITIVE_INFINITY
  const runsOf = (name: string) => data.runs.filter((run) => run.suite === name)
  for (const suite of data.suites) {
    const own = arms.get(suite.name) ?? []
    const answer = summary.suites.find((one) => one.suite === suite.name)!
    if (own.length === 0) continue
    console.out(
      `\n${suite.name}: ${oneLine(suite.question, SENTENCE_MAX)}${suite.plan === null ? '' : ` (with --plan ${suite.plan} instead of its own load)`}\n\n${toText([...nameColumns(answer.arms), ...answerColumns(answer.arms)], answer.arms, width, sparkColumn(answer.arms, runsOf(suite.name)))}`,
    )
    console.out(`\n${wrapped(oneLine(findingsText(answer), SENTENCE_MAX), width)}\n`)
    const killed = armsWithCrash(own)
    if (killed.length > 0)
      console.out(`\nthe broker was killed:\n\n${toText([...nameColumns(own), ...CRASH_COLUMNS], killed, width)}`)
    const orphaned = armsWithConsumerCrash(own)
    if (orphaned.length > 0)
      console.out(
        `\na consumer was killed:\n\n${toText([...nameColumns(own), ...CONSUMER_CRASH_COLUMNS], orphaned, width)}`,
      )
    const brokers = armsWithBroker(own)
    if (brokers.length > 0)
      console.out(`\nbrokers:\n\n${toText([...nameColumns(own), ...BROKER_COLUMNS], brokers, width)}`)
    const thresholds = data.thresholds.filter((result) => result.suite === suite.name)
    if (thresholds.length > 0)
      console.out(`\nthresholds:\n\n${toText(thresholdColumns(thresholds), thresholds, width)}`)
    console.out(besideVirtual(data, suite.name, { withTwins, width }))
  }
  const notes = machineNotes(data)
  if (notes.length > 0) console.out(`\n${notes.map((note) => oneLine(note, SENTENCE_MAX)).join('\n')}\n`)
  if (data.measured.length > 0) console.out(`\n${measuredText(data, width)}`)
  if (data.runs.length + data.measured.length === 0) console.out('\nnothing was measured\n')
  else if (folder !== undefined)
    console.out(
      `\n${data.status === 'partial' ? 'partial results' : 'results'} in ${folder}: report.md, summary.json, summary.csv, samples.csv, timeline.csv, ${data.simulated.length > 0 ? 'transfer.csv, ' : ''}latency.hgrm, run.json\n`,
    )
}

/** What virtual time has to say beside real runs; empty without it. */
function besideVirtual(
  data: RunData,
  suite: string,
  { withTwins, width }: { readonly withTwins: boolean; readonly width: number },
): string {
  if (withTwins) {
    const { columns, rows } = twinTable(data, suite)
    if (rows.length === 0) return ''
    return `\nthe same in virtual time (in brackets: real minus virtual):\n\n${toText(columns, rows, width)}`
  }
  const transfers = shownTransfers(data, suite)
  if (transfers.length === 0) return ''
  return `\nreal against virtual time:\n\n${toText(TRANSFER_COLUMNS, transfers, width)}`
}

function measuredText(data: RunData, width: number): string {
  const suites = groupBy(data.measured, ({ suite }) => suite)
  return [...suites]
    .map(([suite, samples]) => {
      const info = data.suites.find(({ name }) => name === suite)
      const head =
        info === undefined ? `${suite}:` : `${suite}: ${oneLine(info.question, SENTENCE_MAX)}\n\n${info.about}`
      const tables = figureTables(samples).map(({ columns, rows }) => toText(columns, rows, width))
      return `${head}\n\n${tables.join('\n')}`
    })
    .join('\n')
}

/** A line for each arm with invalid runs, each note and each threshold that does not hold; then the advice, each once. */
function doubtLines({ runs, simulated, thresholds, environment }: RunData): string[] {
  const { lines, advice } = doubtsOf([...runs, ...simulated], Number(environment.cores))
  const unmet = thresholds.filter(({ verdict }) => verdict !== 'ok').map(thresholdLine)
  return [...lines, ...advice.map((text) => `What helps: ${text}`), ...unmet]
}

/** What a threshold that does not hold, or may not, says where no table is printed. */
function thresholdLine(result: ThresholdResult): string {
  const { suite, variant, arm, threshold, expression, verdict, reason } = result
  const why = reason || `measured ${figureText(result, 'measured')}, limit ${figureText(result, 'limit')}`
  return `threshold ${verdict}: ${suite} ${variant} ${arm}: ${threshold} ${expression}: ${why}`
}
