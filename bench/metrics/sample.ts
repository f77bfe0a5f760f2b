import type { Phase } from '../core/phase.ts'
import { METRICS } from './metric.ts'
import type { Better } from './metric-kind.ts'
import type { RunResult, RunStatus } from './result.ts'
import { scopesOf } from './scope.ts'
import type { UnitName } from './unit.ts'

/** One value of one metric of one run: a row of `samples.csv`. */
export interface Sample {
  readonly suite: string
  readonly arm: string
  readonly variant: string
  readonly phase: Phase | 'all'
  readonly metric: string
  readonly unit: UnitName
  readonly better: Better
  /** `exact`: the seed decides it. `noisy`: measured on a wall clock. */
  readonly kind: 'exact' | 'noisy'
  readonly repeat: number
  readonly seed: number
  readonly requests: number
  /** Infinity for "never", for example a percentile of requests that did not succeed. */
  readonly value: number
  readonly status: RunStatus
}

/** All metrics of a run that apply, by scope. */
export function samplesOf(run: RunResult): Sample[] {
  return scopesOf(run).flatMap((scope) =>
    METRICS.map(
      ({ name, unit, better, value }): Sample => ({
        suite: run.suite,
        arm: run.arm,
        variant: run.variant,
        phase: scope.phase,
        metric: name,
        unit,
        better,
        kind: run.clock === 'virtual' ? 'exact' : 'noisy',
        repeat: run.repeat,
        seed: run.seed,
        requests: scope.counts.requests,
        value: value(scope),
        status: run.status,
      }),
    ).filter((sample) => !Number.isNaN(sample.value)),
  )
}

/** A sample of a figure that no arm under load has, such as a micro benchmark. Fields left out get defaults. */
export function figure(
  fields: Pick<Sample, 'suite' | 'arm' | 'variant' | 'metric' | 'unit' | 'better' | 'value'> & Partial<Sample>,
): Sample {
  return { phase: 'all', kind: 'noisy', repeat: 1, seed: 0, requests: 0, status: 'valid', ...fields }
}
