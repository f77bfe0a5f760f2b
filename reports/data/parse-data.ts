import { checked, parseJson, refuseVersion } from '../checked-json.ts'
import { dataSchema } from './data-schema.ts'
import { unpackRuns } from './packed-run.ts'
import { type RunData, SCHEMA, SCHEMAS_READ } from './run-data.ts'

/**
 * The run in the text of a `run.json`, whose counts add up; `file` is how messages name it.
 * @throws ConfigError for what is no JSON, another version, and with file, path, rule and value for what no run could
 * have written.
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
