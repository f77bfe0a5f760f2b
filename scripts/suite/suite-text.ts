import { readFileSync, statSync } from 'node:fs'
import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { ConfigError } from '../../bench/core/config-error.ts'
import { errorText } from '../../bench/core/error-text.ts'
import { plainData } from '../../bench/core/plain-data.ts'

/** How Node and the YAML parser say so. */
const TOO_DEEP = 'Maximum call stack size exceeded'
/** A trace may stand in a JSON suite. */
const JSON_MAX_BYTES = 100_000_000
/** Reading a megabyte of YAML takes seconds. */
const YAML_MAX_BYTES = 2_000_000

/** What a JSON or YAML suite says. @throws ConfigError with the file and, where it is known, the line. */
export function readSuiteText(path: string): unknown {
  const isJson = path.endsWith('.json')
  const text = utf8In(path, isJson ? JSON_MAX_BYTES : YAML_MAX_BYTES)
  try {
    return plainData(isJson ? jsonIn(text) : yamlIn(text))
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(error.messages.map((message) => `${path}: ${message}`))
    // Behind its first line the YAML parser shows a part of the file, which may hold a secret.
    const reason = errorText(error)
      .replace(/:?\n.*$/s, '')
      .replace(TOO_DEEP, 'it is nested too deeply')
    throw new ConfigError(`${path}: is not readable as ${isJson ? 'json' : 'yaml'}: ${reason}`)
  }
}

/** The text in a file, without a byte order mark. */
function utf8In(path: string, bytesMax: number): string {
  const { size } = statSync(path)
  if (size > bytesMax) {
    throw new ConfigError(
      `${path}: must have at most ${bytesMax} bytes, got ${size}; a trace can stand in a CSV file that load.trace.file names`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) throw new ConfigError(`${path}: must be text in UTF-8`)
    throw new ConfigError(`${path}: cannot be read: ${errorText(error)}`)
  }
}

function jsonIn(text: string): unknown {
  const value: unknown = JSON.parse(text)
  refuseRepeatedKeys(text)
  return value
}

/** JSON.parse takes the last of two values that have the same key. `json` is valid. */
function refuseRepeatedKeys(json: string): void {
  const open: Set<string>[] = []
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '{') open.push(new Set())
    else if (json[i] === '}') open.pop()
    if (json[i] !== '"') continue
    const start = i
    i = endOfText(json, start)
    COLON.lastIndex = i + 1
    if (!COLON.test(json)) continue
    const key = JSON.parse(json.slice(start, i + 1)) as string
    if (open.at(-1)!.has(key)) throw repeated(key, json.slice(0, start).split('\n').length)
    open.at(-1)!.add(key)
  }
}

/** What makes a text a key. */
const COLON = /\s*:/y

/** Where the text in JSON ends that begins at `start`. A pattern would overflow the stack on a long one. */
function endOfText(json: string, start: number): number {
  let end = start + 1
  while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1
  return end
}

function repeated(key: string, line: number): ConfigError {
  return new ConfigError(`line ${line}: ${key.slice(0, 100)}: must be given once`)
}

/** YAML 1.2 with merge keys (`<<`); a tag that it does not know is refused. */
function yamlIn(text: string): unknown {
  const lines = new LineCounter()
  // Its own check for repeated keys takes time with the square of their number.
  const options = { schema: 'core', merge: true, uniqueKeys: false, lineCounter: lines, logLevel: 'error' } as const
  const document = parseDocument(text, options)
  const [mistake] = [...document.errors, ...document.warnings]
  if (mistake?.code === 'MULTIPLE_DOCS') throw new ConfigError('must hold one document')
  if (mistake !== undefined) throw mistake
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : key
        if (seen.has(name)) throw repeated(String(name), lines.linePos((key as { range: number[] }).range[0]!).line)
        seen.add(name)
      }
    },
  })
  return document.toJS()
}
