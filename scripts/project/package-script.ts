import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'
import { isRecord } from '../../bench/core/record.ts'

/**
 * Adds a script to the text of a package.json and leaves all else as it is. JSON is YAML, whose parser knows the place
 * of each part. Undefined when the text has another form than npm reads.
 */
export function withScript(text: string, name: string, command: string): string | undefined {
  const before = parsed(text)
  if (before === undefined) return undefined
  const { contents } = parseDocument(text)
  if (!isMap(contents) || contents.range === undefined || contents.range === null) return undefined
  const style = { newline: text.includes('\r\n') ? '\r\n' : '\n', indent: /\n([ \t]+)"/.exec(text)?.[1] ?? '  ' }
  const script = `${JSON.stringify(name)}: ${JSON.stringify(command)}`
  const scripts = contents.items.find(({ key }) => isScalar(key) && key.value === 'scripts')?.value
  if (scripts !== undefined && !isMap(scripts)) return undefined
  const after = scripts
    ? inserted(text, scripts, script, 2, style)
    : inserted(text, contents, `"scripts": ${block(script, 2, style)}`, 1, style)
  const expected = { ...before, scripts: { ...(isRecord(before.scripts) ? before.scripts : {}), [name]: command } }
  return after !== undefined && isDeepStrictEqual(parsed(after), expected) ? after : undefined
}

/** Returns the content of a package.json; undefined when it is no object. */
export function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return isRecord(content) ? content : undefined
  } catch {
    return undefined
  }
}

interface Style {
  readonly newline: string
  readonly indent: string
}

/** The text with an entry at the end of an object whose entries stand at this level. */
function inserted(text: string, map: YAMLMap, entry: string, level: number, style: Style): string | undefined {
  if (!map.range) return undefined
  const [start, end] = map.range
  if (map.items.length === 0) return `${text.slice(0, start)}${block(entry, level, style)}${text.slice(end)}`
  const { value } = map.items.at(-1) as Pair
  const last = (value as { range?: readonly number[] } | null)?.range?.[1]
  if (last === undefined) return undefined
  return `${text.slice(0, last)},${style.newline}${style.indent.repeat(level)}${entry}${text.slice(last)}`
}

/** An object with one entry at this level. */
function block(entry: string, level: number, { newline, indent }: Style): string {
  return `{${newline}${indent.repeat(level)}${entry}${newline}${indent.repeat(level - 1)}}`
}
