import { VERDICT_KINDS } from '../../bench/metrics/verdict.ts'
import { wilson } from '../../bench/metrics/wilson.ts'
import type { MapCell } from './map-data.ts'

/** From this share of collapsed seeds on a cell counts as collapsed: the frontier. */
export const COLLAPSE_SHARE = 0.5

/** How likely a cell collapses. */
export interface Collapse {
  readonly seeds: number
  /** Seeds whose verdict is not `undecided`. */
  readonly decided: number
  /** P(collapse), 0 to 1: metastable or oscillating seeds of those decided; NaN when none is. */
  readonly share: number
  /** Wilson interval (95 %) of the share, 0 to 1; NaN as the share. */
  readonly low: number
  readonly high: number
}

/** P(collapse) of a cell with its interval. */
export function collapseOf({ verdicts }: MapCell): Collapse {
  const seeds = VERDICT_KINDS.reduce((total, kind) => total + verdicts[kind], 0)
  const decided = seeds - verdicts.undecided
  const collapsed = verdicts.metastable + verdicts.oscillating
  const [low, high] = wilson(collapsed, decided)
  return { seeds, decided, share: decided === 0 ? Number.NaN : collapsed / decided, low, high }
}
