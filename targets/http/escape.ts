import { headerValueMistake } from './header-value.ts'
import type { Escape, Placeholder } from './template.ts'

/** A number, `true`, `false` or `null` of JSON. */
const JSON_LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

const plain: Escape = String
const inUrl: Escape = (value) => encodeURIComponent(value)
/** Keeps the characters that have a meaning in a URL, and encodes those that cannot stand in one. */
const rawInUrl: Escape = (value) => String(value).replace(/[^\x21-\x7e]+|["#<>\\^`{|}]/g, encodeURIComponent)
const inJsonText: Escape = (value) => JSON.stringify(String(value)).slice(1, -1)
const asJson: Escape = (value) =>
  typeof value !== 'string' || JSON_LITERAL.test(value) ? String(value) : JSON.stringify(value)

/** Escape of a placeholder in the path and query of a URL. */
export function urlEscape({ raw }: Placeholder): Escape {
  return raw ? rawInUrl : inUrl
}

/** Escape of a placeholder in the value of a header. It throws for what no header may have, such as a line break. */
export function headerEscape(header: string): (placeholder: Placeholder) => Escape {
  return ({ name }) =>
    (value) => {
      const text = String(value)
      const mistake = headerValueMistake(text)
      if (mistake !== undefined) throw new Error(`${name} in header ${header} ${mistake}`)
      return text
    }
}

/**
 * Escape of a placeholder in a body with this content type. In JSON a value within quotes is a part of that text, and
 * any other is a whole value. In a form it is percent-encoded. In any other body it stands as it is.
 */
export function bodyEscape(contentType: string): (placeholder: Placeholder, before: string) => Escape {
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  const isJson = /^[\w.-]+\/(?:[\w.-]+\+)?json$/.test(type)
  let withinQuotes = false
  return ({ raw }, before) => {
    if (isJson) withinQuotes = isWithinQuotes(before, withinQuotes)
    if (raw) return plain
    if (isJson) return withinQuotes ? inJsonText : asJson
    return type === 'application/x-www-form-urlencoded' ? inUrl : plain
  }
}

/** Whether JSON is within quotes at the end of this piece, if it was `within` at its start. */
function isWithinQuotes(json: string, wasWithin: boolean): boolean {
  let within = wasWithin
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '"') within = !within
    else if (within && json[i] === '\\') i += 1
  }
  return within
}
