import type { z } from 'zod'
import { distributionSchema } from '../../bench/core/distribution.ts'
import { PLAN_TEXT_PATTERN } from '../../bench/load/plan-text.ts'
import { ARRIVALS_MAX } from '../../bench/load/trace.ts'
import { backoffSchema } from '../../bench/policy/backoff.ts'
import { policySchema } from '../../bench/policy/stack.ts'
import { suiteSchema } from '../../bench/suite.ts'
import { faultSchema } from '../../targets/faults.ts'
import { targetSchema } from '../../targets/spec.ts'
import { configSchema } from '../project/config-schema.ts'
import { OPTION_NOTES } from './option-notes.ts'
import { alternatives, bare, optionsOf, type SchemaOption, schemaAt } from './schema-options.ts'

/** Names of the tables of options. */
export type TableName = keyof typeof OPTION_NOTES

/** The schemas of a load and of a stage. */
export const LOAD = schemaAt(suiteSchema, ['load'])
export const STAGE = schemaAt(suiteSchema, ['load', 'stages'])
const ARM = schemaAt(suiteSchema, ['arms'])
const CHAIN = alternatives(targetSchema, 'model').find(([name]) => name === 'chain')![1]
const TIER = schemaAt(CHAIN, ['tiers'])

/** Schemas that stand in several places, and their names in a JSON schema. */
export const SHARED: readonly (readonly [name: string, schema: z.ZodType])[] = [
  ['load', LOAD],
  ['stage', STAGE],
  ['target', bare(targetSchema)],
  ['tier', TIER],
  ['fault', faultSchema],
  ['time', distributionSchema],
  ['arm', ARM],
  ['variant', schemaAt(suiteSchema, ['variants'])],
  ['policy', policySchema],
  ['backoff', backoffSchema],
]

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
  config: [configSchema],
}

/** All tables of options. */
export const TABLE_NAMES = Object.keys(TABLES) as TableName[]

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

/** Rows of parameters. */
export const ROWS_JSON: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
}

const ONE_STATUS: JsonSchema = {
  anyOf: [
    { type: 'integer', minimum: 200, maximum: 599 },
    { type: 'string', pattern: '^([2-5][xX][xX]|[2-5]\\d\\d(-[2-5]\\d\\d)?)$' },
  ],
}
/** Statuses of an answer. */
const STATUS_JSON: JsonSchema = {
  anyOf: [ONE_STATUS, { type: 'array', minItems: 1, maxItems: 100, items: ONE_STATUS }],
}

/** Types that a schema checks with a function: their name in a table, and their form in JSON Schema, if any. */
const SPECIAL: Readonly<Record<string, readonly [text: string, json?: JsonSchema]>> = {
  'trace.timesMs': [
    'list of numbers',
    { type: 'array', items: { type: 'number', minimum: 0 }, maxItems: ARRIVALS_MAX },
  ],
  'parameters.rows': ['list of objects', ROWS_JSON],
  'expect.status': ['number, text or list', STATUS_JSON],
  timeUnit: ['text or number', { type: ['string', 'number'] }],
  duration: ['text or number', { type: ['string', 'number'] }],
  create: ['function'],
  setup: ['function'],
  call: ['function'],
  teardown: ['function'],
  plan: ['text', { type: 'string', pattern: PLAN_TEXT_PATTERN }],
}
/** Options that exist only so that a suite with them is refused with advice. */
const REFUSED: readonly string[] = ['preAllocatedVUs', 'maxVUs', 'startRatePerSecond']
/** Options that this program adds to those that were given. */
const ADDED: readonly string[] = ['parameters.columns', 'parameters.create']

/** Whether an option without a row is shown nowhere, by its key. */
export function isHidden(key: string): boolean {
  return REFUSED.includes(key) || ADDED.includes(`parameters.${key}`)
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)ms$|Ms$/, 'ms'],
  [/^bytesPerSecond$/, 'B/s'],
  [/PerSecond$|startRate$/, '1/s'],
  [/[rR]atio(Max|Min)?$|capacity\.factor$|^rho$/, 'share'],
]

/** Part of a JSON schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** An option with its meaning. */
export interface OptionRow extends SchemaOption {
  readonly kinds: readonly string[]
  readonly note: string
  /** Empty without a unit. */
  readonly unit: string
  /** The type in JSON where the schema cannot give it: `none` for a function. */
  readonly json: JsonSchema | 'none' | undefined
}

/** The key that tells the kinds of a table apart; undefined where it has no kinds. */
export function kindKeyOf(table: TableName): string | undefined {
  return TABLES[table][1]
}

/**
 * Returns the options of one part of a suite, one by one for each kind. @throws Error for an option without a note, or
 * a note without an option.
 */
export function optionRows(table: TableName): OptionRow[] {
  const [schema, key] = TABLES[table]
  const used = new Set<string>()
  const rows =
    key === undefined
      ? rowsOf(table, undefined, schema, used)
      : alternatives(schema, key).flatMap(([kind, option]) => rowsOf(table, kind, option, used, key))
  const left = Object.keys(OPTION_NOTES[table]).filter((name) => !used.has(name))
  if (left.length > 0) throw new Error(`option-notes.ts: ${table} has no ${left.join(', ')}`)
  return rows
}

function rowsOf(
  table: TableName,
  kind: string | undefined,
  schema: z.ZodType,
  used: Set<string>,
  key?: string,
): OptionRow[] {
  const notes: Readonly<Record<string, string>> = OPTION_NOTES[table]
  return optionsOf(schema, NAMED)
    .filter(({ name }) => name !== key && !REFUSED.includes(name) && !ADDED.includes(name))
    .map((option): OptionRow => {
      const own = `${kind}.${option.name}`
      const note = own in notes ? own : option.name
      if (!(note in notes))
        throw new Error(`option-notes.ts: ${table} lacks ${kind === undefined ? '' : `${kind}.`}${option.name}`)
      used.add(note)
      const special = SPECIAL[option.name]
      return {
        ...option,
        type: special === undefined ? option.type : special[0],
        kinds: kind === undefined ? [] : [kind],
        note: notes[note]!,
        unit: UNITS.find(([pattern]) => pattern.test(option.name) || pattern.test(own))?.[1] ?? '',
        json: special === undefined ? undefined : (special[1] ?? 'none'),
      }
    })
}
