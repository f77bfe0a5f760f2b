import { groupBy } from '../../bench/core/group-by.ts'
import { oneLine } from '../../bench/core/printable.ts'
import type { ThresholdResult } from '../../bench/thresholds/threshold-result.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import {
  armsWithBroker,
  armsWithConsumerCrash,
  armsWithCrash,
  BROKER_COLUMNS,
  CONSUMER_CRASH_COLUMNS,
  CRASH_COLUMNS,
} from '../../reports/run/broker-columns.ts'
import { figureTables } from '../../reports/run/figures.ts'
import { figureText, thresholdSpans } from '../../reports/run/threshold-columns.ts'
import { shownTransfers, TRANSFER_COLUMNS } from '../../reports/run/transfer.ts'
import { virtualTable } from '../../reports/run/virtual-columns.ts'
import { nameColumns } from '../../reports/summary/answer-columns.ts'
import { answerSpans } from '../../reports/summary/answer-spans.ts'
import { type ArmSummary, summariseArms } from '../../reports/summary/arm-summary.ts'
import { doubtsOf } from '../../reports/summary/doubts.ts'
import { machineNotes } from '../../reports/summary/machine-notes.ts'
import { summaryData } from '../../reports/summary/summarise-data.ts'
import type { SuiteAnswer } from '../../reports/summary/summary-data.ts'
import { type Column, toText } from '../../reports/table.ts'
import { wrapped } from '../../reports/wrapped.ts'
import { type Console, outSpans } from '../cli/console.ts'

export interface SummaryOptions {
  readonly quiet: boolean
  readonly json: boolean
  /** Virtual runs are a short answer beside the real ones; without it they are compared figure by figure. */
  readonly withVirtual: boolean
}

/** Sentences hold names, reasons and messages of suites, services and workers. */
const SENTENCE_MAX = 5000

/**
 * Prints the summary of a run: tables, sentences and doubts, or with `json` one document for programs. `folder` is
 * undefined when the disk did not take the results.
 */
export function printSummary(
  data: RunData,
  folder: string | undefined,
  { quiet, json, withVirtual }: SummaryOptions,
  console: Console,
): void {
  const summary = summaryData(data)
  if (json) {
    console.out(`${JSON.stringify({ ...summary, folder: folder ?? null }, undefined, 2)}\n`)
    return
  }
  const errWidth = console.errWidth ?? Number.POSITIVE_INFINITY
  for (const line of doubtLines(data)) console.err(`${wrapped(oneLine(line, SENTENCE_MAX), errWidth)}\n`)
  if (quiet) return
  const width = console.outWidth ?? Number.POSITIVE_INFINITY
  const arms = groupBy(summariseArms(data.runs), ({ suite }) => suite)
  for (const answer of summary.suites) {
    const own = arms.get(answer.suite) ?? []
    if (own.length === 0) continue
    const runs = data.runs.filter(({ suite }) => suite === answer.suite)
    outSpans(console, [{ text: '\n' }, ...answerSpans(answer, runs, width)])
    console.out(brokerText(own, width))
    const thresholds = data.thresholds.filter((result) => result.suite === answer.suite)
    if (thresholds.length > 0) outSpans(console, [{ text: '\nthresholds:\n\n' }, ...thresholdSpans(thresholds, width)])
    console.out(besideVirtual(answer, { withVirtual, width }))
  }
  const notes = machineNotes(data)
  if (notes.length > 0)
    console.out(`\n${notes.map((note) => wrapped(oneLine(note, SENTENCE_MAX), width)).join('\n')}\n`)
  if (data.measured.length > 0) console.out(`\n${measuredText(data, width)}`)
  if (data.runs.length + data.measured.length === 0) console.out('\nnothing was measured\n')
  else if (folder !== undefined) console.out(`\n${wrapped(filesText(data, folder), width)}\n`)
}

function filesText({ status, simulated }: RunData, folder: string): string {
  return `${status === 'partial' ? 'partial results' : 'results'} in ${folder}: report.md, summary.json, summary.csv, samples.csv, timeline.csv, ${simulated.length > 0 ? 'transfer.csv, ' : ''}latency.hgrm, run.json`
}

/** Tables of what brokers promised and lost; empty without any. */
function brokerText(arms: readonly ArmSummary[], width: number): string {
  const table = (head: string, columns: readonly Column<ArmSummary>[], rows: readonly ArmSummary[]) =>
    rows.length === 0 ? '' : `\n${head}:\n\n${toText([...nameColumns(arms), ...columns], rows, width)}`
  return [
    table('the broker was killed', CRASH_COLUMNS, armsWithCrash(arms)),
    table('a consumer was killed', CONSUMER_CRASH_COLUMNS, armsWithConsumerCrash(arms)),
    table('brokers', BROKER_COLUMNS, armsWithBroker(arms)),
  ].join('')
}

/** Virtual answers beside real runs; empty without any. */
function besideVirtual(
  answer: SuiteAnswer,
  { withVirtual, width }: { readonly withVirtual: boolean; readonly width: number },
): string {
  if (withVirtual) {
    const { columns, rows } = virtualTable(answer)
    if (rows.length === 0) return ''
    return `\nthe same in virtual time (in brackets: real minus virtual):\n\n${toText(columns, rows, width)}`
  }
  const transfers = shownTransfers(answer)
  if (transfers.length === 0) return ''
  return `\nreal against virtual time:\n\n${toText(TRANSFER_COLUMNS, transfers, width)}`
}

function measuredText(data: RunData, width: number): string {
  const suites = groupBy(data.measured, ({ suite }) => suite)
  return [...suites]
    .map(([suite, samples]) => {
      const info = data.suites.find(({ name }) => name === suite)
      const head =
        info === undefined
          ? `${suite}:`
          : `${wrapped(`${suite}: ${oneLine(info.question, SENTENCE_MAX)}`, width)}\n\n${paragraphs(info.about, width)}`
      const tables = figureTables(samples).map(({ columns, rows }) => toText(columns, rows, width))
      return `${head}\n\n${tables.join('\n')}`
    })
    .join('\n')
}

function paragraphs(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => wrapped(line, width))
    .join('\n')
}

/**
 * A line for each arm with invalid runs, each note and each threshold that does not hold; then the advice, each once.
 */
function doubtLines({ runs, simulated, thresholds, environment }: RunData): string[] {
  const { lines, advice } = doubtsOf([...runs, ...simulated], Number(environment.cores))
  const unmet = thresholds.filter(({ verdict }) => verdict !== 'ok').map(thresholdLine)
  return [...lines, ...advice.map((text) => `What helps: ${text}`), ...unmet]
}

/** Line of a threshold that failed or could not be judged, where no table is printed. */
function thresholdLine(result: ThresholdResult): string {
  const { suite, variant, arm, threshold, expression, verdict, reason } = result
  const why = reason || `measured ${figureText(result, 'measured')}, limit ${figureText(result, 'limit')}`
  return `threshold ${verdict}: ${suite} ${variant} ${arm}: ${threshold} ${expression}: ${why}`
}
