import { Composer, type CST, type Document, isNode, isScalar, LineCounter, Parser, visit } from 'yaml'
import { ConfigError } from '../../bench/core/config-error.ts'
import { DEPTH_MAX, PARTS_MAX } from '../../bench/core/plain-data.ts'
import { repeatedKey, tooMuch } from './text-mistakes.ts'

/** The library's check for repeated keys takes time with the square of their number. */
const OPTIONS = { schema: 'core', merge: true, uniqueKeys: false, logLevel: 'error' } as const

/**
 * Reads YAML 1.2 with merge keys (`<<`): one document, only with tags of the core schema. @throws ConfigError for other
 * text, a repeated key, and more than a suite may have.
 */
export function yamlIn(text: string): unknown {
  const lines = new LineCounter()
  const lineAt = (offset: number) => lines.linePos(offset).line
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  refuseTooMuch(tokens, lineAt)
  const [document, ...others] = new Composer(OPTIONS).compose(tokens, true, text.length)
  if (others.length > 0) throw new ConfigError('must hold one document')
  const [mistake] = [...document!.errors, ...document!.warnings]
  if (mistake !== undefined) {
    throw new ConfigError(`line ${lineAt(mistake.pos[0])}: is not readable as yaml: ${mistake.message}`)
  }
  refuseRepeatedKeys(document!, lineAt)
  return document!.toJS()
}

/** The parser makes a tree without recursion, but reading a deep tree would overflow the stack. */
function refuseTooMuch(tokens: readonly CST.Token[], lineAt: (offset: number) => number): void {
  let parts = 0
  const open = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next
    parts += 1
    if (depth > DEPTH_MAX || parts > PARTS_MAX) throw tooMuch(lineAt('offset' in token ? token.offset : 0))
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth })
    for (const { key, value } of 'items' in token ? token.items : []) {
      for (const inner of [key, value]) if (inner) open.push({ token: inner, depth: depth + 1 })
    }
  }
}

function refuseRepeatedKeys(document: Document.Parsed, lineAt: (offset: number) => number): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const name = isScalar(key) ? String(key.value) : key
        if (seen.has(name)) throw repeatedKey(String(name), lineAt((isNode(key) && key.range?.[0]) || 0))
        seen.add(name)
      }
    },
  })
}
