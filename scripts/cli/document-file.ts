import type { z } from 'zod'
import { ConfigError } from '../../bench/core/config-error.ts'
import { printable } from '../../bench/core/printable.ts'
import { changeFile } from '../../reports/files/changed-file.ts'
import { readText } from '../../reports/files/text-file.ts'

/** Writes a command's findings as JSON, whole or not at all. @throws ConfigError when the file holds something else. */
export function writeDocument(file: string, json: string): void {
  changeFile(file, (before = '') => {
    if (before.trim() === '' || before.startsWith('{')) return printable(json)
    throw new ConfigError(`--out: must be a new file or a JSON document, got ${file}`)
  })
}

/** The document that a command has written with `--out`; undefined when it cannot be read. */
export function readDocument<T>(file: string, schema: z.ZodType): T | undefined {
  try {
    return schema.parse(JSON.parse(readText(file) ?? '')) as T
  } catch {
    return undefined
  }
}
