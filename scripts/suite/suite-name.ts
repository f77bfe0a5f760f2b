import { existsSync } from 'node:fs'
import { extname } from 'node:path'

const CODE: readonly string[] = ['.ts', '.mts', '.js', '.mjs']
const DATA: readonly string[] = ['.json', '.yaml', '.yml']

/** Endings of the files that are read as suites. */
export const SUITE_ENDINGS: readonly string[] = [...CODE, ...DATA]

/** Whether the user means a file, not the name of a suite. */
export function isSuiteFile(name: string): boolean {
  return isRead(name) || /[\\/]/.test(name)
}

/** The suite file that is there when its ending is added to a name; undefined when there is none. */
export function suiteFileNamed(name: string, resolvePath: (path: string) => string): string | undefined {
  const ending = SUITE_ENDINGS.find((one) => existsSync(resolvePath(`${name}${one}`)))
  return ending === undefined ? undefined : `./${name}${ending}`
}

/** Whether a file has the ending of a suite. */
export function isRead(path: string): boolean {
  return SUITE_ENDINGS.includes(extname(path))
}

/** Whether a suite file is a module that runs. */
export function isCode(path: string): boolean {
  return CODE.includes(extname(path))
}
