import { ascending, median } from '../core/order.ts'
import { sumOf } from '../core/sums.ts'
import { LOST } from '../metrics/broker-metrics.ts'
import { COLLAPSED } from '../metrics/course-metrics.ts'
import type { Unit } from '../metrics/metric-kind.ts'
import type { RunResult } from '../metrics/result.ts'
import { OPERATORS } from './expression.ts'
import { type Figure, figureOf, scopePhase } from './figure.ts'
import { judgeVerdicts, whyUndecided } from './judge-verdict.ts'
import { shownValue } from './judged-metric.ts'
import type { ArmName, Reference } from './reference.ts'
import { isSelected } from './selector.ts'
import {
  type FigureThreshold,
  readThresholds,
  type Threshold,
  type ThresholdTexts,
  type VerdictThreshold,
} from './threshold.ts'
import { figureData, type ThresholdJudgement, type ThresholdResult } from './threshold-result.ts'

/** An arm, and the number of repeats that were planned for it. */
export interface JudgedArm extends ArmName {
  readonly repeats: number
}

/** The runs to judge, and the baseline to compare them with. */
export interface Evidence {
  readonly runs: readonly RunResult[]
  /** Plan hashes by `suite/variant`. */
  readonly plans: Readonly<Record<string, string>>
  readonly environmentClass: string
  /** The baseline, or why there is none. */
  readonly reference: Reference | string
  /** Rounds a value to the digits of `samples.csv`, since a baseline may have no more. */
  readonly asWritten: (value: number, unit: Unit) => number
}

/** Whether a threshold about one of the arms needs a baseline. */
export function needsReference(texts: ThresholdTexts, arms: readonly ArmName[]): boolean {
  const { thresholds } = readThresholds(texts)
  return thresholds.some(
    (one) => 'limit' in one && one.limit.kind === 'baseline' && arms.some((arm) => isSelected(one, arm)),
  )
}

/** Judges each threshold for each arm that it selects, arm by arm. Thresholds about other arms have no result. */
export function judgeThresholds(
  texts: ThresholdTexts,
  arms: readonly JudgedArm[],
  evidence: Evidence,
): ThresholdResult[] {
  const { thresholds } = readThresholds(texts)
  return arms.flatMap((arm) => {
    const own = evidence.runs.filter(
      (run) => run.suite === arm.suite && run.variant === arm.variant && run.arm === arm.arm,
    )
    return thresholds
      .filter((threshold) => isSelected(threshold, arm))
      .map((threshold) => judge(threshold, arm, own, evidence))
  })
}

function judge(threshold: Threshold, arm: JudgedArm, runs: readonly RunResult[], evidence: Evidence): ThresholdResult {
  const { suite, variant } = arm
  const unit = threshold.metric.unit === 'us' ? 'ms' : threshold.metric.unit
  return {
    suite,
    variant,
    arm: arm.arm,
    threshold: threshold.text,
    expression: threshold.expression,
    unit,
    ...('word' in threshold ? judgeWord(threshold, arm, runs) : judgeFigure(threshold, arm, runs, evidence)),
  }
}

function judgeWord(threshold: VerdictThreshold, arm: JudgedArm, runs: readonly RunResult[]): ThresholdJudgement {
  const unusable = whyUnusable(runs, arm.repeats)
  if (unusable === undefined) return judgeVerdicts(runs, threshold)
  return { measured: null, limit: threshold.word, verdict: 'invalid', reason: unusable }
}

function judgeFigure(
  threshold: FigureThreshold,
  arm: JudgedArm,
  runs: readonly RunResult[],
  evidence: Evidence,
): ThresholdJudgement {
  const limit = limitOf(threshold, arm, runs, evidence)
  const limitValue = typeof limit === 'string' ? Number.NaN : limit.value
  const unusable = whyUnusable(runs, arm.repeats)
  if (unusable !== undefined) {
    return { measured: null, limit: figureData(limitValue), verdict: 'invalid', reason: unusable }
  }
  const values = runs.map((run) => figureOf(run, threshold))
  const unknown = values.findIndex((value) => Number.isNaN(value))
  if (unknown >= 0) {
    const open = typeof limit === 'string' ? undefined : judgeOpen(threshold, runs, values, limit.value)
    const reason = whyUnknown(runs[unknown]!, threshold)
    return open ?? { measured: null, limit: figureData(limitValue), verdict: 'insufficient', reason }
  }
  const rounded =
    threshold.limit.kind === 'number' ? values : values.map((value) => written(value, threshold, evidence))
  const measured = overRepeats(threshold, rounded)
  if (typeof limit === 'string') {
    return { measured: figureData(measured), limit: null, verdict: 'insufficient', reason: limit }
  }
  const verdict = OPERATORS[threshold.operator](measured, limitValue) ? 'ok' : 'failed'
  return { measured: figureData(measured), limit: figureData(limitValue), verdict, reason: '' }
}

