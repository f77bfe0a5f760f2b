import { writeSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { errorText } from '../../bench/core/error-text.ts'
import { plainData } from '../../bench/core/plain-data.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import { SUITE_PLACE } from '../../bench/core/suite-url.ts'
import { EXIT } from '../cli/exit-code.ts'

/** A module may wait for something while it loads, but not for ever. */
const LOAD_MAX_MS = 5000

/**
 * Runs a bundled module and returns its default export. `define`: the function that its author would use. @throws Error
 * with the place of an error, or when it has no default export.
 */
export async function importModule(text: string, define = 'defineSuite'): Promise<unknown> {
  const code = Buffer.from(text).toString('base64')
  const exported = await inTime(import(`data:text/javascript;base64,${code}`)).catch((error: unknown) => {
    throw new Error(`${errorText(error)}${placeOf(error, text)}`)
  })
  const { default: value } = exported as { default?: unknown }
  if (value === undefined) throw new Error(`it must \`export default ${define}({ ... })\``)
  return plainData(value)
}

/** The loaded module, unless loading takes too long. A module that ends the process ends it with code 2. */
async function inTime(loading: Promise<unknown>): Promise<unknown> {
  const onExit = () => {
    process.exitCode = EXIT.usage
    writeSync(process.stderr.fd, 'a module of the user ended the process while it loaded\n')
  }
  process.once('exit', onExit)
  const clock = new RealClock()
  try {
    return await Promise.race([
      loading,
      new Promise((_, reject) =>
        clock.at(LOAD_MAX_MS, () => reject(new Error(`it must load within ${LOAD_MAX_MS} ms`))),
      ),
    ])
  } finally {
    clock.stop()
    process.off('exit', onExit)
  }
}

/** Place of an error in the files of a suite, as ` (at suite.ts:3)`. */
function placeOf(error: unknown, bundle: string): string {
  const [, line, column] = SUITE_PLACE.exec(String(Object(error).stack)) ?? []
  const [, map] = /^\/\/# sourceMappingURL=data:application\/json;base64,(.+)$/m.exec(bundle) ?? []
  if (line === undefined || map === undefined) return ''
  const payload = JSON.parse(Buffer.from(map, 'base64').toString()) as SourceMapPayload
  const entry = new SourceMap(payload).findEntry(Number(line) - 1, Number(column) - 1)
  return 'originalSource' in entry ? ` (at ${entry.originalSource}:${entry.originalLine + 1})` : ''
}
