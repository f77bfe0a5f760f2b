import { groupBy } from '../core/group-by.ts'
import type { RunResult, RunStatus } from '../metrics/result.ts'
import type { Sample } from '../metrics/sample.ts'
import type { Aggregation } from './expression.ts'
import { type Figure, figureOf } from './figure.ts'
import type { CellName } from './selector.ts'

/** An arm of a suite. */
export interface ArmName extends CellName {
  readonly suite: string
}

/** Values of a figure in each repeat of an arm, in the unit of its metric; NaN where a repeat does not have it. */
interface ReferenceValues {
  readonly values: readonly number[]
  readonly clock: RunResult['clock']
  /** The worst status of the repeats. */
  readonly status: RunStatus
}

/** The baseline: an earlier result that thresholds compare with. */
export interface Reference {
  /** Plan hashes by `suite/variant`. */
  readonly plans: Readonly<Record<string, string>>
  /** Null where all figures are exact, so that the machine does not matter. */
  readonly environmentClass: string | null
  /** The values of a figure, or why there are none. */
  readonly valuesOf: (arm: ArmName, figure: Figure) => ReferenceValues | string
}

const NO_ARM = 'the baseline has no such arm'

/** Makes a baseline of runs. It has every figure of a run. */
export function referenceOfRuns(runs: readonly RunResult[], facts: Omit<Reference, 'valuesOf'>): Reference {
  const arms = groupBy(runs, keyOf)
  return {
    ...facts,
    valuesOf: (arm, figure) => {
      const own = arms.get(keyOf(arm))
      if (own === undefined) return NO_ARM
      return { values: own.map((run) => figureOf(run, figure)), clock: own[0]!.clock, status: worst(own) }
    },
  }
}

/** Makes a baseline of samples. It has the metrics of `samples.csv`. */
export function referenceOfSamples(samples: readonly Sample[], facts: Omit<Reference, 'valuesOf'>): Reference {
  const arms = groupBy(samples, keyOf)
  return {
    ...facts,
    valuesOf: (arm, figure) => {
      const own = arms.get(keyOf(arm))
      if (own === undefined) return NO_ARM
      const name = sampleMetric(figure)
      if (name === undefined) return `the baseline has no ${figure.aggregation.text} of ${figure.metric.name}`
      const found = new Map(
        own.flatMap((sample) =>
          sample.metric === name && sample.phase === figure.phase ? [[sample.repeat, sample.value]] : [],
        ),
      )
      // An unknown figure has no row.
      const values = [...new Set(own.map(({ repeat }) => repeat))].map((repeat) => found.get(repeat) ?? Number.NaN)
      return { values, clock: own[0]!.kind === 'exact' ? 'virtual' : 'real', status: worst(own) }
    },
  }
}

const SUFFIXES: ReadonlyMap<number, string> = new Map([
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
  [0.999, 'p999'],
])

/** The metric of `samples.csv` for a figure; undefined when there is none. */
function sampleMetric({ metric, aggregation }: Pick<Figure, 'metric' | 'aggregation'>): string | undefined {
  if (metric.kind === 'scalar') return metric.name
  const suffix = suffixOf(aggregation)
  if (suffix === undefined || (metric.name === 'response_adj' && !suffix.startsWith('p'))) return undefined
  return `${metric.name}_${suffix}`
}

function suffixOf(aggregation: Aggregation): string | undefined {
  if (aggregation.kind === 'percentile') return SUFFIXES.get(aggregation.q)
  if (aggregation.kind === 'avg') return 'mean'
  return aggregation.kind === 'max' ? 'max' : undefined
}

function keyOf({ suite, variant, arm }: ArmName): string {
  return `${suite} ${variant} ${arm}`
}

function worst(runs: readonly { readonly status: RunStatus }[]): RunStatus {
  return (['invalid', 'partial'] as const).find((status) => runs.some((run) => run.status === status)) ?? 'valid'
}
