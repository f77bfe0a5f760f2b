/** Units in which figures are stored. */
export const UNIT_NAMES = ['count', 'ratio', 'per_second', 'us', 'ms', 'ns', 'mb', 'bytes'] as const
export type UnitName = (typeof UNIT_NAMES)[number]

/** Limit above every measurable figure. Sums of figures below it stay exact and are written without an exponent. */
export const FIGURE_MAX = 1e15

/** Units of figures that may be below 0, such as growth of memory. */
export const SIGNED_UNITS: readonly UnitName[] = ['mb', 'bytes']

/** How figures of a unit are shown. */
export interface Unit {
  /** Name of the shown unit; empty for counts and ratios. */
  readonly shown: string
  /** Stored figure / divisor = shown figure. */
  readonly divisor: number
  /** Decimal digits that are shown. */
  readonly digits: number
}

/** All units. Latencies are stored in us and shown in ms. */
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
