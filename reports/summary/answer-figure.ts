import { figureNumber } from '../../bench/thresholds/threshold-result.ts'
import type { ArmAnswer } from './summary-data.ts'

/**
 * The median of a headline metric of an arm; Infinity for "never". NaN where it does not apply or a repeat does not
 * know it: a percentile that only the repeats that did well can tell would flatter.
 */
export function answerFigure({ metrics, repeats }: Pick<ArmAnswer, 'metrics' | 'repeats'>, metric: string): number {
  const found = metrics[metric]
  return found === undefined || found.repeats < repeats ? Number.NaN : figureNumber(found.median)
}
