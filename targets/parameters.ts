import { z } from 'zod'
import { ConfigError } from '../bench/core/config-error.ts'
import { draw, STREAM } from '../bench/core/draw.ts'
import { errorText } from '../bench/core/error-text.ts'
import { isRecord } from '../bench/core/record.ts'
import { isThenable } from '../bench/core/thenable.ts'

/** Limits of a table: rows, columns, and characters of a value. */
export const ROWS_MAX = 1_000_000
export const COLUMNS_MAX = 100
export const VALUE_CHARS_MAX = 8192
/** Most rows within a suite. A file may have more. */
const INLINE_ROWS_MAX = 10_000

export const NAME_RULE = 'must be 1 to 64 letters, digits, dashes, dots or underscores, starting with a letter or _'
const NAME = /^(?!__proto__$)[a-zA-Z_][\w.-]{0,63}$/

export type ParameterValue = string | number | boolean
/** The parameters of one request, by name. */
export type RequestParameters = Readonly<Record<string, ParameterValue>>
/** The values of a table by column. All columns are equally long. */
export type Columns = Readonly<Record<string, readonly ParameterValue[]>>

/**
 * Makes the parameters of a request. All attempts of a request ask for them, in every arm, so the same request must
 * always get the same ones. `seed` is that of the repeat.
 */
export type MakeParameters = (request: { readonly id: number; readonly seed: number }) => RequestParameters

/** Whether a text can be the name of a parameter. */
export function isParameterName(text: string): boolean {
  return NAME.test(text)
}

const valueSchema = z.custom<ParameterValue>((value) => brokenValue(value) === undefined, {
  error: ({ input }) => brokenValue(input) ?? '',
})

const nameSchema = z.string().regex(NAME, NAME_RULE)

/** Rows with the same names in each, as a suite spells them out. */
const rowsSchema = z
  .array(z.record(nameSchema, valueSchema))
  .min(1)
  .max(INLINE_ROWS_MAX)
  .superRefine((rows, context) => {
    const names = Object.keys(rows[0] ?? {})
    if (names.length > COLUMNS_MAX) {
      const message = `must have at most ${COLUMNS_MAX} values, got ${names.length}`
      context.addIssue({ code: 'custom', path: [0], message })
    }
    const other = rows.findIndex(
      (row) => Object.keys(row).length !== names.length || names.some((name) => !Object.hasOwn(row, name)),
    )
    if (other < 0) return
    const message = `must have the names of the first row (${names.join(', ')}), got ${Object.keys(rows[other]!).join(', ')}`
    context.addIssue({ code: 'custom', path: [other], message })
  })

