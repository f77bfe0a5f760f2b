import { mkdirSync, writeFileSync } from 'node:fs'
import { PACKAGE } from '../../bench/core/own-code.ts'
import { jsonSchemas } from './json-schemas.ts'

/** Writes the JSON schemas of the package into its folder `schema`. */
const folder = new URL('schema/', PACKAGE)
mkdirSync(folder, { recursive: true })
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, undefined, 1)}\n`)
}
