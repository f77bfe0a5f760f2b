import { dirname } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { fileStats } from './file-stats.ts'
import { fileReader, withFiles } from './named-files.ts'
import { bundled } from './suite-bundle.ts'
import { importModule } from './suite-module.ts'
import { isCode, isRead, SUITE_ENDINGS } from './suite-name.ts'
import { readSuiteText } from './suite-text.ts'

/**
 * Reads a suite file as plain data, with the files that it names, not yet checked. @throws ConfigError when it cannot
 * be read.
 */
export async function readSuiteFile(path: string): Promise<unknown> {
  return withFiles(await suiteAlone(path), fileReader(dirname(path)))
}

/** Reads a suite file without the files that it names. @throws ConfigError when it cannot be read. */
export async function suiteAlone(path: string): Promise<unknown> {
  if (!isRead(path)) throw new ConfigError(`${path}: must end in ${SUITE_ENDINGS.join(', ')}`)
  fileStats(path, `${path}: `)
  return isCode(path) ? importSuite(path) : readSuiteText(path)
}

async function importSuite(path: string): Promise<unknown> {
  try {
    return await importModule(await bundled(path))
  } catch (error) {
    const what = error instanceof ConfigError ? '' : 'could not be loaded: '
    throw new ConfigError(`${path}: ${what}${errorText(error)}`)
  }
}
