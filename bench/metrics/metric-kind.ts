import type { Scope } from './scope.ts'
import type { UnitName } from './unit.ts'

/** The units of the figures of a run. */
export type Unit = Extract<UnitName, 'count' | 'ratio' | 'per_second' | 'us' | 'ms'>
export type Better = 'lower' | 'higher' | 'neither'

/** A figure of a run, with its name, unit, direction and text for reports and comparisons. */
export interface Metric {
  /** Stable, snake_case. */
  readonly name: string
  readonly unit: Unit
  readonly better: Better
  readonly about: string
  /** Computes it. NaN where it is unknown or does not apply; Infinity for "never". */
  readonly value: (scope: Scope) => number
}

/** A metric whose unit is a count. */
export function count(name: string, better: Better, about: string, value: Metric['value']): Metric {
  return { name, unit: 'count', better, about, value }
}

/** A metric that is a share or a factor. */
export function ratio(name: string, better: Better, about: string, value: Metric['value']): Metric {
  return { name, unit: 'ratio', better, about, value }
}

/** The value for a whole run, NaN for a phase. */
export function whole(scope: Scope, value: (scope: Scope) => number): number {
  return scope.phase === 'all' ? value(scope) : Number.NaN
}

/** The value for a whole run of a queue arm, else NaN. */
export function queueOnly(scope: Scope, value: (scope: Scope) => number): number {
  return scope.run.style === 'queue' ? whole(scope, value) : Number.NaN
}
