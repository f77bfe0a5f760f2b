/** Deepest nesting of lists and objects. A suite has at most 12 levels. */
const DEPTH_MAX = 40

const [QUOTE, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END] = Buffer.from('"\\[]{}') as unknown as Iterable<number>

/**
 * Parses JSON of a peer. `partsMax`: most lists, objects and strings in it. They are counted first, because JSON.parse
 * can use 20 times their bytes of memory. For numbers it uses about as much as their bytes. @throws Error for text that
 * is no JSON, is nested too deep or has too many parts.
 */
export function parseBounded(json: Buffer, partsMax: number): unknown {
  const excess = excessIn(json, partsMax)
  if (excess !== undefined) throw new Error(`it ${excess}`)
  return JSON.parse(json.toString('utf8'))
}

/** Returns what a receiver would refuse about JSON, such as `has more than 5 lists`; undefined when it takes it. */
export function excessIn(json: Buffer, partsMax: number): string | undefined {
  let depth = 0
  let parts = 0
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]
    if (byte === QUOTE) {
      parts += 1
      i = endOfString(json, i)
    } else if (byte === LIST || byte === OBJECT) {
      parts += 1
      depth += 1
      if (depth > DEPTH_MAX) return `is nested deeper than ${DEPTH_MAX} levels`
    } else if (byte === LIST_END || byte === OBJECT_END) depth -= 1
    if (parts > partsMax) return `has more than ${partsMax} lists, objects and strings`
  }
  return undefined
}

/** Returns the end of the string that begins at `start`. */
function endOfString(json: Buffer, start: number): number {
  let i = start + 1
  while (i < json.length && json[i] !== QUOTE) i += json[i] === BACKSLASH ? 2 : 1
  return i
}
