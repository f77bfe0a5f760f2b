import { ConfigError } from '../../bench/core/config-error.ts'
import { DEPTH_MAX, PARTS_MAX } from '../../bench/core/plain-data.ts'
import { shortened } from '../../bench/core/shortened.ts'

/** A repeated key in an object: a parser would take the last one. */
export function repeatedKey(key: string, line: number): ConfigError {
  return new ConfigError(`line ${line}: ${shortened(key, 100)}: must be given once`)
}

/** More than a suite may have; a parser would take gigabytes, or the whole stack, for it. */
export function tooMuch(line: number): ConfigError {
  return new ConfigError(`line ${line}: must have at most ${DEPTH_MAX} levels and ${PARTS_MAX} lists, objects and keys`)
}
