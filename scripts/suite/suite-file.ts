import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { fileStats } from './file-stats.ts'
import { fileReader, withFiles } from './named-files.ts'
import { bundled } from './suite-bundle.ts'
import { importModule } from './suite-module.ts'
import { readSuiteText } from './suite-text.ts'

const CODE = ['.ts', '.mts', '.js', '.mjs']
const DATA = ['.json', '.yaml', '.yml']

/** Whether the user means a file, not the name of a suite. */
export function isSuiteFile(name: string): boolean {
  return isRead(name) || /[\\/]/.test(name)
}

/** The suite file that is there when its ending is added to a name; undefined when there is none. */
export function suiteFileNamed(name: string, resolvePath: (path: string) => string): string | undefined {
  const ending = [...CODE, ...DATA].find((one) => existsSync(resolvePath(`${name}${one}`)))
  return ending === undefined ? undefined : `./${name}${ending}`
}

/**
 * Reads a suite file as plain data, with the files that it names, not yet checked. @throws ConfigError when it cannot
 * be read.
 */
export async function readSuiteFile(path: string): Promise<unknown> {
  if (!isRead(path)) throw new ConfigError(`${path}: must end in ${[...CODE, ...DATA].join(', ')}`)
  fileStats(path, `${path}: `)
  const suite = isCode(path) ? await importSuite(path) : readSuiteText(path)
  return withFiles(suite, fileReader(dirname(path)))
}

function isRead(path: string): boolean {
  return [...CODE, ...DATA].includes(extname(path))
}

/** Whether a suite file is a module that runs. */
export function isCode(path: string): boolean {
  return CODE.includes(extname(path))
}

async function importSuite(path: string): Promise<unknown> {
  try {
    return await importModule(await bundled(path))
  } catch (error) {
    const what = error instanceof ConfigError ? '' : 'could not be loaded: '
    throw new ConfigError(`${path}: ${what}${errorText(error)}`)
  }
}
