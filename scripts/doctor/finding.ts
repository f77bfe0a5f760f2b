/**
 * How a finding touches a run here. `note`: it matters for some runs alone. `doubtful`: a run may be invalid.
 * `impossible`: a run, or one of the project's suites, cannot start.
 */
export const SIGNS = ['ok', 'note', 'doubtful', 'impossible'] as const
export type Sign = (typeof SIGNS)[number]

/** One fact about this place, and what to do about it. */
export interface Finding {
  /** The subject in a word or two, such as `open files`. */
  readonly check: string
  readonly sign: Sign
  readonly found: string
  /** Empty where nothing needs to be done. */
  readonly advice: string
}

/** Returns a finding that needs nothing done. */
export function fine(check: string, found: string): Finding {
  return { check, sign: 'ok', found, advice: '' }
}

/** Makes findings about one subject. */
export type Check = () => Promise<readonly Finding[]>
