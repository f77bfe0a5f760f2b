import type { z } from 'zod'
import { SPAN_MAX_MS } from '../../bench/core/fields.ts'

/** An option of a suite, as its schema knows it. */
export interface SchemaOption {
  /** Within its object, such as `codel.targetMs`. */
  readonly name: string
  readonly type: string
  /** `required`, the default in JSON, or undefined for an option that may be left out and has none. */
  readonly byDefault: string | undefined
  /** The object that has the option, and its key there. */
  readonly within: z.ZodType
  readonly key: string
}

interface Bound {
  readonly check: string
  readonly value: number
  readonly inclusive: boolean
}

/** The parts of a schema that are read here. zod gives them no common type. */
interface Def {
  readonly type: string
  readonly shape: Readonly<Record<string, z.ZodType>>
  readonly options: readonly z.ZodType[]
  readonly innerType: z.ZodType
  readonly element: z.ZodType
  readonly valueType: z.ZodType
  readonly in: z.ZodType
  readonly out: z.ZodType
  readonly entries: Readonly<Record<string, string>>
  readonly values: readonly unknown[]
  readonly defaultValue: unknown
  readonly format?: string
  readonly checks?: readonly { readonly _zod: { readonly def: Bound } }[]
}
/** Names of schemas that have a table of their own. */
export type Named = ReadonlyMap<z.ZodType, string>

const defOf = (schema: z.ZodType) => schema._zod.def as unknown as Def

/** Returns the schema without defaults and transformations. */
export function bare(schema: z.ZodType): z.ZodType {
  const def = defOf(schema)
  if (['optional', 'default', 'prefault'].includes(def.type)) return bare(def.innerType)
  if (def.type !== 'pipe') return schema
  return bare(defOf(def.in).type === 'transform' ? def.out : def.in)
}

/** Returns the schema at a path of keys; a list leads to what it holds. */
export function schemaAt(schema: z.ZodType, path: readonly string[]): z.ZodType {
  const def = defOf(bare(schema))
  if (def.type === 'array') return schemaAt(def.element, path)
  if (def.type === 'record') return schemaAt(def.valueType, path)
  const [key, ...rest] = path
  return key === undefined ? bare(schema) : schemaAt(def.shape[key]!, rest)
}

/** Returns the alternatives of a union by the value of `key`, such as `kind`. */
export function alternatives(schema: z.ZodType, key: string): [name: string, schema: z.ZodType][] {
  return defOf(bare(schema)).options.map((option) => {
    const literal = defOf(defOf(bare(option)).shape[key]!).values[0]
    return [String(literal), option]
  })
}

/** Returns the options of an object, those of objects within it too. */
export function optionsOf(schema: z.ZodType, named: Named, prefix = ''): SchemaOption[] {
  const within = bare(schema)
  return Object.entries(defOf(within).shape).flatMap(([key, value]) => {
    const option: SchemaOption = {
      name: prefix + key,
      type: typeText(value, named),
      byDefault: defaultText(value),
      within,
      key,
    }
    const inner = bare(value)
    const isOpen = defOf(inner).type === 'object' && !named.has(inner)
    return isOpen ? [option, ...optionsOf(inner, named, `${prefix}${key}.`)] : [option]
  })
}

function defaultText(schema: z.ZodType): string | undefined {
  const def = defOf(schema)
  if (def.type === 'optional') return undefined
  if (def.type === 'default' || def.type === 'prefault') return JSON.stringify(def.defaultValue)
  return schema.safeParse(undefined).success ? undefined : 'required'
}

function typeText(schema: z.ZodType, named: Named): string {
  const inner = bare(schema)
  const name = named.get(inner)
  if (name !== undefined) return name
  const def = defOf(inner)
  switch (def.type) {
    case 'number':
      return numberText(def)
    case 'string':
      return 'text'
    case 'literal':
      return def.values.map(code).join(', ')
    case 'enum':
      return Object.values(def.entries).map(code).join(', ')
    case 'array':
      return `list of ${typeText(def.element, named)}`
    case 'record':
      return `names with ${typeText(def.valueType, named)}`
    case 'union':
      return def.options
        .map((option) => (defOf(bare(option)).type === 'object' ? shapeText(option) : typeText(option, named)))
        .join(' or ')
    case 'custom':
      return 'special'
    default:
      return def.type
  }
}

function code(value: unknown): string {
  return `\`${value}\``
}

/** `{ from, to }` */
function shapeText(schema: z.ZodType): string {
  return `\`{ ${Object.keys(defOf(bare(schema)).shape).join(', ')} }\``
}

function numberText({ format, checks = [] }: Def): string {
  const bound = (name: string) => checks.map(({ _zod }) => _zod.def).findLast(({ check }) => check === name)
  const [from, to] = [bound('greater_than'), bound('less_than')]
  // A function checks the others.
  if (from === undefined || to === undefined) return 'number'
  const most = to.value === SPAN_MAX_MS ? 'a day' : `${to.value}`
  return `${format === undefined ? 'number' : 'whole number'}, ${from.inclusive ? '' : 'above '}${from.value} to ${most}`
}
