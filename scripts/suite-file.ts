import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { parse as parseYaml } from 'yaml'
import { ConfigError } from '../bench/core/config-error.ts'
import { parseTrace } from '../bench/load/trace.ts'

const CODE = ['.ts', '.mts', '.js', '.mjs']
const DATA = ['.json', '.yaml', '.yml']
const ENTRY = fileURLToPath(new URL('../bench/define.ts', import.meta.url))
const TRACE_MAX_BYTES = 500_000_000

/** Whether the user means a file, not the name of a suite. */
export function isSuiteFile(name: string): boolean {
  return [...CODE, ...DATA].includes(extname(name)) || /[\\/]/.test(name)
}

/** What a suite file says, its traces read in; not yet checked. @throws ConfigError when it cannot be read. */
export async function readSuiteFile(path: string): Promise<unknown> {
  const kind = extname(path)
  if (![...CODE, ...DATA].includes(kind)) {
    throw new ConfigError(`${path}: must end in ${[...CODE, ...DATA].join(', ')}`)
  }
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new ConfigError(`${path}: no such file`)
  const suite = CODE.includes(kind) ? await importSuite(path) : parseData(path, kind)
  return withTraces(suite, dirname(path))
}

function parseData(path: string, kind: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return kind === '.json' ? JSON.parse(text) : parseYaml(text)
  } catch (error) {
    throw new ConfigError(`${path}: is not readable as ${kind.slice(1)}: ${(error as Error).message}`)
  }
}

/** Bundles the file first: so it may stand anywhere, import what it likes, and `stormbench` means this package. */
async function importSuite(path: string): Promise<unknown> {
  try {
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
    const code = Buffer.from(bundle.outputFiles[0]!.contents).toString('base64')
    const module = (await import(`data:text/javascript;base64,${code}`)) as { default?: unknown }
    if (module.default === undefined) throw new Error('it must `export default defineSuite({ ... })`')
    return module.default
  } catch (error) {
    throw new ConfigError(`${path}: could not be loaded: ${(error as Error).message}`)
  }
}

interface WithLoad {
  load?: unknown
  variants?: Record<string, WithLoad>
}

/** Reads the trace files that a suite names, each beside the suite. */
function withTraces(suite: unknown, folder: string): unknown {
  if (typeof suite !== 'object' || suite === null) return suite
  const { load, variants, ...rest } = suite as WithLoad
  const read: WithLoad = { ...rest }
  if (load !== undefined) read.load = readTrace(load, folder)
  if (typeof variants === 'object' && variants !== null) {
    read.variants = Object.fromEntries(
      Object.entries(variants).map(([name, variant]) => [name, withTraces(variant, folder) as WithLoad]),
    )
  } else if (variants !== undefined) read.variants = variants
  return read
}

function readTrace(load: unknown, folder: string): unknown {
  const trace = (load as { trace?: { file?: unknown } } | null)?.trace
  if (typeof trace?.file !== 'string') return load
  const path = resolve(folder, trace.file)
  try {
    if (statSync(path).size > TRACE_MAX_BYTES) throw new ConfigError(`must be at most ${TRACE_MAX_BYTES} bytes`)
    return { ...(load as object), trace: { ...trace, timesMs: parseTrace(readFileSync(path, 'utf8')) } }
  } catch (error) {
    throw new ConfigError(`load.trace.file: ${trace.file}: ${(error as Error).message}`)
  }
}