/** The table of a file once it has been read. It is checked in one go, since it may have a million rows. */
export const columnsSchema = z
  .custom<Columns>(isRecord, { error: 'must be an object', abort: true })
  .superRefine((columns, context) => {
    const message = brokenColumns(columns)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const parametersObjectSchema = z
  .strictObject(
    {
      /** CSV file with a heading, relative to the suite. */
      file: z.string().min(1).max(4096).optional(),
      rows: rowsSchema.optional(),
      /** The values by column, which reading the file adds. */
      columns: columnsSchema.optional(),
      create: z
        .custom<MakeParameters>((value) => typeof value === 'function', { error: 'must be a function of the request' })
        .optional(),
      /** Row of a request. `sequential`: by its place in the plan, from the first row again after the last. */
      order: z.enum(['sequential', 'random']).default('sequential'),
    },
    {
      error: ({ code }) =>
        code === 'invalid_type' ? 'must be an object with a file or rows, or a function' : undefined,
    },
  )
  .superRefine(({ file, rows, columns, create }, context) => {
    const given = [file ?? columns, rows, create].filter((part) => part !== undefined)
    if (given.length !== 1) context.addIssue({ code: 'custom', message: 'must have exactly one of file and rows' })
    const message = create && brokenFunction(create)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** Parameters that differ from request to request: a CSV file, rows, or a function in a suite that is a module. */
export const parametersSchema = z.preprocess((value) => {
  if (typeof value === 'function') return { create: value }
  return Array.isArray(value) ? { rows: value } : value
}, parametersObjectSchema)
export type ParametersSpec = z.infer<typeof parametersObjectSchema>

/** Parameters as the author of a suite writes them, or as they were parsed. */
export type ParametersInput =
  | MakeParameters
  | ParametersSpec
  | readonly RequestParameters[]
  | { readonly file: string; readonly order?: ParametersSpec['order'] }
  | { readonly rows: readonly RequestParameters[]; readonly order?: ParametersSpec['order'] }

/** Returns the names of the parameters; undefined for a file that was not read and for a function that is wrong. */
export function parameterNames({ rows, columns, create }: ParametersSpec): readonly string[] | undefined {
  if (create !== undefined) return brokenFunction(create) === undefined ? Object.keys(create(TRIED)) : undefined
  if (columns !== undefined) return Object.keys(columns)
  return rows && Object.keys(rows[0] ?? {})
}

/**
 * Returns the frozen parameters of each request of a repeat, by its id. They depend on seed and id alone: both arms,
 * all attempts and both commits meet the same ones. The function returned throws where a function of the user throws
 * or returns something else. @throws ConfigError when its file was not read.
 */
export function parametersOf(spec: ParametersSpec, seed: number): (id: number) => RequestParameters {
  const { file, rows, columns, create, order } = spec
  if (create !== undefined) {
    return (id) => {
      const made = create({ id, seed })
      const message = brokenParameters(made)
      if (message !== undefined) throw new Error(`the function of parameters ${message}`)
      // A copy, since the function may change its own object for the next request.
      return Object.freeze({ ...made })
    }
  }
  if (rows === undefined && columns === undefined) throw new ConfigError(`target.parameters.file: ${file} was not read`)
  const count = rows?.length ?? Object.values(columns!)[0]!.length
  const rowOf =
    order === 'sequential'
      ? (id: number) => id % count
      : (id: number) => Math.floor(draw(seed, STREAM.parameters, id, 0) * count)
  if (rows !== undefined) return (id) => Object.freeze(rows[rowOf(id)]!)
  const named = Object.entries(columns!)
  return (id) => {
    const row = rowOf(id)
    const parameters: Record<string, ParameterValue> = {}
    for (const [name, values] of named) parameters[name] = values[row]!
    return Object.freeze(parameters)
  }
}

/** The request that a function is tried with before any run. */
const TRIED = { id: 0, seed: 0 }

function brokenFunction(create: MakeParameters): string | undefined {
  try {
    return brokenParameters(create(TRIED))
  } catch (error) {
    return `must not throw: ${errorText(error)}`
  }
}

function brokenParameters(made: unknown): string | undefined {
  if (isThenable(made)) return 'must return the parameters, not a promise of them'
  if (!isRecord(made)) return 'must return an object with a value for each name'
  for (const name in made) {
    if (!isParameterName(name)) return `must return other names: a name ${NAME_RULE}`
    const message = brokenValue(made[name])
    if (message !== undefined) return `must return other values: ${name} ${message}`
  }
  return undefined
}

function brokenValue(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > VALUE_CHARS_MAX ? `must have at most ${VALUE_CHARS_MAX} characters` : undefined
    case 'number':
      return Number.isFinite(value) ? undefined : 'must be a finite number'
    case 'boolean':
      return undefined
    default:
      return 'must be a text, a number, true or false'
  }
}

function brokenColumns(columns: Columns): string | undefined {
  const named = Object.entries(columns)
  if (named.length < 1 || named.length > COLUMNS_MAX)
    return `must have 1 to ${COLUMNS_MAX} columns, got ${named.length}`
  const count = Array.isArray(named[0]![1]) ? named[0]![1].length : 0
  if (count < 1 || count > ROWS_MAX) return `must have 1 to ${ROWS_MAX} rows, got ${count}`
  for (const [name, values] of named) {
    if (!isParameterName(name)) return `must have other names: a name ${NAME_RULE}`
    if (!Array.isArray(values) || values.length !== count) return `must have columns of ${count} values`
    const wrong = values.findIndex((value) => brokenValue(value) !== undefined)
    if (wrong >= 0) return `must have other values: ${name}[${wrong}] ${brokenValue(values[wrong])}`
  }
  return undefined
}
