import { dirname } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { plainData } from '../../bench/core/plain-data.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { Suite } from '../../bench/suite.ts'
import type { SuiteSource } from '../../bench/workers/messages.ts'
import { fileReader, recorded, sentAlong, withFiles } from './named-files.ts'
import { bundled } from './suite-bundle.ts'
import { changed, type SuiteChanges } from './suite-changes.ts'
import { suiteInputOf } from './suite-input.ts'
import { importModule } from './suite-module.ts'
import { isCode, isSuiteFile } from './suite-name.ts'

/**
 * A suite for a worker: as data, or as its module if it holds functions. `given`: name or file, as the user gave it.
 */
export async function sourceOf(
  given: string,
  { seed, repeats, plan, brokers = [] }: SuiteChanges,
  resolvePath: (path: string) => string,
): Promise<SuiteSource> {
  const changes: SuiteChanges = { seed, repeats, plan, brokers }
  const input = await suiteInputOf(given, resolvePath)
  if (!holdsFunction(input)) return { kind: 'data', suite: changed(input, changes) }
  const path = resolvePath(given)
  if (!isSuiteFile(given) || !isCode(path)) throw new Error(`${given} holds functions and is no module`)
  const module = await bundled(path)
  const { reader, files } = recorded(fileReader(dirname(path)))
  await withFiles(await importModule(module), reader)
  return { kind: 'code', module, files, changes }
}

/**
 * The suite that a worker received, checked. @throws ConfigError when it is no suite, or code that may not run here.
 */
export async function suiteOf(source: SuiteSource, allowCode: boolean): Promise<Suite> {
  if (source.kind === 'data') return parseSuite(plainData(source.suite))
  if (!allowCode) {
    throw new ConfigError(
      'the suite brings functions, and this worker runs no code of others; start it with --allow-code if you trust whoever can reach its NATS server',
    )
  }
  const { module, files, changes } = source
  const input = await importModule(module).catch((error: Error) => {
    throw new ConfigError(`the suite could not be loaded: ${error.message}`)
  })
  const whole = await withFiles(input, sentAlong(files))
  return parseSuite(changed(whole, Object(changes) as SuiteChanges))
}

function holdsFunction(value: unknown): boolean {
  if (typeof value === 'function') return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsFunction)
}
