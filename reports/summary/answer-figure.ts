import { figureNumber } from '../../bench/thresholds/threshold-result.ts'
import type { ArmAnswer } from './summary-data.ts'

/**
 * The median of a headline metric of an arm; Infinity for "never". It is NaN where it does not apply, and where a
 * repeat lacks it: a percentile that only good repeats have would flatter.
 */
export function answerFigure({ metrics, repeats }: Pick<ArmAnswer, 'metrics' | 'repeats'>, metric: string): number {
  const found = metrics[metric]
  return found === undefined || found.repeats < repeats ? Number.NaN : figureNumber(found.median)
}
