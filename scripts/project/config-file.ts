import { basename } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { isRecord } from '../../bench/core/record.ts'
import { knownOptions, mistakesOf } from '../../bench/suite-mistakes.ts'
import { fileStats } from '../suite/file-stats.ts'
import { bundled } from '../suite/suite-bundle.ts'
import { importModule } from '../suite/suite-module.ts'
import { readSuiteText } from '../suite/suite-text.ts'
import { configSchema, type ProjectConfig } from './config-schema.ts'

/** Reads the options of a project. @throws ConfigError that names the file, with all mistakes. */
export async function readConfig(path: string): Promise<ProjectConfig> {
  fileStats(path, `${path}: `)
  const input = path.endsWith('.json') ? readSuiteText(path) : await importConfig(path)
  if (!isRecord(input)) throw new ConfigError(`${path}: must hold an object with options`)
  const result = configSchema.safeParse(input, { error: knownOptions })
  if (result.success) return result.data
  throw new ConfigError(mistakesOf(result.error, input).map((mistake) => `${basename(path)}: ${mistake}`))
}

async function importConfig(path: string): Promise<unknown> {
  try {
    return await importModule(await bundled(path), 'defineConfig')
  } catch (error) {
    const what = error instanceof ConfigError ? '' : 'could not be loaded: '
    throw new ConfigError(`${path}: ${what}${errorText(error)}`)
  }
}
