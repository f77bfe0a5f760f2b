import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { parse as parseYaml } from 'yaml'
import { ConfigError } from '../../bench/core/config-error.ts'
import { parseTrace } from '../../bench/load/trace.ts'

const CODE = ['.ts', '.mts', '.js', '.mjs']
const DATA = ['.json', '.yaml', '.yml']
const ENTRY = fileURLToPath(new URL('../../bench/define.ts', import.meta.url))
const TRACE_MAX_BYTES = 500_000_000

/** Whether the user means a file, not the name of a suite. */
export function isSuiteFile(name: string): boolean {
  return [...CODE, ...DATA].includes(extname(name)) || /[\\/]/.test(name)
}

/** Due times, ms, of the trace in a file that a suite names. */
export type ReadTrace = (file: string) => readonly number[]

/** What a suite file says, its traces read in; not yet checked. @throws ConfigError when it cannot be read. */
export async function readSuiteFile(path: string): Promise<unknown> {
  const kind = extname(path)
  if (![...CODE, ...DATA].includes(kind)) {
    throw new ConfigError(`${path}: must end in ${[...CODE, ...DATA].join(', ')}`)
  }
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new ConfigError(`${path}: no such file`)
  const suite = isCode(path) ? await importSuite(path) : parseData(path, kind)
  return withTraces(suite, traceReader(dirname(path)))
}

/** Whether a suite file is a module that runs. */
export function isCode(path: string): boolean {
  return CODE.includes(extname(path))
}

function parseData(path: string, kind: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return kind === '.json' ? JSON.parse(text) : parseYaml(text)
  } catch (error) {
    throw new ConfigError(`${path}: is not readable as ${kind.slice(1)}: ${(error as Error).message}`)
  }
}

async function importSuite(path: string): Promise<unknown> {
  try {
    return await importModule(await bundled(path))
  } catch (error) {
    throw new ConfigError(`${path}: could not be loaded: ${(error as Error).message}`)
  }
}

/** The file with all that it imports as one module: so it may stand anywhere, and `stormbench` means this package. */
export async function bundled(path: string): Promise<string> {
  const bundle = await build({
    entryPoints: [path],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'silent',
    sourcemap: 'inline',
    plugins: [
      {
        name: 'stormbench',
        setup: ({ onResolve }) => onResolve({ filter: /^stormbench$/ }, () => ({ path: ENTRY })),
      },
    ],
  })
  return bundle.outputFiles[0]!.text
}

/** Runs a bundled module. @throws Error when it exports no suite. */
export async function importModule(text: string): Promise<unknown> {
  const code = Buffer.from(text).toString('base64')
  const module = (await import(`data:text/javascript;base64,${code}`)) as { default?: unknown }
  if (module.default === undefined) throw new Error('it must `export default defineSuite({ ... })`')
  return module.default
}

interface WithLoad {
  load?: unknown
  variants?: Record<string, WithLoad>
}

/** Puts in the traces that a suite names. */
export function withTraces(suite: unknown, readTrace: ReadTrace): unknown {
  if (typeof suite !== 'object' || suite === null) return suite
  const { load, variants, ...rest } = suite as WithLoad
  const read: WithLoad = { ...rest }
  if (load !== undefined) read.load = withTrace(load, readTrace)
  if (typeof variants === 'object' && variants !== null) {
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
