import { ConfigError } from '../../bench/core/config-error.ts'

/** @throws ConfigError for each name given that is not known. */
export function refuseUnknown(option: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new ConfigError(
    unknown.map((name) => `${option}: must be one of ${[...new Set(known)].join(', ')}, got ${JSON.stringify(name)}`),
  )
}
