import { z } from 'zod'
import { ConfigError } from '../../../bench/core/config-error.ts'
import { PHASES, type Phase } from '../../../bench/core/phase.ts'
import { LATENCY_ABOUT } from '../../../bench/metrics/metric.ts'
import { judgeThresholds } from '../../../bench/thresholds/judge.ts'
import { figureNumber, type ThresholdResult } from '../../../bench/thresholds/threshold-result.ts'
import { csvNumber, fixed } from '../../../reports/format.ts'
import { listed } from '../../../reports/summary/listed.ts'
import type { ArmResult } from '../arm-result.ts'
import { fileName, libraryName, METRIC_NAMES, type MetricName } from '../metric-name.ts'
import { readOptions } from '../read-options.ts'
import type { SuiteResult } from '../suite-result.ts'
import { failureText } from './failure-text.ts'
import { type JudgedArm, type Matched, matched, nameOf } from './judged-arm.ts'
import { type ChosenArms, chosenArms, chosenFields, receivedResult } from './received.ts'
import { verdictText, whyNotValid } from './verdict-text.ts'

/** Limits of metrics by their names, times in ms, and the arms that must keep them. */
export interface Limits extends ChosenArms, Readonly<Partial<Record<MetricName, number>>> {
  /** The phase of the run that is judged. @defaultValue the whole run without its warm-up */
  readonly phase?: Phase | 'all' | undefined
}

export type Side = 'under' | 'above'

const limit = () => z.number().min(0).optional()

const schema = z.strictObject({
  ...chosenFields,
  phase: z.enum(['all', ...PHASES]).optional(),
  ...(Object.fromEntries(METRIC_NAMES.map((name) => [name, limit()])) as Record<MetricName, ReturnType<typeof limit>>),
})

/**
 * Passes when the median over the seeds of each metric is under its limit (or above it), for all arms. Lost messages
 * count by their maximum, and `collapsed` by its mean, as in thresholds. @throws ConfigError for wrong limits.
 */
export function toStay(side: Side, received: unknown, given: Limits, isNot = false): Matched {
  const result = receivedResult(received)
  refuseFileNames(given)
  const { arm, variant, seeds, phase = 'all', ...rest } = readOptions(schema, given) as Limits
  // In the order in which they were given.
  const limits = (Object.keys(given) as MetricName[]).flatMap((name) => {
    const value = rest[name]
    return value === undefined ? [] : [{ name, value, side, phase }]
  })
  if (limits.length === 0) {
    throw new ConfigError('limits: must name at least one metric, such as { retryAmplification: 1.2 }')
  }
  const chosen = chosenArms(result, { arm, variant, seeds })
  const names = listed(chosen.map((one) => nameOf(result, one)))
  const kept = listed(limits.map(({ name, value }) => `${name} ${side} ${value}`))
  const title = `${names} ${isNot ? 'not ' : ''}to keep ${kept}`
  return matched(
    chosen.map((one) => judged(result, one, limits)),
    isNot,
    (failed) => failureText(result, title, failed, ({ state }) => (state === 'broken' ? () => true : undefined)),
  )
}

/** @throws ConfigError for a metric by the name that it has in files: here there is one name for it. */
function refuseFileNames(given: Limits): void {
  const wrong = Object.entries(given ?? {}).filter(([name]) => /_/.test(name) && isMetric(libraryName(name)))
  if (wrong.length === 0) return
  throw new ConfigError(
    wrong.map(([name, value]) => `${name}: is not an option here, got ${value}; did you mean ${libraryName(name)}?`),
  )
}

function isMetric(name: string): boolean {
  return (METRIC_NAMES as readonly string[]).includes(name)
}

interface Limit {
  readonly name: MetricName
  readonly value: number
  readonly side: Side
  readonly phase: Phase | 'all'
}

/** Judges an arm by all limits: one that is surely broken decides. */
function judged({ config }: SuiteResult, arm: ArmResult, limits: readonly Limit[]): JudgedArm {
  const { runs, variant } = arm
  const invalid = whyNotValid(arm)
  if (invalid !== undefined) return { arm, state: 'open', text: invalid }
  const evidence = { runs, plans: {}, environmentClass: '', reference: '', asWritten: csvNumber }
  const named = { suite: config.name, variant, arm: arm.arm, repeats: runs.length }
  const all = limits.map((one) => ({
    limit: one,
    outcome: judgeThresholds(thresholdOf(one), [named], evidence)[0]!,
  }))
  const broken = all.filter(({ outcome }) => outcome.verdict === 'failed')
  const open = all.filter(({ outcome }) => outcome.verdict === 'insufficient')
  const decisive = broken.length > 0 ? broken : open.length > 0 ? open : all
  const state = broken.length > 0 ? 'broken' : open.length > 0 ? 'open' : 'holds'
  const figures = decisive.map(({ limit, outcome }) => figureText(arm, limit, outcome)).join(' ')
  return { arm, state, text: arm.verdict === null ? figures : `${figures} Verdict: ${verdictText(arm)}` }
}

/** The limit as a suite would write it. */
function thresholdOf({ name, value, side, phase }: Limit): Record<string, string[]> {
  const operator = side === 'under' ? '<' : '>'
  const [metric, aggregation] = judgedMetric(fileName(name))
  return { [`${metric}{phase:${phase}}`]: [`${aggregation}${operator}${value}`] }
}

/** `response_p999` is judged as `p(99.9)` of `response`, and other metrics by their value. */
function judgedMetric(metric: string): [metric: string, aggregation: string] {
  const latency = Object.keys(LATENCY_ABOUT).findLast((name) => metric.startsWith(`${name}_`))
  const suffix = metric.slice((latency ?? '').length + 1)
  if (latency === undefined) return [metric, 'value']
  if (suffix === 'max') return [latency, 'max']
  return [latency, suffix === 'mean' ? 'avg' : `p(${suffix.slice(1, 3)}${suffix.slice(3) && `.${suffix.slice(3)}`})`]
}

function figureText(arm: ArmResult, { name, value, side, phase }: Limit, outcome: ThresholdResult): string {
  const where = phase === 'all' ? name : `${name} in phase ${phase}`
  if (outcome.verdict === 'insufficient') return `${where} is not judged: ${outcome.reason}.`
  const measured = shown(figureNumber(outcome.measured as number))
  const not = outcome.verdict === 'ok' ? '' : 'not '
  return `${where} is ${measured}, ${not}${side} ${value}${spread(arm, name, phase)}.`
}

/** ` (20 seeds, from 1.9 to 3.4)`; empty for a single seed, and for a phase. */
function spread(arm: ArmResult, name: MetricName, phase: Limit['phase']): string {
  const values = arm.values(name)
  if (values.length < 2 || phase !== 'all') return ''
  const [least, most] = [Math.min(...values), Math.max(...values)].map(shown)
  return ` (${values.length} seeds, ${least === most ? 'all alike' : `from ${least} to ${most}`})`
}

function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : fixed(value, 0)
}
