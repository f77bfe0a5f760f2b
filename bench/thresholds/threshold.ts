import type { VerdictKind } from '../metrics/verdict.ts'
import { type Expression, type FigureLimit, readExpression } from './expression.ts'
import type { FigureMetric, VerdictMetric } from './judged-metric.ts'
import { readSelector, type Selector } from './selector.ts'

/** Thresholds as a suite writes them: by metric and tags the conditions that must hold. */
export type ThresholdTexts = Readonly<Record<string, readonly string[]>>

interface Condition extends Omit<Selector, 'metric'>, Omit<Expression, 'text' | 'limit'> {
  readonly expression: string
}

/** One condition on one metric. */
export type Threshold = FigureThreshold | VerdictThreshold

export interface FigureThreshold extends Condition {
  readonly metric: FigureMetric
  readonly limit: FigureLimit
}

export interface VerdictThreshold extends Condition {
  readonly metric: VerdictMetric
  readonly word: VerdictKind
}

/** A part of the thresholds that breaks a rule; the path starts at them. */
export interface ThresholdMistake {
  readonly path: (string | number)[]
  readonly message: string
}

/** The thresholds in the order written, and what is wrong with the others in itself. */
export function readThresholds(texts: ThresholdTexts): {
  readonly thresholds: readonly Threshold[]
  readonly mistakes: readonly ThresholdMistake[]
} {
  const thresholds: Threshold[] = []
  const mistakes: ThresholdMistake[] = []
  for (const [name, conditions] of Object.entries(texts)) {
    const { selector, metric, mistakes: own } = readSelector(name)
    mistakes.push(...own.map((message) => ({ path: [name], message })))
    for (const [i, condition] of conditions.entries()) {
      const read = readExpression(condition, metric)
      if (typeof read === 'string') mistakes.push({ path: [name, i], message: read })
      else if (selector !== undefined) thresholds.push(...thresholdOf(selector, read))
    }
  }
  return { thresholds, mistakes }
}

/** A word belongs to the verdict and a number to the other metrics: the condition was read for its metric. */
function thresholdOf(selector: Selector, { text: expression, limit, ...rest }: Expression): Threshold[] {
  const { metric } = selector
  if (metric.kind === 'verdict') {
    return limit.kind === 'word' ? [{ ...selector, ...rest, metric, word: limit.word, expression }] : []
  }
  return limit.kind === 'word' ? [] : [{ ...selector, ...rest, metric, limit, expression }]
}
