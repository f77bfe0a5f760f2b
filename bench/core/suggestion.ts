import { closestMatch } from 'leven'
import { foreignNames } from './foreign-names.ts'

/** A longer text is no typing error. */
const LENGTH_MAX = 100

/** The known name that the user probably meant, in either case; undefined when none is close. */
export function meantName(given: string, known: readonly string[]): string | undefined {
  if (given.length < 2 || given.length > LENGTH_MAX) return undefined
  const lower = given.toLowerCase()
  const names = known.map((name) => name.toLowerCase())
  const maxDistance = Math.min(3, Math.max(1, Math.floor(given.length * 0.4)))
  const exact = names.find((name) => name === lower || isSwapped(name, lower))
  return known[names.indexOf(exact ?? closestMatch(lower, names, { maxDistance }) ?? '')]
}

/** Whether two neighbouring letters are exchanged: two edits, but one slip of the fingers. */
function isSwapped(name: string, given: string): boolean {
  const at = [...name].findIndex((letter, i) => letter !== given[i])
  return at >= 0 && name === given.slice(0, at) + (given[at + 1] ?? '') + given[at]! + given.slice(at + 2)
}

/** The end of a message with the name that was probably meant: `; did you mean burst?`. Empty when none is close. */
export function suggestion(given: string, known: readonly string[]): string {
  const foreign = foreignNames(known)
  const name = meantName(given, [...known, ...foreign.keys()])
  const meant = name === undefined ? undefined : (foreign.get(name) ?? name)
  return meant === undefined || meant === given ? '' : `; did you mean ${meant}?`
}

/** The rule that an unknown name broke, with the name that was probably meant: `must be one of a, b, got "c"`. */
export function notOneOf(known: readonly string[], given: string): string {
  return `must be one of ${[...new Set(known)].join(', ')}, got ${JSON.stringify(given)}${suggestion(given, known)}`
}
