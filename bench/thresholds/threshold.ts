import { type Expression, readExpression } from './expression.ts'
import { readSelector, type Selector } from './selector.ts'

/** Thresholds as a suite writes them: by metric and tags the conditions that must hold. */
export type ThresholdTexts = Readonly<Record<string, readonly string[]>>

/** One condition on one metric. */
export interface Threshold extends Selector, Omit<Expression, 'text'> {
  readonly expression: string
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
      else if (selector !== undefined) thresholds.push({ ...read, ...selector, expression: read.text })
    }
  }
  return { thresholds, mistakes }
}
