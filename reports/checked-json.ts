import type { z } from 'zod'
import { ConfigError } from '../bench/core/config-error.ts'
import { shortened } from '../bench/core/shortened.ts'
import { mistakesOf } from '../bench/suite-mistakes.ts'
import { NoResultsError } from './no-results-error.ts'

/** Most lists and objects within each other. It bounds the recursion over a document. */
const DEPTH_MAX = 100
/** Most messages for one file. */
const MESSAGES_MAX = 20

/**
 * Parses a text with or without a byte order mark. @throws ConfigError for a text that is no JSON, is too deep, or sets
 * a prototype.
 */
export function parseJson(text: string, file: string): unknown {
  const json = text.replace(/^\ufeff/, '')
  if (depthOf(json) > DEPTH_MAX) throw new ConfigError(`${file}: must have at most ${DEPTH_MAX} levels`)
  try {
    // Without a \u escape, such a key can only stand in the text literally.
    return /"__proto__"|\\u00/.test(json) ? JSON.parse(json, refusePrototype) : JSON.parse(json)
  } catch (error) {
    throw new ConfigError(
      `${file}: ${(error as Error).message.startsWith('must ') ? '' : 'must be JSON: '}${(error as Error).message}`,
    )
  }
}

/** Refuses a document of another version, before any other check. @throws NoResultsError naming both versions. */
export function refuseVersion(document: unknown, version: number, file: string): void {
  const { schema } = Object(document) as { readonly schema?: unknown }
  if (schema !== version) throw new NoResultsError(`${file}: must have schema ${version}, got ${shownValue(schema)}`)
}

/** Returns the document unchanged, with fields that the schema does not know. @throws as {@link converted}. */
export function checked<T>(schema: z.ZodType<T>, document: unknown, file: string): T {
  converted(schema, document, file)
  return document as T
}

/**
 * The document as the schema converts it. @throws ConfigError with file, path, rule and value of each mistake (the
 * first twenty).
 */
export function converted<T>(schema: z.ZodType<T>, document: unknown, file: string): T {
  const result = schema.safeParse(document)
  if (result.success) return result.data
  throw new ConfigError(
    mistakesOf(result.error, document)
      .slice(0, MESSAGES_MAX)
      .map((mistake) => `${file}: ${mistake}`),
  )
}

function shownValue(value: unknown): string {
  return shortened(JSON.stringify(value) ?? 'nothing', 80)
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('must not have the key __proto__')
  return value
}

/** Depth of lists and objects in JSON text. Brackets in strings do not count. */
function depthOf(json: string): number {
  let [depth, deepest, isText] = [0, 0, false]
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (isText) {
      if (code === BACKSLASH) i += 1
      else if (code === QUOTE) isText = false
    } else if (code === QUOTE) isText = true
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
  }
  return deepest
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
