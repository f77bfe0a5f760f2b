import { DEFAULT_VARIANT } from '../../bench/core/default-variant.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { type Summary, summarise } from '../../bench/metrics/summary.ts'
import { UNITS } from '../../bench/metrics/unit.ts'
import { ruleOf } from '../compare/metric-rule.ts'
import { allSamples } from '../data/csv.ts'
import type { RunData } from '../data/run-data.ts'
import { csvNumber } from '../format.ts'
import { unitText } from '../unit-text.ts'

/** A figure as other tools take it: a finite median, latencies in ms. */
export interface Figure
  extends Pick<Summary, 'suite' | 'variant' | 'arm' | 'phase' | 'metric' | 'better' | 'kind' | 'n'> {
  /** `ms`, `ns`, `1/s`, `MB`, `bytes`, `count` or `ratio`. */
  readonly unit: string
  readonly value: number
  /** 95 % interval of the median; NaN where there is none, `high` infinite where it reaches "never". */
  readonly low: number
  readonly high: number
}

/** Reasons why a figure is not exported. */
const LEFT_OUT = ['never', 'not known in every run', 'of a run that must not be used'] as const

/** The figures of a result, and the names of those that no tool could use, by reason. */
export interface Figures {
  readonly figures: readonly Figure[]
  readonly leftOut: ReadonlyMap<(typeof LEFT_OUT)[number], readonly string[]>
}

type Place = Pick<Figure, 'suite' | 'variant' | 'arm'>

/** The exported unit of figures that are kept in `unit`. */
function exportedUnit(unit: Sample['unit']): string {
  return unitText(unit) || unit
}

/** Converts a figure that is kept in `unit` to its exported unit, with the digits of the CSV files. */
export function exportedValue(value: number, unit: Sample['unit']): number {
  return csvNumber(value, unit) / UNITS[unit].divisor
}

/** Stable name of the place of a figure: suite, variant (where there is a choice) and arm. */
export function placeName({ suite, variant, arm }: Place): string {
  return [suite, ...(variant === DEFAULT_VARIANT ? [] : [variant]), arm].join('/')
}

/** Stable name of a figure. */
export function figureName(figure: Place & Pick<Figure, 'metric' | 'phase'>): string {
  return `${placeName(figure)} ${figure.metric}${figure.phase === 'all' ? '' : ` in ${figure.phase}`}`
}

/** The figures of a result over its repeats: those that may fail a comparison, or all. */
export function figuresOf(data: RunData, allMetrics: boolean): Figures {
  const samples = allSamples(data)
  const runs = new Map([...groupBy(data.runs, placeName)].map(([place, own]) => [place, own.length]))
  const leftOut = new Map<(typeof LEFT_OUT)[number], string[]>(LEFT_OUT.map((reason) => [reason, []]))
  const chosen = samples.filter((sample) => allMetrics || ruleOf(sample).gates)
  const figures = summarise(chosen).flatMap((summary) => {
    const reason = reasonOf(summary, runs.get(placeName(summary)) ?? summary.n)
    if (reason === undefined) return [figureOf(summary, chosen)]
    leftOut.get(reason)!.push(figureName(summary))
    return []
  })
  return { figures, leftOut: new Map([...leftOut].filter(([, names]) => names.length > 0)) }
}

function reasonOf({ metric, status, n, median }: Summary, runs: number): (typeof LEFT_OUT)[number] | undefined {
  if (status !== 'valid') return 'of a run that must not be used'
  // Where only good runs have a value, their median would flatter. `collapsed` has a value for decided runs alone.
  if (n < runs && metric !== 'collapsed') return 'not known in every run'
  return Number.isFinite(median) ? undefined : 'never'
}

function figureOf(summary: Summary, samples: readonly Sample[]): Figure {
  const { suite, variant, arm, phase, metric, better, kind, n, unit, ciLow, ciHigh } = summary
  const isShare = metric === 'collapsed'
  return {
    suite,
    variant,
    arm,
    phase,
    metric,
    better,
    kind,
    n,
    unit: exportedUnit(unit),
    value: exportedValue(isShare ? meanOf(samples, summary) : summary.median, unit),
    low: isShare ? Number.NaN : exportedValue(ciLow, unit),
    high: isShare ? Number.NaN : exportedValue(ciHigh, unit),
  }
}

/** The mean of the values. For `collapsed` it is P(collapse). */
function meanOf(samples: readonly Sample[], summary: Summary): number {
  const name = figureName(summary)
  const values = samples.filter((sample) => figureName(sample) === name).map(({ value }) => value)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
