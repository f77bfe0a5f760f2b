import { groupBy } from '../../bench/core/group-by.ts'
import { METRICS } from '../../bench/metrics/metric.ts'
import type { RunResult, Warning } from '../../bench/metrics/result.ts'
import { type Sample, samplesOf } from '../../bench/metrics/sample.ts'
import { type Summary, summarise } from '../../bench/metrics/summary.ts'
import { transferOf } from '../../bench/metrics/transfer.ts'
import { figureData } from '../../bench/thresholds/threshold-result.ts'
import { allSamples } from '../data/csv.ts'
import type { DiscardedRun, RunData, SuiteInfo } from '../data/run-data.ts'
import { type ArmSummary, summariseArms } from './arm-summary.ts'
import { type ArmVerdict, armVerdict } from './arm-verdict.ts'
import { worstReason } from './doubts.ts'
import { findingText, type NameOf } from './finding-text.ts'
import { othersNotes } from './machine-notes.ts'
import { suiteFindings } from './suite-findings.ts'
import {
  type ArmAnswer,
  type Finding,
  SUMMARY_SCHEMA,
  type SuiteAnswer,
  type SummaryData,
  type SummaryMetric,
  type SummaryWarning,
} from './summary-data.ts'
import { transferAnswer } from './transfer-answer.ts'

/** Headline metrics: the effect and the cost of an arm. Those of brokers apply where there is one. */
const HEADLINES: ReadonlySet<string> = new Set([
  ...['requests', 'goodput_ratio', 'goodput', 'retry_amplification', 'wasted_work_ratio', 'failure_amplification'],
  ...['work_amplification', 'leaf_amplification'],
  ...[
    'goodput_deficit',
    'recovery_time',
    'return_time',
    'load_to_decide',
    'degraded_time',
    'drain_time',
    'goodput_ratio_spared',
  ],
  ...['response_p50', 'response_p99', 'response_adj_p50', 'response_adj_p95', 'response_adj_p99'],
  ...['service_p50', 'service_p99'],
  ...['in_flight_max', 'queue_depth_max'],
  ...METRICS.filter(({ name }) => name.startsWith('messages_') || name === 'redeliveries_unasked').map(
    ({ name }) => name,
  ),
])

/** Other programs of any machine use less than this. */
const OTHERS_MIN_CORES = 0.1
const OTHERS_WORDS = { advice: 'End other programs, or run on a machine that does nothing else.', exceeded: null }

/** The answers of a result, from which terminal, markdown and JSON are made. */
export function summaryData(data: RunData): SummaryData {
  const runs = groupBy(data.runs, ({ suite }) => suite)
  const samples = groupBy(allSamples(data), ({ suite }) => suite)
  const cores = Number(data.environment.cores)
  return {
    schema: SUMMARY_SCHEMA,
    status: data.status,
    suites: data.suites.map((info) => {
      const isOwn = ({ suite }: { readonly suite: string }) => suite === info.name
      return suiteAnswer(info, {
        runs: runs.get(info.name) ?? [],
        samples: samples.get(info.name) ?? [],
        simulated: data.simulated.filter(isOwn),
        discarded: data.discarded.filter(isOwn),
        thresholds: data.thresholds.filter(isOwn),
        cores,
      })
    }),
  }
}

/** The findings of a suite, as data with their sentences. */
export function findingsOf(arms: readonly ArmSummary[], config?: unknown): Finding[] {
  const isOneVariant = arms.every(({ variant }) => variant === arms[0]!.variant)
  const nameOf: NameOf = ({ arm, variant }) => (isOneVariant ? arm : `${arm} in ${variant}`)
  return suiteFindings(arms, config).map((finding): Finding => ({ ...finding, text: findingText(finding, nameOf) }))
}

/** Everything in a result that is about one suite. */
export interface SuiteFacts extends Pick<RunData, 'runs' | 'simulated' | 'discarded' | 'thresholds'> {
  readonly samples: readonly Sample[]
  /** Number of cores of the machine. */
  readonly cores: number
}

/** The answers of one suite. */
export function suiteAnswer({ name, question, plan, config }: SuiteInfo, facts: SuiteFacts): SuiteAnswer {
  const { runs, samples, simulated, discarded, thresholds, cores } = facts
  const arms = summariseArms(runs)
  return {
    suite: name,
    question,
    plan,
    arms: armAnswers(arms, runs, samples),
    virtual: armAnswers(summariseArms(simulated), simulated, simulated.flatMap(samplesOf)),
    transfer: transferOf(runs, simulated)
      .filter(({ metric }) => HEADLINES.has(metric))
      .map(transferAnswer),
    findings: arms.length === 0 ? [] : findingsOf(arms, config),
    warnings: [
      ...warningsOf([...runs, ...simulated]),
      ...discardedWarnings(discarded),
      ...machineWarnings(runs, cores),
    ],
    figures: arms.length > 0 ? [] : summarise(samples).map(figureRow),
    thresholds: thresholds.map(({ suite: _, ...result }) => result),
  }
}

