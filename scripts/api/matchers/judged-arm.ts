import type { ArmResult } from '../arm-result.ts'
import type { SuiteResult } from '../suite-result.ts'

/**
 * Whether an expectation about an arm holds. `open`: too little is known, so neither the expectation nor its opposite
 * (`.not`) may pass.
 */
export interface JudgedArm {
  readonly arm: ArmResult
  readonly state: 'holds' | 'broken' | 'open'
  /** The finding, without the name of the arm. */
  readonly text: string
}

/** The result of a matcher, as test frameworks take it. */
export interface Matched {
  readonly pass: boolean
  readonly message: () => string
}

/**
 * The outcome of an expectation: it passes when all arms keep it, and with `.not` when one arm surely breaks it.
 * `messageOf` words a failure of these arms.
 */
export function matched(
  judged: readonly JudgedArm[],
  isNot: boolean,
  messageOf: (failed: readonly JudgedArm[]) => string,
): Matched {
  const isMet = isNot ? judged.some(({ state }) => state === 'broken') : judged.every(({ state }) => state === 'holds')
  const failed = isNot ? judged : judged.filter(({ state }) => state !== 'holds')
  return { pass: isMet !== isNot, message: () => messageOf(failed) }
}

/** The arm in a sentence: its variant too where the result has several. */
export function nameOf({ arms }: Pick<SuiteResult, 'arms'>, { arm, variant }: ArmResult): string {
  return arms.every((one) => one.variant === variant) ? arm : `${arm} in ${variant}`
}
