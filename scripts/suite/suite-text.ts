import { readFileSync, statSync } from 'node:fs'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { plainData } from '../../bench/core/plain-data.ts'
import { jsonIn } from './suite-json.ts'
import { yamlIn } from './suite-yaml.ts'

/** A trace of a million arrivals may stand in a JSON suite. */
const JSON_MAX_BYTES = 10_000_000
/** Reading as much YAML takes seconds. */
const YAML_MAX_BYTES = 500_000

/** Reads a JSON or YAML suite. @throws ConfigError with the file and, where it is known, the line. */
export function readSuiteText(path: string): unknown {
  const isJson = path.endsWith('.json')
  try {
    const text = utf8In(path, isJson ? JSON_MAX_BYTES : YAML_MAX_BYTES)
    return plainData(isJson ? jsonIn(text) : yamlIn(text))
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(error.messages.map((message) => `${path}: ${message}`))
    throw new ConfigError(`${path}: is not readable as ${isJson ? 'json' : 'yaml'}: ${errorText(error)}`)
  }
}

/** The text in a file, without a byte order mark. */
function utf8In(path: string, bytesMax: number): string {
  const { size } = statSync(path)
  if (size > bytesMax) {
    const hint = 'a trace can stand in a CSV file that load.trace.file names'
    throw new ConfigError(`must have at most ${bytesMax} bytes, got ${size}; ${hint}`)
  }
  const bytes = readFileSync(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ConfigError('must be text in UTF-8')
  }
}
