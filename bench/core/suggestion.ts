import { closestMatch } from 'leven'

/** A longer text is no slip of the keys. */
const LENGTH_MAX = 100

/** The known name that was probably meant; undefined when none is close. */
export function meantName(given: string, known: readonly string[]): string | undefined {
  if (given.length < 2 || given.length > LENGTH_MAX) return undefined
  return closestMatch(given, known, { maxDistance: Math.min(3, Math.max(1, Math.floor(given.length * 0.4))) })
}

/** The same as the end of a message: `; did you mean burst?`. Empty when no name is close. */
export function suggestion(given: string, known: readonly string[]): string {
  const meant = meantName(given, known)
  return meant === undefined || meant === given ? '' : `; did you mean ${meant}?`
}

/**
 * The rule that a name broke which is none of those known: `must be one of a, b, got "c"`, with what was probably
 * meant.
 */
export function notOneOf(known: readonly string[], given: string): string {
  return `must be one of ${[...new Set(known)].join(', ')}, got ${JSON.stringify(given)}${suggestion(given, known)}`
}
