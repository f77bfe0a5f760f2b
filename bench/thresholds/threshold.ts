import { z } from 'zod'
import { notOneOf } from '../core/suggestion.ts'
import type { VerdictKind } from '../metrics/verdict.ts'
import { type Expression, type FigureLimit, readExpression } from './expression.ts'
import type { FigureMetric, VerdictMetric } from './judged-metric.ts'
import { type CellName, isSelected, readSelector, type Selector } from './selector.ts'

/** Thresholds as a suite writes them: metric and tags, and the conditions that must hold. */
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

/** A broken rule. The path starts at the thresholds. */
export interface ThresholdMistake {
  readonly path: (string | number)[]
  readonly message: string
}

/** Reads thresholds in the order written, with the mistakes of those that are wrong in themselves. */
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

/** Joins selector and condition. The verdict has a word as its limit, other metrics a number. */
function thresholdOf(selector: Selector, { text: expression, limit, ...rest }: Expression): Threshold[] {
  const { metric } = selector
  if (metric.kind === 'verdict') {
    return limit.kind === 'word' ? [{ ...selector, ...rest, metric, word: limit.word, expression }] : []
  }
  return limit.kind === 'word' ? [] : [{ ...selector, ...rest, metric, limit, expression }]
}

/** Conditions that must hold, by metric and tags, in k6's grammar: `'response{phase:recovery}': ['p(99)<250']`. */
export const thresholdsSchema = z
  .record(z.string().min(1).max(500), z.array(z.string().max(200)).min(1).max(100))
  .refine((thresholds) => Object.keys(thresholds).length <= 100, { error: 'must have at most 100 entries' })
  .superRefine((thresholds, context) => {
    for (const { path, message } of readThresholds(thresholds).mistakes) {
      context.addIssue({ code: 'custom', path, message })
    }
  })
  .default({})

/** Mistakes of thresholds that name an arm or a variant that no cell has. */
export function unknownArms(texts: ThresholdTexts, cells: readonly CellName[]): ThresholdMistake[] {
  return Object.keys(texts).flatMap((name) => {
    const { selector } = readSelector(name)
    if (selector === undefined || cells.some((cell) => isSelected(selector, cell))) return []
    return [{ path: [name], message: unknownRule(selector, cells) }]
  })
}

function unknownRule({ arm, variant }: Pick<Selector, 'arm' | 'variant'>, cells: readonly CellName[]): string {
  const variants = cells.map((cell) => cell.variant)
  if (variant !== undefined && !variants.includes(variant)) {
    return `its variant ${notOneOf(variants, variant)}`
  }
  const within = cells.filter((cell) => variant === undefined || cell.variant === variant)
  const place = variant === undefined ? '' : ` in variant ${variant}`
  const known = within.map((cell) => cell.arm)
  return `its arm${place} ${notOneOf(known, arm!)}`
}
