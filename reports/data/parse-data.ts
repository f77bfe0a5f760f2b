import { checked, parseJson, refuseVersion } from '../checked-json.ts'
import { dataSchema } from './data-schema.ts'
import { unpackRuns } from './packed-run.ts'
import { type RunData, SCHEMA, SCHEMAS_READ } from './run-data.ts'

/**
 * Reads the text of a `run.json` and checks that its counts add up. `file` is its name in messages.
 * @throws ConfigError for a text that is no JSON, for another version, and for data that no run could have written
 * (with file, path, rule and value).
 */
export function parseData(text: string, file: string): RunData {
  const document = parseJson(text, file)
  const { schema } = Object(document) as { readonly schema?: unknown }
  if (!SCHEMAS_READ.some((version) => version === schema)) refuseVersion(document, SCHEMA, file)
  const current = { ...(unpackRuns(document, file) as object), schema: SCHEMA }
  const { measured, discarded = [], ...data } = checked(dataSchema, current, file)
  return {
    ...data,
    discarded,
    measured: measured.map((sample) => ({ ...sample, value: sample.value ?? Number.NaN })),
  } as RunData
}
