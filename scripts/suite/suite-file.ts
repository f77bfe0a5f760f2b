import { existsSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { isRecord } from '../../bench/core/record.ts'
import { fileStats } from './file-stats.ts'
import { bundled } from './suite-bundle.ts'
import { importModule } from './suite-module.ts'
import { readSuiteText } from './suite-text.ts'
import { readTraceFile } from './trace-file.ts'

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

/** Due times, ms, of the trace in a file that a suite names. */
export type ReadTrace = (file: string) => Promise<readonly number[]>

/**
 * Reads a suite file as plain data, with its traces, not yet checked. @throws ConfigError when it cannot be read.
 */
export async function readSuiteFile(path: string): Promise<unknown> {
  if (!isRead(path)) throw new ConfigError(`${path}: must end in ${[...CODE, ...DATA].join(', ')}`)
  fileStats(path, `${path}: `)
  const suite = isCode(path) ? await importSuite(path) : readSuiteText(path)
  return withTraces(suite, traceReader(dirname(path)))
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

interface WithLoad {
  load?: unknown
  variants?: Record<string, WithLoad>
}

/** Reads the traces that a suite names into it. */
export async function withTraces(suite: unknown, readTrace: ReadTrace): Promise<unknown> {
  if (!isRecord(suite)) return suite
  const { load, variants, ...rest }: WithLoad = suite
  const read: WithLoad = { ...rest }
  if (load !== undefined) read.load = await withTrace(load, readTrace)
  if (isRecord(variants)) {
    const named: [string, WithLoad][] = []
    for (const [name, variant] of Object.entries(variants)) {
      named.push([name, (await withTraces(variant, readTrace)) as WithLoad])
    }
    read.variants = Object.fromEntries(named)
  } else if (variants !== undefined) read.variants = variants
  return read
}

async function withTrace(load: unknown, readTrace: ReadTrace): Promise<unknown> {
  const trace = (load as { trace?: { file?: unknown } } | null)?.trace
  if (typeof trace?.file !== 'string') return load
  try {
    return { ...(load as object), trace: { ...trace, timesMs: await readTrace(trace.file) } }
  } catch (error) {
    const messages = error instanceof ConfigError ? error.messages : [errorText(error)]
    throw new ConfigError(messages.map((message) => `load.trace.file: ${trace.file}: ${message}`))
  }
}

/** Reads traces from files beside the suite, each file once. */
export function traceReader(folder: string): ReadTrace {
  const known = new Map<string, Promise<number[]>>()
  return (file) => {
    const path = resolve(folder, file)
    if (!known.has(path)) known.set(path, readTraceFile(path))
    return known.get(path)!
  }
}
