import { groupBy } from '../../bench/core/group-by.ts'
import type { Phase } from '../../bench/core/phase.ts'
import { loadLines } from '../../bench/load/load-facts.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import type { RunData, SuiteInfo } from '../data/run-data.ts'
import { fixed, msOfUs, percent } from '../format.ts'
import { markdownCode, markdownParagraphs, markdownText } from '../safe-text.ts'
import { answerColumns, nameColumns, verdictColumns } from '../summary/answer-columns.ts'
import { type ArmSummary, summariseArms } from '../summary/arm-summary.ts'
import { findingsText } from '../summary/finding-text.ts'
import { machineNotes } from '../summary/machine-notes.ts'
import { summaryData } from '../summary/summarise-data.ts'
import type { ArmAnswer, SuiteAnswer, SummaryData } from '../summary/summary-data.ts'
import { basisLines, undecidedLines } from '../summary/verdict-lines.ts'
import { type Column, toMarkdown } from '../table.ts'
import { costColumns, DETAIL_COLUMNS, REJECTION_COLUMNS } from './arm-columns.ts'
import {
  armsWithBroker,
  armsWithConsumerCrash,
  armsWithCrash,
  BROKER_COLUMNS,
  CONSUMER_CRASH_COLUMNS,
  CRASH_COLUMNS,
} from './broker-columns.ts'
import { figureTables } from './figures.ts'
import { thresholdSection } from './threshold-columns.ts'
import { shownTransfers, TRANSFER_COLUMNS } from './transfer.ts'
import { WORKER_COLUMNS } from './worker-columns.ts'

/** `report.md`: question, findings, figures and doubts of each suite. `summary` has the answers of the same data. */
export function reportMarkdown(data: RunData, summary = summaryData(data)): string {
  const arms = groupBy(summariseArms(data.runs), ({ suite }) => suite)
  const measured = groupBy(data.measured, ({ suite }) => suite)
  const partial =
    data.status === 'partial' ? ['> This run was interrupted: it holds what was measured until then.'] : []
  const suites = data.suites.filter(({ name }) => !measured.has(name))
  const sections = suites.flatMap((suite) => [
    ...suiteSection(suite, answerTo(suite, summary), arms.get(suite.name) ?? [], thresholdSection(data, suite.name)),
    ...warningSection(data.runs.filter((run) => run.suite === suite.name)),
    ...transferSection(answerTo(suite, summary)),
  ])
  const figures = [...measured].flatMap(([suite, samples]) =>
    measuredSection(
      suite,
      samples,
      data.suites.find(({ name }) => name === suite),
    ),
  )
  const notes = machineNotes(data)
  const machine =
    notes.length === 0 ? [] : ['## How the runs were made', notes.map((note) => `- ${markdownText(note)}`).join('\n')]
  return `${['# stormbench report', ...partial, ...sections, ...machine, ...figures, NOTE].join('\n\n')}\n`
}

const NOTE =
  'Latencies begin at the planned start of a request, so a busy generator or a blocked queue cannot hide them. ' +
  '`p99 of all` counts every request that did not succeed as later than any deadline. The other percentiles are those ' +
  'of requests that succeeded. `n/a`: the figure does not apply, or fewer than ten samples lie beyond the percentile. ' +
  'Figures are medians over the repeats. docs/metrics.md defines every metric.'

function answerTo({ name }: SuiteInfo, { suites }: SummaryData): SuiteAnswer {
  return suites.find(({ suite }) => suite === name)!
}

