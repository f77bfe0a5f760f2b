import { z } from 'zod'
import { FORMS, type Node } from './json-forms.ts'
import { isHidden, type JsonSchema, type OptionRow, optionRows, SHARED, TABLE_NAMES } from './option-rows.ts'

/** Where a converted part keeps the number of the zod schema that it came from. */
const ORIGIN = 'x-origin'
/** Marks a part that only a function can check. */
const UNKNOWN = 'x-unknown'
/** Keywords of JSON Schema that hold one schema, and those that hold several. */
const [ONE, SEVERAL] = [
  ['items', 'additionalProperties', 'propertyNames'],
  ['anyOf', 'oneOf', 'allOf'],
]

/**
 * Converts a schema of options to JSON Schema with the meaning of each option. It is draft-07, which editors support
 * best. JSON and YAML have no functions, so these are left out. @throws Error for an option without a form in JSON.
 */
export function jsonSchemaOf(schema: z.ZodType, id: string, about: string): JsonSchema {
  const shared = z.registry<{ id: string }>()
  for (const [name, one] of SHARED) shared.add(one, { id: name })
  const origins: z.ZodType[] = []
  const { $schema, definitions, ...root }: Node = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-07',
    unrepresentable: 'any',
    metadata: shared,
    override: ({ zodSchema, jsonSchema }) => {
      const origin = zodSchema as unknown as z.ZodType
      refuseFlags(origin)
      if (origin.type === 'custom') Object.assign(jsonSchema, { [UNKNOWN]: true })
      if (origin.type === 'object' || FORMS.has(origin))
        Object.assign(jsonSchema, { [ORIGIN]: origins.push(origin) - 1 })
    },
  })
  const finish = finisher(origins)
  const { properties, ...rest } = finish(root)!
  const parts = Object.entries(Object(definitions) as Record<string, Node>).map(([name, { id: _, ...part }]) => [
    name,
    finish(part),
  ])
  return {
    $schema,
    $id: id,
    description: about,
    ...rest,
    properties: {
      $schema: { type: 'string', description: 'Schema of this file, for editors.' },
      ...Object(properties),
    },
    ...(parts.length > 0 && { definitions: Object.fromEntries(parts.toSorted(byName)) }),
  }
}

/** A JSON schema has patterns without flags, and would refuse what the parser accepts. */
function refuseFlags({ _zod: { def } }: z.ZodType): void {
  for (const { _zod } of def.checks ?? []) {
    const { pattern } = _zod.def as { pattern?: RegExp }
    if (pattern !== undefined && pattern.flags !== '')
      throw new Error(`a JSON schema cannot hold the flags of ${pattern}`)
  }
}

function byName([a]: unknown[], [b]: unknown[]): number {
  return String(a) < String(b) ? -1 : 1
}

/** Returns a function that removes the marks of a part. It returns undefined for a part that JSON cannot write. */
function finisher(origins: readonly z.ZodType[]): (part: Node) => Node | undefined {
  const rows = rowsBySchema()
  const finish = ({ [ORIGIN]: number, [UNKNOWN]: isUnknown, properties, ...part }: Node): Node | undefined => {
    if (isUnknown === true) return undefined
    const origin = origins[number as number]
    const done: Record<string, unknown> = {}
    for (const [keyword, value] of Object.entries(part)) {
      if (SEVERAL.includes(keyword)) {
        const possible = (value as Node[]).flatMap((one) => finish(one) ?? [])
        if (possible.length === 0) return undefined
        done[keyword] = possible
      } else done[keyword] = ONE.includes(keyword) && typeof value === 'object' ? finish(value as Node) : value
    }
    if (properties !== undefined) {
      const known = origin === undefined ? undefined : rows.get(origin)
      const own = ownProperties(properties as Record<string, Node>, known, finish)
      if ((part.required as string[] | undefined)?.some((name) => !(name in own))) return undefined
      done.properties = own
    }
    const whole = origin === undefined ? done : (FORMS.get(origin)?.(done) ?? done)
    return withKinds(whole)
  }
  return finish
}

/** Names the kinds of a union beside its alternatives, so that an editor offers all of them. */
function withKinds(union: Node): Node {
  if (!Array.isArray(union.oneOf)) return union
  const alternatives = (union.oneOf as { properties?: Record<string, { const?: unknown }> }[]).map(
    ({ properties = {} }) => properties,
  )
  const key = Object.keys(alternatives[0]!).find((name) => alternatives.every((one) => one[name]?.const !== undefined))
  if (key === undefined) return union
  return { ...union, type: 'object', properties: { [key]: { enum: alternatives.map((one) => one[key]!.const) } } }
}

/** The options of an object, without functions and without those that are always refused. */
function ownProperties(
  properties: Readonly<Record<string, Node>>,
  rows: ReadonlyMap<string, OptionRow> | undefined,
  finish: (part: Node) => Node | undefined,
): Record<string, Node> {
  const own = Object.entries(properties).flatMap(([key, property]): [string, Node][] => {
    const row = rows?.get(key)
    if (row?.json === 'none' || (row === undefined && isHidden(key))) return []
    const part = row?.json ?? finish(property)
    if (part === undefined) throw new Error(`option-rows.ts: SPECIAL must say what ${key} is in JSON`)
    return [[key, row === undefined ? part : described(part, row)]]
  })
  return Object.fromEntries(own)
}

/** In draft-07 nothing may stand beside `$ref`. */
function described({ $ref, ...part }: Node, { note, unit }: OptionRow): Node {
  // The bounds of a share show its unit.
  const description = unit === '' || unit === 'share' ? textOf(note) : `${textOf(note)} Unit: ${unit}.`
  return { description, ...part, ...($ref !== undefined && { allOf: [{ $ref }] }) }
}

/** A note without its links and emphasis. */
export function textOf(note: string): string {
  return note.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(?<![\w*`])\*(\w+)\*/g, '$1')
}

function rowsBySchema(): Map<z.ZodType, Map<string, OptionRow>> {
  const rows = new Map<z.ZodType, Map<string, OptionRow>>()
  for (const row of TABLE_NAMES.flatMap(optionRows)) {
    if (!rows.has(row.within)) rows.set(row.within, new Map())
    rows.get(row.within)!.set(row.key, row)
  }
  return rows
}
