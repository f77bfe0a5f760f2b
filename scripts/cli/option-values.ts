import { InvalidArgumentError } from 'commander'

/** Collects the values of an option that may be given again. */
export const collect = (value: string, before: string[] = []) => [...before, value]

/** Reads a whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}, got ${JSON.stringify(text)}.`)
  }
}

/** Reads a text that is not empty. */
export function notEmpty(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError(`It must not be empty, got ${JSON.stringify(text)}.`)
}

/** Reads an http or https URL. */
export function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new InvalidArgumentError(`It must be an http or https URL, got ${JSON.stringify(text)}.`)
}
