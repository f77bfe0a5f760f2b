import { DEPTH_MAX, PARTS_MAX } from '../../bench/core/plain-data.ts'
import { repeatedKey, tooMuch } from './text-mistakes.ts'

/** A text before a colon is a key. */
const COLON = /\s*:/y

/**
 * Reads JSON. @throws ConfigError for a repeated key and for more than a suite may have, SyntaxError for text that is
 * no JSON.
 */
export function jsonIn(text: string): unknown {
  scan(text)
  return JSON.parse(text)
}

/** Looks at the keys and brackets of a text that need not be valid. */
function scan(json: string): void {
  const open: Set<string>[] = []
  let parts = 0
  for (let i = 0; i < json.length; i++) {
    const char = json[i]
    const start = i
    if (char === '{' || char === '[') {
      open.push(new Set())
      parts += 1
    } else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      i = endOfText(json, start)
      COLON.lastIndex = i + 1
      if (COLON.test(json)) {
        parts += 1
        const key = JSON.parse(json.slice(start, i + 1)) as string
        if (open.at(-1)?.has(key)) throw repeatedKey(key, lineAt(json, start))
        open.at(-1)?.add(key)
      }
    }
    if (open.length > DEPTH_MAX || parts > PARTS_MAX) throw tooMuch(lineAt(json, start))
  }
}

/** End of the text that begins at `start`. A pattern would overflow the stack on a long text. */
function endOfText(json: string, start: number): number {
  let end = start + 1
  while (end < json.length && json[end] !== '"') end += json[end] === '\\' ? 2 : 1
  return end
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
