/** The units that figures are kept in. */
export const UNIT_NAMES = ['count', 'ratio', 'per_second', 'us', 'ms', 'ns', 'mb', 'bytes'] as const
export type UnitName = (typeof UNIT_NAMES)[number]

/**
 * Above every figure that can be measured, and small enough that sums of them stay exact and are written without an
 * exponent.
 */
export const FIGURE_MAX = 1e15

/** Units of what may be less than nothing: memory that a thing is to have grown by. */
export const SIGNED_UNITS: readonly UnitName[] = ['mb', 'bytes']

/** How figures of a unit are told. */
export interface Unit {
  /** What they are shown in; empty for counts and ratios. */
  readonly shown: string
  /** What a figure is divided by to be shown. */
  readonly divisor: number
  /** Decimal digits for people, after the division. */
  readonly digits: number
}

/** All units: latencies are kept in us and shown in ms. */
export const UNITS: Readonly<Record<UnitName, Unit>> = {
  count: { shown: '', divisor: 1, digits: 0 },
  ratio: { shown: '', divisor: 1, digits: 3 },
  per_second: { shown: '1/s', divisor: 1, digits: 1 },
  us: { shown: 'ms', divisor: 1000, digits: 1 },
  ms: { shown: 'ms', divisor: 1, digits: 0 },
  ns: { shown: 'ns', divisor: 1, digits: 1 },
  mb: { shown: 'MB', divisor: 1, digits: 1 },
  bytes: { shown: 'bytes', divisor: 1, digits: 1 },
}
