import { suiteSchema } from '../../bench/suite.ts'
import { VERSION } from '../cli/environment.ts'
import { configSchema } from '../project/config-schema.ts'
import { jsonSchemaOf } from './json-schema.ts'
import type { JsonSchema } from './option-rows.ts'

/** JSON schemas that the package has for editors, by file name. */
export function jsonSchemas(): Record<string, JsonSchema> {
  return {
    'suite.json': jsonSchemaOf(suiteSchema, idOf('suite.json'), 'A suite of stormbench.'),
    'config.json': jsonSchemaOf(configSchema, idOf('config.json'), 'Options of a project.'),
  }
}

function idOf(file: string): string {
  return `https://unpkg.com/stormbench@${VERSION}/schema/${file}`
}