function armAnswers(arms: readonly ArmSummary[], runs: readonly RunResult[], samples: readonly Sample[]): ArmAnswer[] {
  const summaries = groupBy(summarise(samples), ({ variant, arm }) => `${variant} ${arm}`)
  return arms.map((arm) => {
    const own = runs.find((run) => run.variant === arm.variant && run.arm === arm.arm)!
    return armAnswer(arm, own.clock, summaries.get(`${arm.variant} ${arm.arm}`) ?? [])
  })
}

function armAnswer(arm: ArmSummary, clock: RunResult['clock'], summaries: readonly Summary[]): ArmAnswer {
  const verdict = armVerdict(arm)
  const metrics = summaries.filter(({ phase, metric }) => phase === 'all' && HEADLINES.has(metric))
  return {
    arm: arm.arm,
    variant: arm.variant,
    style: arm.style,
    clock,
    clockFrom: arm.clockFrom,
    deadlineMs: arm.deadlineMs,
    repeats: arm.repeats,
    status: arm.status,
    verdict: verdict === undefined ? null : verdictData(arm, verdict),
    collapse: verdict === undefined ? null : { ...verdict.collapse, share: orNull(verdict.collapse.share) },
    metrics: Object.fromEntries(metrics.map((summary) => [summary.metric, metricOf(summary)])),
    answers: answersOf(arm),
  }
}

function verdictData({ judged }: ArmSummary, { kind, counts, backAfterMs }: ArmVerdict): ArmAnswer['verdict'] {
  const back = judged.filter(({ verdict }) => verdict.backAfterMs !== null)
  return {
    kind,
    counts: Object.fromEntries(counts),
    backAfterMs,
    isProjected: back.length > 0 && back.every(({ verdict }) => verdict.isProjected),
    runs: judged.map(({ repeat, seed, verdict }) => ({ repeat, seed, ...verdict })),
  }
}

function answersOf({ answers }: ArmSummary): ArmAnswer['answers'] {
  if (answers === undefined) return null
  const { unexpected, ...rest } = answers
  const others = unexpected === undefined ? {} : { unexpected: { ...unexpected } }
  return { ...rest, statuses: { ...answers.statuses }, unanswered: { ...answers.unanswered }, ...others }
}

function metricOf({ unit, better, median, ciLow, ciHigh, min, max, n }: Summary): SummaryMetric {
  return {
    unit,
    better,
    median: figureData(median),
    low: figureData(ciLow),
    high: figureData(ciHigh),
    min: figureData(min),
    max: figureData(max),
    repeats: n,
  }
}

function figureRow(summary: Summary): SuiteAnswer['figures'][number] {
  const { arm, variant, phase, metric, status } = summary
  return { arm, variant, phase, metric, ...metricOf(summary), status }
}

/** Each distinct warning of an arm once, with the repeats that have it. */
function warningsOf(runs: readonly RunResult[]): SummaryWarning[] {
  const all = runs.flatMap((run) => run.warnings.map((warning) => ({ run, warning })))
  const groups = groupBy(all, ({ run: { clock, variant, arm }, warning: { severity, message } }) =>
    [clock, variant, arm, severity, message].join(' '),
  )
  return [...groups.values()].map((same) => {
    const { run, warning } = same[0]!
    const repeats = [...new Set(same.map((one) => one.run.repeat))]
    return { kind: warning.severity, ...placeOf(run, run.clock, repeats), ...wordsOf(warning) }
  })
}

/** Runs that others replaced, arm by arm, with the worst reason. */
function discardedWarnings(discarded: readonly DiscardedRun[]): SummaryWarning[] {
  return [...groupBy(discarded, ({ variant, arm }) => `${variant} ${arm}`).values()].map((same) => {
    const { reason, advice } = worstReason(same.flatMap((run) => run.warnings))
    const repeats = [...new Set(same.map(({ repeat }) => repeat))]
    return {
      kind: 'discarded',
      ...placeOf(same[0]!, 'real', repeats),
      message: reason,
      advice,
      exceeded: null,
    }
  })
}

/** CPU that other programs used during the runs of each arm; empty below a tenth of a core. */
function machineWarnings(runs: readonly RunResult[], cores: number): SummaryWarning[] {
  const busy = runs.filter(({ othersCores }) => othersCores !== null && othersCores >= OTHERS_MIN_CORES)
  return [...groupBy(busy, ({ variant, arm }) => `${variant} ${arm}`).values()].map((same) => {
    const repeats = same.map(({ repeat }) => repeat)
    const [message] = othersNotes(same, cores)
    return { kind: 'machine', ...placeOf(same[0]!, 'real', repeats), message: message!, ...OTHERS_WORDS }
  })
}

function placeOf({ arm, variant }: Pick<RunResult, 'arm' | 'variant'>, clock: RunResult['clock'], repeats: number[]) {
  return { arm, variant, clock, repeats }
}

function wordsOf({ message, advice, exceeded }: Warning) {
  return { message, advice, exceeded: exceeded === undefined ? null : { ...exceeded } }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