/**
 * Judges P(collapse) where some repeats are undecided. The answer stands if it is the same for every number of them
 * that may collapse. The figure is the share of the decided repeats. Undefined where the answer is open, or where
 * something else is unknown.
 */
function judgeOpen(
  { metric, operator }: FigureThreshold,
  runs: readonly RunResult[],
  values: readonly number[],
  limit: number,
): ThresholdJudgement | undefined {
  const decided = values.filter((value) => !Number.isNaN(value))
  const undecided = runs.filter((run, i) => Number.isNaN(values[i]) && whyUndecided(run) !== undefined).length
  if (metric.name !== COLLAPSED || decided.length + undecided < runs.length) return undefined
  const collapsed = sumOf(decided, (value) => value)
  const mayBe = Array.from({ length: undecided + 1 }, (_, more) => decimal((collapsed + more) / runs.length))
  const answers = new Set(mayBe.map((share) => OPERATORS[operator](share, limit)))
  if (answers.size > 1) return undefined
  const measured = figureData(decided.length === 0 ? Number.NaN : overRepeats({ metric }, decided))
  return { measured, limit: figureData(limit), verdict: answers.has(true) ? 'ok' : 'failed', reason: '' }
}

/** The number that the figure is compared with, or why there is none. */
function limitOf(
  threshold: FigureThreshold,
  arm: ArmName,
  runs: readonly RunResult[],
  evidence: Evidence,
): { readonly value: number } | string {
  const { limit, phase } = threshold
  if (limit.kind === 'number') return { value: limit.value }
  const { reference, plans, environmentClass } = evidence
  if (typeof reference === 'string') return reference
  const run = runs[0]
  const found = reference.valuesOf(arm, { ...threshold, phase: run === undefined ? phase : scopePhase(run, phase) })
  if (typeof found === 'string') return found
  if (found.status !== 'valid') return `a run of the baseline is ${found.status}`
  const plan = `${arm.suite}/${arm.variant}`
  if (reference.plans[plan] !== plans[plan]) return 'the baseline has another load, target, faults or deadline'
  if (run !== undefined && run.clock !== found.clock) return `the baseline is in ${found.clock} time, this run is not`
  if (found.clock === 'real' && reference.environmentClass !== environmentClass)
    return `the baseline is from a machine of class ${reference.environmentClass ?? 'unknown'}`
  if (found.values.some((value) => Number.isNaN(value))) return 'the baseline does not know it in each repeat'
  return {
    value: decimal(
      overRepeats(
        threshold,
        found.values.map((value) => written(value, threshold, evidence)),
      ) * limit.factor,
    ),
  }
}

function written(value: number, { metric }: Pick<Figure, 'metric'>, { asWritten }: Evidence): number {
  return Number.isFinite(value) ? asWritten(value, metric.unit) : value
}

/**
 * Combines all repeats: their median, for lost messages the maximum, for `collapsed` the mean, which is P(collapse).
 */
function overRepeats({ metric }: Pick<Figure, 'metric'>, values: readonly number[]): number {
  const sorted = ascending(values)
  if (metric.name === COLLAPSED) return decimal(values.reduce((sum, value) => sum + value, 0) / values.length)
  return decimal(shownValue(metric, metric.name === LOST ? sorted.at(-1)! : median(sorted)))
}

/** Removes the rounding error of binary: 1.5 x 1.2 is 1.8, and the mean of 1.1 and 1.3 is 1.2. */
function decimal(value: number): number {
  return Number(value.toPrecision(12))
}

function whyUnusable(runs: readonly RunResult[], repeats: number): string | undefined {
  const bad = runs.find(({ status }) => status === 'invalid') ?? runs.find(({ status }) => status === 'partial')
  if (bad !== undefined) return `repeat ${bad.repeat} is ${bad.status}`
  return runs.length < repeats ? `only ${runs.length} of ${repeats} repeats were run` : undefined
}

function whyUnknown(run: RunResult, figure: Figure): string {
  const { metric, aggregation, phase } = figure
  const phases = run.phases.map((counts) => counts.phase)
  if (phase !== 'all' && !phases.includes(phase)) return `no phase ${phase} in this load`
  if (metric.kind === 'scalar') {
    const undecided = metric.name === COLLAPSED && phase === 'all' ? whyUndecided(run) : undefined
    if (undecided !== undefined) return undecided
    const isWhole = phase !== 'all' && !Number.isNaN(figureOf(run, { ...figure, phase: 'all' }))
    return isWhole ? 'is known of whole runs only' : `does not apply, or is not known, in repeat ${run.repeat}`
  }
  const max = figureOf(run, { ...figure, aggregation: { kind: 'max', text: 'max' } })
  if (Number.isNaN(max)) return `nothing to measure in repeat ${run.repeat}`
  return `fewer than ten samples lie beyond ${aggregation.text} in repeat ${run.repeat}`
}
