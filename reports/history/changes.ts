import { directed } from '../compare/direction.ts'
import { ruleOf } from '../compare/metric-rule.ts'
import { changeShare, levelOf } from './level.ts'
import { type Series, type Stretch, stretchesOf } from './series.ts'
import { stepsOf } from './steps.ts'
import { suspicionOf } from './suspect.ts'

/** The first night on which a series lies on another level. */
export interface Change {
  readonly series: Series
  /** Place of the night in the points of the series. */
  readonly index: number
  readonly before: number
  readonly after: number
  /** The change as a share of the level before, 0.1 for +10 %; null where there is no such share. */
  readonly share: number | null
  readonly direction: 'regressed' | 'improved' | 'changed'
  /** The p of the test; null for exact figures and suspects, which need or have no test. */
  readonly p: number | null
}

/** The changes that were found in a series. */
export interface Found {
  readonly series: Series
  readonly stretches: readonly Stretch[]
  readonly changes: readonly Change[]
  /** A possible change on the last one or two nights, too early to judge. */
  readonly suspect: Change | null
}

/**
 * Looks for changes in each stretch of a series. An exact figure is compared with the night before; measured figures
 * are tested.
 */
export function changesOf(series: Series): Found {
  const stretches = stretchesOf(series)
  const found = stretches.map((stretch) => (series.kind === 'exact' ? exact(series, stretch) : noisy(series, stretch)))
  return {
    series,
    stretches,
    changes: found.flatMap(({ changes }) => changes),
    suspect: found.at(-1)?.suspect ?? null,
  }
}

type InStretch = Pick<Found, 'changes' | 'suspect'>

function exact(series: Series, { indexes }: Stretch): InStretch {
  const changes = indexes.slice(1).flatMap((index, i) => {
    const [before, after] = [series.points[indexes[i]!]!.median, series.points[index]!.median]
    return before === after ? [] : [changeOf(series, { index, before, after, p: null })]
  })
  return { changes, suspect: null }
}

function noisy(series: Series, { indexes }: Stretch): InStretch {
  const rule = ruleOf({ ...series, phase: 'all' })
  const values = indexes.map((index) => series.points[index]!.median)
  const steps = stepsOf(values, rule)
  const suspicion = suspicionOf(values, steps.at(-1)?.index ?? 0, rule)
  return {
    changes: steps.map((step, i) => {
      const isLast = i === steps.length - 1
      // Suspect values may be another level already.
      const after = isLast ? levelOf(values.slice(step.index, suspicion?.index)) : step.after
      return changeOf(series, { ...step, after, index: indexes[step.index]! })
    }),
    suspect: suspicion ? changeOf(series, { ...suspicion, index: indexes[suspicion.index]!, p: null }) : null,
  }
}

function changeOf(
  series: Series,
  { index, before, after, p }: Pick<Change, 'index' | 'before' | 'after' | 'p'>,
): Change {
  const direction = directed(after > before ? 1 : -1, series.better)
  return { series, index, before, after, share: changeShare(before, after), direction, p }
}
