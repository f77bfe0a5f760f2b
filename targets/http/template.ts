import type { ParameterValue, RequestParameters } from '../parameters.ts'

/** Placeholders that each request has: its place in the plan, the number of the attempt, the seed of the repeat. */
export const OWN_NAMES: readonly string[] = ['id', 'attempt', 'seed']
/** Most placeholders of one text. */
const PLACEHOLDERS_MAX = 1000
const PLACEHOLDER = /^\s*(raw\s+)?([a-z_][\w.-]*)\s*$/i

/** `{{name}}`, or `{{raw name}}`, whose value is not escaped. */
export interface Placeholder {
  readonly name: string
  readonly raw: boolean
}
/** A text in parts: fixed ones, and placeholders between them. */
export type Parts = readonly (string | Placeholder)[]

/** Puts a value into a text, so that the text keeps its meaning. */
export type Escape = (value: ParameterValue) => string

/**
 * Reads a text with placeholders; `\{{` stands for the braces themselves. Returns the rule that is broken for a text
 * with other braces.
 */
export function partsOf(text: string): { readonly parts: Parts } | { readonly mistake: string } {
  const parts: (string | Placeholder)[] = []
  let fixed = ''
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    if (text[open - 1] === '\\') {
      fixed += `${text.slice(from, open - 1)}{{`
      from = open + 2
      continue
    }
    const close = text.indexOf('}}', open)
    const [, raw, name] = (close < 0 ? null : PLACEHOLDER.exec(text.slice(open + 2, close))) ?? []
    if (name === undefined) return { mistake: MALFORMED }
    parts.push(fixed + text.slice(from, open), { name, raw: raw !== undefined })
    if (parts.length > 2 * PLACEHOLDERS_MAX) return { mistake: `must have at most ${PLACEHOLDERS_MAX} placeholders` }
    fixed = ''
    from = close + 2
  }
  parts.push(fixed + text.slice(from))
  return { parts: parts.filter((part) => part !== '') }
}

const MALFORMED =
  'must have a name in its placeholders: write {{name}} or {{raw name}}, and \\{{ for the braces themselves'

/** Placeholders among the parts. */
export function placeholdersIn(parts: Parts): readonly Placeholder[] {
  return parts.filter((part) => typeof part !== 'string')
}

/** Reads a text that was checked before. @throws Error for one that has a mistake. */
export function checkedParts(text: string): Parts {
  const read = partsOf(text)
  if ('mistake' in read) throw new Error(read.mistake)
  return read.parts
}

/** A text for the values of a request. */
export type Render = (values: RequestParameters) => string

/**
 * Prepares parts for rendering. `escapeOf` returns the escape of each placeholder in turn. `before` is the fixed text
 * since the one before it. The result throws for a value that is missing or cannot stand there.
 */
export function rendererOf(parts: Parts, escapeOf: (placeholder: Placeholder, before: string) => Escape): Render {
  let before = ''
  const steps = parts.map((part) => {
    if (typeof part === 'string') {
      before = part
      return part
    }
    const step = { name: part.name, escape: escapeOf(part, before) }
    before = ''
    return step
  })
  return (values) => {
    let text = ''
    for (const step of steps) text += typeof step === 'string' ? step : step.escape(valueIn(values, step.name))
    return text
  }
}

function valueIn(values: RequestParameters, name: string): ParameterValue {
  const value = values[name]
  if (value === undefined) throw new Error(`the function of parameters returned no ${name}`)
  return value
}
