import type { z } from 'zod'
import { distributionSchema } from '../../bench/core/distribution.ts'
import { backoffSchema } from '../../bench/policy/backoff.ts'
import { policySchema } from '../../bench/policy/stack.ts'
import { suiteSchema } from '../../bench/suite.ts'
import { faultSchema } from '../../targets/faults.ts'
import { targetSchema } from '../../targets/spec.ts'
import { OPTION_NOTES } from './option-notes.ts'
import { alternatives, bare, optionsOf, type SchemaOption, schemaAt } from './schema-options.ts'

type TableName = keyof typeof OPTION_NOTES

const LOAD = schemaAt(suiteSchema, ['load'])
const STAGE = schemaAt(suiteSchema, ['load', 'stages'])
const ARM = schemaAt(suiteSchema, ['arms'])
const CHAIN = alternatives(targetSchema, 'model').find(([name]) => name === 'chain')![1]
const TIER = schemaAt(CHAIN, ['tiers'])

/** Where the table of each schema with a name stands. */
const TABLES: Readonly<Record<TableName, readonly [schema: z.ZodType, key?: string]>> = {
  suite: [suiteSchema],
  load: [LOAD],
  stages: [STAGE],
  target: [targetSchema, 'model'],
  tiers: [TIER],
  faults: [faultSchema, 'kind'],
  service: [distributionSchema, 'kind'],
  arms: [ARM, 'style'],
  variants: [schemaAt(suiteSchema, ['variants'])],
  policy: [policySchema, 'kind'],
  backoff: [backoffSchema, 'kind'],
}

/** Types by the place of their table, so that a row points to it. */
const NAMED = new Map<z.ZodType, string>([
  [bare(LOAD), '[load](#load)'],
  [bare(STAGE), '[stage](#stages)'],
  [bare(targetSchema), '[target](#target)'],
  [schemaAt(CHAIN, ['leaf']), '[target](#target)'],
  [TIER, '[tier](#tiers)'],
  [bare(faultSchema), '[fault](#faults)'],
  [distributionSchema, '[time](#service)'],
  [ARM, '[arm](#arms)'],
  [schemaAt(suiteSchema, ['variants']), '[variant](#variants)'],
  [policySchema, '[policy](policies.md#options)'],
  [schemaAt(TIER, ['policy']), '[policy](policies.md#options)'],
  [backoffSchema, '[backoff](policies.md#backoff)'],
])

/** Types that a schema checks with a function. */
const SPECIAL: Readonly<Record<string, string>> = {
  'trace.timesMs': 'list of numbers',
  timeUnit: 'text or number',
  duration: 'text or number',
  create: 'function',
  plan: 'text',
}
/** Options that exist only so that a suite with them is refused with advice. */
const REFUSED: readonly string[] = ['preAllocatedVUs', 'maxVUs', 'startRatePerSecond']

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)ms$|Ms$/, 'ms'],
  [/^bytesPerSecond$/, 'B/s'],
  [/PerSecond$|startRate$/, '1/s'],
  [/[rR]atio(Max|Min)?$|capacity\.factor$|^rho$/, 'share'],
]

interface Row extends SchemaOption {
  readonly kinds: readonly string[]
  readonly note: string
}

/**
 * Renders the options of one part of a suite. @throws Error for an option without a note, or a note without an option.
 */
export function optionTable(table: TableName): string {
  const [schema, key] = TABLES[table]
  const used = new Set<string>()
  const rows = merged(
    key === undefined
      ? rowsOf(table, undefined, schema, used)
      : alternatives(schema, key).flatMap(([kind, option]) => rowsOf(table, kind, option, used, key)),
  )
  const left = Object.keys(OPTION_NOTES[table]).filter((name) => !used.has(name))
  if (left.length > 0) throw new Error(`option-notes.ts: ${table} has no ${left.join(', ')}`)
  const head = [...(key === undefined ? [] : [key]), 'option', 'type', 'default', 'unit', 'meaning']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const body = rows.map(({ kinds, name, type, byDefault, note }) =>
    line([
      ...(key === undefined ? [] : [kinds.map(code).join(', ')]),
      code(name),
      type,
      shown(byDefault),
      unitOf(name, kinds),
      note,
    ]),
  )
  return line(head) + line(head.map(() => '---')) + body.join('')
}

function rowsOf(table: TableName, kind: string | undefined, schema: z.ZodType, used: Set<string>, key?: string): Row[] {
  const notes: Readonly<Record<string, string>> = OPTION_NOTES[table]
  return optionsOf(schema, NAMED)
    .filter(({ name }) => name !== key && !REFUSED.includes(name))
    .map((option): Row => {
      const own = `${kind}.${option.name}`
      const note = own in notes ? own : option.name
      if (!(note in notes))
        throw new Error(`option-notes.ts: ${table} lacks ${kind === undefined ? '' : `${kind}.`}${option.name}`)
      used.add(note)
      const type = SPECIAL[option.name] ?? option.type
      return { ...option, type, kinds: kind === undefined ? [] : [kind], note: notes[note]! }
    })
}

/** Puts equal options of several kinds into one row. */
function merged(rows: readonly Row[]): Row[] {
  const byText = new Map<string, Row>()
  for (const row of rows) {
    const text = JSON.stringify({ ...row, kinds: [] })
    const before = byText.get(text)
    byText.set(text, before === undefined ? row : { ...before, kinds: [...before.kinds, ...row.kinds] })
  }
  return [...byText.values()]
}

function unitOf(name: string, kinds: readonly string[]): string {
  const full = kinds.length === 1 ? `${kinds[0]}.${name}` : name
  return UNITS.find(([pattern]) => pattern.test(name) || pattern.test(full))?.[1] ?? ''
}

/** A required option, a default, or nothing. */
function shown(byDefault: string | undefined): string {
  if (byDefault === undefined) return 'none'
  if (byDefault === 'required') return byDefault
  const spaced = byDefault.replace(/^{"(\w+)":(.*)}$/, '{ $1: $2 }').replaceAll('","', '", "')
  return code(spaced.replaceAll('"', "'"))
}

function code(text: string): string {
  return `\`${text}\``
}