/** The section of a suite. `answer` has the answers of `arms`; further figures of the arms stand below them. */
function suiteSection(
  suite: SuiteInfo,
  answer: SuiteAnswer,
  arms: readonly ArmSummary[],
  thresholds: readonly string[],
): string[] {
  const parts = [`## ${markdownText(suite.name)}`, `**${markdownText(suite.question)}**`]
  if (arms.length === 0) return [...parts, 'Nothing was measured.', ...thresholds]
  const names = nameColumns(arms)
  parts.push(`Result: ${markdownText(findingsText(answer))}`)
  if (suite.plan !== null) parts.push(planNote(suite.plan))
  else if (suite.about !== '') parts.push(markdownParagraphs(suite.about))
  parts.push(...loadSection(suite))
  parts.push(answerTable(answer.arms), ...thresholds, ...variantSection(suite, arms), ...verdictSection(answer.arms))
  parts.push('### Where the requests went', toMarkdown([...names, ...DETAIL_COLUMNS], arms))
  parts.push('### Cost and latencies', toMarkdown([...names, ...costColumns(arms)], arms))
  parts.push('### Turned away, and why requests did not succeed', toMarkdown([...names, ...REJECTION_COLUMNS], arms))
  parts.push(...brokerSection(names, arms), ...workerSection(names, arms), ...phaseSection(names, arms))
  return parts.map((part) => part.trimEnd())
}

function answerTable(arms: readonly ArmAnswer[]): string {
  const repeats: Column<ArmAnswer> = { head: 'repeats', cell: (arm) => String(arm.repeats) }
  return toMarkdown([...nameColumns(arms), repeats, ...answerColumns(arms)], arms)
}

/** Replaces the suite's text about its load. */
function planNote(plan: string): string {
  return `Load: ${markdownCode(plan)}, given by \`--plan\` instead of the suite's own. The suite's remarks on its load do not apply.`
}

/** The planned load, in one sentence where all variants plan the same. */
function loadSection({ loads }: SuiteInfo): string[] {
  const lines = loadLines(loads).map((line) => markdownText(line))
  if (lines.length < 2) return lines.map((line) => `Planned: ${line}.`)
  return [`Planned:\n\n${lines.map((line) => `- ${line}`).join('\n')}`]
}

/** The changes of each variant against the first one, arm by arm. */
function variantSection(suite: SuiteInfo, arms: readonly ArmSummary[]): string[] {
  const first = arms.filter(({ variant }) => variant === arms[0]!.variant)
  if (first.length === arms.length) return []
  const base = (arm: ArmSummary) => first.find((other) => other.arm === arm.arm)
  const change = (metric: string, print: (value: number) => string) => (arm: ArmSummary) => {
    const difference = arm.value(metric) - (base(arm)?.value(metric) ?? Number.NaN)
    return Number.isFinite(difference) ? `${difference < 0 ? '' : '+'}${print(difference)}` : 'n/a'
  }
  const columns: Column<ArmSummary>[] = [
    ...nameColumns(arms),
    { head: 'attempts/request', cell: change('retry_amplification', (value) => fixed(value, 2)) },
    { head: 'p50 from plan [ms]', cell: change('response_p50', (value) => fixed(value / 1000, 1)) },
    { head: 'p99 from plan [ms]', cell: change('response_p99', (value) => fixed(value / 1000, 1)) },
    { head: 'in time', cell: change('goodput_ratio', (value) => percent(value)) },
    { head: 'in flight max', cell: change('in_flight_max', (value) => fixed(value, 0)) },
    { head: 'what differs', cell: ({ variant }) => suite.variants[variant] ?? '' },
  ]
  const rest = arms.filter(({ variant }) => variant !== arms[0]!.variant)
  return [`### Change against ${markdownText(arms[0]!.variant)}`, toMarkdown(columns, rest)]
}

/** Real against virtual time. */
function transferSection(answer: SuiteAnswer): string[] {
  const rows = shownTransfers(answer)
  if (rows.length === 0) return []
  return [
    '### Transfer error: real against virtual time',
    'Real minus virtual, seed by seed, median over the pairs. It shows how far the simulation can be trusted for this suite. `transfer.csv` has every metric.',
    toMarkdown(TRANSFER_COLUMNS, rows).trimEnd(),
  ]
}

/** The verdicts on the arms and the figures after the trigger. */
function verdictSection(arms: readonly ArmAnswer[]): string[] {
  if (arms.every(({ verdict }) => verdict === null)) return []
  const notes = [...undecidedLines(arms), ...basisLines(arms)].map((line) => `- ${markdownText(line)}`)
  return [
    '### After the trigger',
    toMarkdown([...nameColumns(arms), ...verdictColumns(arms)], arms),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ]
}

