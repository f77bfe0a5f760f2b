const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DIGIT_OF = new Map([...DIGITS].map((digit, value) => [digit, value]))
/** Values of one digit. The other half of the digits marks that the number goes on. */
const BASE = 32

/**
 * Whole numbers from 0 on as text: little-endian, five bits per character, as in source maps. Numbers below 32 take one
 * character.
 */
export function packNumbers(numbers: Iterable<number>): string {
  let text = ''
  for (const number of numbers) {
    let rest = number
    for (; rest >= BASE; rest = Math.floor(rest / BASE)) text += DIGITS[BASE + (rest % BASE)]
    text += DIGITS[rest]
  }
  return text
}

/** The numbers in a text of {@link packNumbers}; undefined for a text that holds none. */
export function unpackNumbers(text: string): number[] | undefined {
  const numbers: number[] = []
  let [number, factor] = [0, 1]
  for (const character of text) {
    const digit = DIGIT_OF.get(character)
    if (digit === undefined) return undefined
    number += (digit % BASE) * factor
    if (number > Number.MAX_SAFE_INTEGER) return undefined
    if (digit >= BASE) {
      factor *= BASE
      continue
    }
    numbers.push(number)
    number = 0
    factor = 1
  }
  return factor === 1 ? numbers : undefined
}
