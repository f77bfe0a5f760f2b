import { isRecord } from './record.ts'

/** Returns a configuration without its key `$schema`, by which editors find the JSON schema of a file. */
export function withoutSchemaKey(input: unknown): unknown {
  if (!isRecord(input) || !('$schema' in input)) return input
  const { $schema: _, ...rest } = input
  return rest
}
