import { ConfigError } from '../bench/core/config-error.ts'
import { type RunData, SCHEMA } from './run-data.ts'

const LISTS = ['suites', 'runs', 'simulated', 'measured', 'thresholds'] as const
const OBJECTS = ['environment', 'plans'] as const

/** The run in the text of a `run.json`; `file` is how messages name it. @throws ConfigError for another version or a part that is missing, SyntaxError for what is no JSON. */
export function parseData(text: string, file: string): RunData {
  const data: Partial<RunData> | null = JSON.parse(text)
  if (data?.schema !== SCHEMA) {
    throw new ConfigError(`${file}: must have schema ${SCHEMA}, got ${JSON.stringify(data?.schema)}`)
  }
  for (const part of LISTS) {
    if (!Array.isArray(data[part])) throw new ConfigError(`${file}: ${part} must be a list, got ${typeof data[part]}`)
  }
  for (const part of OBJECTS) {
    if (Object(data[part]) !== data[part])
      throw new ConfigError(`${file}: ${part} must be an object, got ${JSON.stringify(data[part])}`)
  }
  // Results from before runs were made again have none that was discarded.
  return { ...(data as RunData), discarded: data.discarded ?? [] }
}
