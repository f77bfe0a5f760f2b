import { InvalidArgumentError } from 'commander'
import { withoutSecretsInUrl } from '../../bench/core/secrets.ts'
import { suggestion } from '../../bench/core/suggestion.ts'

/** Collects the values of an option that may be given again. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value]

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

/** Reads an http or https URL, without its fragment, which is never sent. */
export function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/#.*$/s, '')
  throw new InvalidArgumentError(`It must be an http or https URL, got ${JSON.stringify(withoutSecretsInUrl(text))}.`)
}

/** Reads one of a few values; a misspelt one is answered with the likely meaning. */
export function oneOf(values: readonly string[]): (text: string) => string {
  return (text) => {
    if (values.includes(text)) return text
    throw new InvalidArgumentError(`Allowed choices are ${values.join(', ')}${suggestion(text, values) || '.'}`)
  }
}