function brokerSection(names: readonly Column<ArmSummary>[], arms: readonly ArmSummary[]): string[] {
  const own = armsWithBroker(arms)
  if (own.length === 0) return []
  const note = 'Brokers promise different things. Compare only figures of brokers that confirm the same.'
  const killed = armsWithCrash(arms)
  const crash =
    killed.length === 0 ? [] : ['### The broker was killed', toMarkdown([...names, ...CRASH_COLUMNS], killed)]
  const orphaned = armsWithConsumerCrash(arms)
  if (orphaned.length > 0)
    crash.push('### A consumer was killed', toMarkdown([...names, ...CONSUMER_CRASH_COLUMNS], orphaned))
  return [...crash, '### Brokers', note, toMarkdown([...names, ...BROKER_COLUMNS], own)]
}

function workerSection(names: readonly Column<ArmSummary>[], arms: readonly ArmSummary[]): string[] {
  const shared = arms.filter(({ workers }) => workers.length > 0)
  if (shared.length === 0) return []
  const note =
    'Each worker made its share of the plan, with its share of the clients (at least one), the consumers and the queue. Queue depth is the sum of the maxima of all workers, and so is in flight where the target does not count it. The true maxima are not larger.'
  return ['### Workers', note, toMarkdown([...names, ...WORKER_COLUMNS], shared)]
}

interface PhaseRow {
  readonly arm: ArmSummary
  readonly phase: Phase
}

function phaseSection(names: readonly Column<ArmSummary>[], arms: readonly ArmSummary[]): string[] {
  const rows = arms.flatMap((arm) =>
    arm.phases.length < 2 ? [] : arm.phases.map((phase): PhaseRow => ({ arm, phase })),
  )
  if (rows.length === 0) return []
  const columns: Column<PhaseRow>[] = [
    ...names.map(({ head, cell }): Column<PhaseRow> => ({ head, cell: ({ arm }) => cell(arm) })),
    { head: 'phase', cell: ({ phase }) => phase },
    { head: 'requests', cell: ({ arm, phase }) => fixed(arm.value('requests', phase), 0) },
    { head: 'in time', cell: ({ arm, phase }) => percent(arm.value('goodput_ratio', phase)) },
    { head: 'goodput [1/s]', cell: ({ arm, phase }) => fixed(arm.value('goodput', phase), 1) },
    { head: 'attempts/request', cell: ({ arm, phase }) => fixed(arm.value('retry_amplification', phase), 2) },
    { head: 'p50 [ms]', cell: ({ arm, phase }) => msOfUs(arm.value('response_p50', phase)) },
    { head: 'p99 [ms]', cell: ({ arm, phase }) => msOfUs(arm.value('response_p99', phase)) },
  ]
  return ['### By phase in which a request was planned', toMarkdown(columns, rows)]
}

function warningSection(runs: readonly RunResult[]): string[] {
  const lines = runs.flatMap((run) =>
    run.warnings.map(({ severity, message }) => {
      const where = `${run.variant} ${run.arm}, repeat ${run.repeat}`
      return `- ${markdownText(where)}: ${severity === 'invalid' ? '**invalid** ' : ''}${markdownText(message)}`
    }),
  )
  if (lines.length === 0) return []
  const advice = new Set(runs.flatMap(({ warnings }) => warnings.map((warning) => `- ${markdownText(warning.advice)}`)))
  return ['### Doubts', lines.join('\n'), 'What helps:', [...advice].join('\n')]
}

function measuredSection(suite: string, samples: readonly Sample[], info: SuiteInfo | undefined): string[] {
  const about = info === undefined ? [] : [`**${markdownText(info.question)}**`, markdownParagraphs(info.about)]
  return [
    `## ${markdownText(suite)}`,
    ...about,
    ...figureTables(samples).map(({ columns, rows }) => toMarkdown(columns, rows).trimEnd()),
  ]
}
