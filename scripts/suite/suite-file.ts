import { readFileSync, type Stats, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { isRecord } from '../../bench/core/record.ts'
import { parseTrace } from '../../bench/load/trace.ts'
import { bundled } from './suite-bundle.ts'
import { importModule } from './suite-module.ts'
import { readSuiteText } from './suite-text.ts'

const CODE = ['.ts', '.mts', '.js', '.mjs']
const DATA = ['.json', '.yaml', '.yml']
const TRACE_MAX_BYTES = 500_000_000

/** Whether the user means a file, not the name of a suite. */
export function isSuiteFile(name: string): boolean {
  return isRead(name) || /[\\/]/.test(name)
}

/** Due times, ms, of the trace in a file that a suite names. */
export type ReadTrace = (file: string) => readonly number[]

/** What a suite file says as plain data, its traces read in; not yet checked. @throws ConfigError when it cannot be read. */
export async function readSuiteFile(path: string): Promise<unknown> {
  if (!isRead(path)) throw new ConfigError(`${path}: must end in ${[...CODE, ...DATA].join(', ')}`)
  refuseNoFile(path)
  const suite = isCode(path) ? await importSuite(path) : readSuiteText(path)
  return withTraces(suite, traceReader(dirname(path)))
}

function isRead(path: string): boolean {
  return [...CODE, ...DATA].includes(extname(path))
}

/** @throws ConfigError for what is not there or no file with data. */
function refuseNoFile(path: string): void {
  let found: Stats | undefined
  try {
    found = statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw new ConfigError(`${path}: cannot be read: ${errorText(error)}`)
  }
  if (found === undefined) throw new ConfigError(`${path}: no such file`)
  if (!found.isFile())
    throw new ConfigError(`${path}: must be a file, got ${found.isDirectory() ? 'a folder' : 'a device or pipe'}`)
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

/** Puts in the traces that a suite names. */
export function withTraces(suite: unknown, readTrace: ReadTrace): unknown {
  if (!isRecord(suite)) return suite
  const { load, variants, ...rest }: WithLoad = suite
  const read: WithLoad = { ...rest }
  if (load !== undefined) read.load = withTrace(load, readTrace)
  if (isRecord(variants)) {
    read.variants = Object.fromEntries(
      Object.entries(variants).map(([name, variant]) => [name, withTraces(variant, readTrace) as WithLoad]),
    )
  } else if (variants !== undefined) read.variants = variants
  return read
}

function withTrace(load: unknown, readTrace: ReadTrace): unknown {
  const trace = (load as { trace?: { file?: unknown } } | null)?.trace
  if (typeof trace?.file !== 'string') return load
  try {
    return { ...(load as object), trace: { ...trace, timesMs: readTrace(trace.file) } }
  } catch (error) {
    throw new ConfigError(`load.trace.file: ${trace.file}: ${(error as Error).message}`)
  }
}

/** Reads traces from files beside the suite. */
export function traceReader(folder: string): ReadTrace {
  return (file) => {
    const path = resolve(folder, file)
    if (statSync(path).size > TRACE_MAX_BYTES) throw new ConfigError(`must be at most ${TRACE_MAX_BYTES} bytes`)
    return parseTrace(readFileSync(path, 'utf8'))
  }
}
