import { ConfigError } from '../../bench/core/config-error.ts'
import { notOneOf } from '../../bench/core/suggestion.ts'

/** @throws ConfigError for each name given that is not known. */
export function refuseUnknown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => `${option}: ${notOneOf(known, name)}`))
}
