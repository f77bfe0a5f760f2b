import { resolve } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { isRecord } from '../../bench/core/record.ts'
import type { SentFiles } from '../../bench/workers/messages.ts'
import type { Columns } from '../../targets/parameters.ts'
import { isPem, PEM_OPTIONS } from '../../targets/tls.ts'
import { readParametersFile } from './parameters-file.ts'
import { readPemFile } from './pem-file.ts'
import { readTraceFile } from './trace-file.ts'

/** Reads the files that a suite names, as the suite names them. */
export interface FileReader {
  /** Due times of a trace, ms. */
  trace(file: string): Promise<readonly number[]>
  /** Parameters of requests. */
  table(file: string): Promise<Columns>
  /** Certificates or a private key, as text. */
  pem(file: string): Promise<string>
}

/** Reads files beside the suite, each once. */
export function fileReader(folder: string): FileReader {
  return {
    trace: once(folder, readTraceFile),
    table: once(folder, readParametersFile),
    pem: once(folder, readPemFile),
  }
}

/** Keeps the content of the files that are read, so that a worker can be given it. */
export function recorded(reader: FileReader): { readonly reader: FileReader; readonly files: SentFiles } {
  const files: SentFiles = { traces: {}, tables: {}, texts: {} }
  const keeping = {
    trace: async (file: string) => {
      files.traces[file] = [...(await reader.trace(file))]
      return files.traces[file]
    },
    table: async (file: string) => {
      files.tables[file] = await reader.table(file)
      return files.tables[file]
    },
    pem: async (file: string) => {
      files.texts[file] = await reader.pem(file)
      return files.texts[file]
    },
  }
  return { reader: keeping, files }
}

/** Takes the content of files from what was sent along with a suite. Nothing is read from the disk of a worker. */
export function sentAlong({ traces, tables, texts }: SentFiles): FileReader {
  const of = <T>(sent: Readonly<Record<string, T>>) => {
    return async (file: string) => {
      if (!Object.hasOwn(sent, file)) throw new ConfigError('it was not sent along')
      return sent[file]!
    }
  }
  return { trace: of(traces), table: of(tables), pem: of(texts) }
}

function once<T>(folder: string, read: (path: string) => Promise<T>): (file: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (file) => {
    const path = resolve(folder, file)
    if (!known.has(path)) known.set(path, read(path))
    return known.get(path)!
  }
}

/** Reads the files that a suite and its variants name into it, unless they were read already. */
export async function withFiles(suite: unknown, reader: FileReader): Promise<unknown> {
  if (!isRecord(suite)) return suite
  const read: Record<string, unknown> = { ...suite }
  if (isRecord(suite.load)) read.load = await withTrace(suite.load, reader)
  if (isRecord(suite.target)) read.target = await withPems(await withTable(suite.target, reader), reader)
  if (!isRecord(suite.variants)) return read
  const named: [string, unknown][] = []
  for (const [name, variant] of Object.entries(suite.variants)) named.push([name, await withFiles(variant, reader)])
  return { ...read, variants: Object.fromEntries(named) }
}

async function withTrace(load: Record<string, unknown>, reader: FileReader): Promise<unknown> {
  const { trace } = load
  if (!isRecord(trace) || typeof trace.file !== 'string' || trace.timesMs !== undefined) return load
  const timesMs = await named('load.trace.file', trace.file, reader.trace)
  return { ...load, trace: { ...trace, timesMs } }
}

async function withTable(target: Record<string, unknown>, reader: FileReader): Promise<Record<string, unknown>> {
  const { parameters } = target
  if (!isRecord(parameters) || typeof parameters.file !== 'string' || parameters.columns !== undefined) return target
  const columns = await named('target.parameters.file', parameters.file, reader.table)
  return { ...target, parameters: { ...parameters, columns } }
}

async function withPems(target: Record<string, unknown>, reader: FileReader): Promise<unknown> {
  const { tls } = target
  if (!isRecord(tls)) return target
  const read: Record<string, unknown> = { ...tls }
  for (const option of PEM_OPTIONS) {
    const file = tls[option]
    if (typeof file === 'string' && file !== '' && !isPem(file)) {
      read[option] = await named(`target.tls.${option}`, file, reader.pem)
    }
  }
  return { ...target, tls: read }
}

/** Reads a file. @throws ConfigError that begins with the option and the file. */
async function named<T>(option: string, file: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file)
  } catch (error) {
    const messages = error instanceof ConfigError ? error.messages : [errorText(error)]
    throw new ConfigError(messages.map((message) => `${option}: ${file}: ${message}`))
  }
}
