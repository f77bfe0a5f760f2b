/**
 * Whether a version is in a range of this package: `>=20.19`, or `^2.3.1` of a major version above 0, or several with
 * `||` between them. A text after the numbers does not count.
 */
export function isWithin(version: string, ranges: string): boolean {
  return ranges.split('||').some((range) => isWithinOne(version, range.trim()))
}

function isWithinOne(version: string, range: string): boolean {
  const [is, least] = [numbersOf(version), numbersOf(range)]
  if (range.startsWith('^') && is[0] !== least[0]) return false
  const at = is.findIndex((number, i) => number !== least[i])
  return at === -1 || is[at]! > least[at]!
}

/** Major, minor and patch. */
function numbersOf(text: string): number[] {
  const [major = 0, minor = 0, patch = 0] = text
    .replace(/^\D+/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10))
  return [major, minor, patch]
}
