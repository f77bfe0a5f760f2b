import { groupBy } from '../core/group-by.ts'
import { ascending, median } from '../core/order.ts'
import { METRICS } from './metric.ts'
import type { Better, Unit } from './metric-kind.ts'
import type { RunResult } from './result.ts'
import { scopesOf } from './scope.ts'
import { medianInterval } from './summary.ts'

/** Difference of a metric between real and virtual time, over runs with the same seeds. */
export interface Transfer {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly metric: string
  readonly unit: Unit
  readonly better: Better
  /** Pairs of runs with the same seed in which both are finite. */
  readonly n: number
  /** Medians. */
  readonly real: number
  readonly virtual: number
  /** Median of real minus virtual, pair by pair. */
  readonly difference: number
  /** 95 % interval of that median by order statistics; NaN below six pairs, where there is none. */
  readonly ciLow: number
  readonly ciHigh: number
}

/**
 * The transfer error of every metric that both kinds of run have, in the order of the real runs and of the metrics.
 * Only valid runs count.
 */
export function transferOf(real: readonly RunResult[], simulated: readonly RunResult[]): Transfer[] {
  const twins = new Map(simulated.map((run) => [keyOf(run), run]))
  const pairs = real.flatMap((run): [RunResult, RunResult][] => {
    const twin = twins.get(keyOf(run))
    return twin === undefined || run.status !== 'valid' || twin.status !== 'valid' ? [] : [[run, twin]]
  })
  const arms = groupBy(pairs, ([{ suite, variant, arm }]) => `${suite} ${variant} ${arm}`)
  return [...arms.values()].flatMap(ofArm)
}

function ofArm(pairs: readonly (readonly [RunResult, RunResult])[]): Transfer[] {
  const { suite, variant, arm } = pairs[0]![0]
  const scopes = pairs.map(([real, virtual]) => [scopesOf(real)[0]!, scopesOf(virtual)[0]!] as const)
  return METRICS.flatMap(({ name: metric, unit, better, value }): Transfer[] => {
    const values = scopes
      .map(([real, virtual]) => [value(real), value(virtual)] as const)
      .filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b))
    if (values.length === 0) return []
    const differences = ascending(values.map(([a, b]) => a - b))
    const [ciLow, ciHigh] = medianInterval(differences)
    const real = median(ascending(values.map(([a]) => a)))
    const virtual = median(ascending(values.map(([, b]) => b)))
    const difference = median(differences)
    return [{ suite, variant, arm, metric, unit, better, n: values.length, real, virtual, difference, ciLow, ciHigh }]
  })
}

function keyOf({ suite, variant, arm, seed }: RunResult): string {
  return `${suite} ${variant} ${arm} ${seed}`
}
