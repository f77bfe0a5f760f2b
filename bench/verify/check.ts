import { meanInterval, Z } from './interval.ts'

/** One published fact beside the measurement of this software. */
export interface Check {
  /** Id of the scenario or closed form, such as `R13` or `C4`. Several checks may share it. */
  readonly id: string
  readonly name: string
  readonly source: string
  readonly published: string
  readonly measured: string
  /** Largest allowed difference of the two, and its reason. */
  readonly tolerance: string
  readonly ok: boolean
}

/** A claim and its source. */
export type Claim = Pick<Check, 'id' | 'name' | 'source'>

/** Checks a number that must be met exactly, because nothing about it is random. */
export function exactly(claim: Claim, published: number, measured: number, why: string): Check {
  return row(claim, `${published}`, `${measured}`, `exact: ${why}`, measured === published)
}

/** Checks a mean that must lie within the confidence interval of independent measurements, one for each seed. */
export function meanOverSeeds(claim: Claim, published: number, values: readonly number[], digits: number): Check {
  const { mean, halfWidth } = meanInterval(values)
  const tolerance = `+-${halfWidth.toFixed(digits)}: t interval over ${values.length} seeds`
  return row(claim, published.toFixed(digits), mean.toFixed(digits), tolerance, Math.abs(mean - published) <= halfWidth)
}

/** Checks a mean or share whose standard error follows from the claimed law; `why` says how. */
export function withinError(
  claim: Claim,
  {
    published,
    measured,
    standardError,
    digits,
  }: { published: number; measured: number; standardError: number; digits: number },
  why: string,
): Check {
  const halfWidth = Z * standardError
  const tolerance = `+-${halfWidth.toFixed(digits)}: ${why}`
  return row(
    claim,
    published.toFixed(digits),
    measured.toFixed(digits),
    tolerance,
    Math.abs(measured - published) <= halfWidth,
  )
}

/** Makes a check of any other kind. */
export function row(claim: Claim, published: string, measured: string, tolerance: string, ok: boolean): Check {
  return { ...claim, published, measured, tolerance, ok }
}
