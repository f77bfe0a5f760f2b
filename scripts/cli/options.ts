import { type Command, Option } from 'commander'
import { parseSpanMs } from '../../bench/study/axis.ts'
import type { CommandContext } from './command-context.ts'
import { collect, notEmpty, oneOf } from './option-values.ts'

/** An option of a command: how it is written, its help, and the value that the command receives. */
export interface Declared<Value> {
  /** Two for a switch and its opposite, which set the same value. */
  readonly options: readonly Option[]
  /** `given`: the value that commander holds; undefined when the option was left out. */
  readonly valueFrom: (given: unknown, context: CommandContext) => Value
}

/** Options of a command, by the names of the values that it receives. */
type Options = Readonly<Record<string, Declared<unknown>>>

/** Values of declared options. */
export type ValuesOf<Declarations extends Options> = {
  readonly [Name in keyof Declarations]: Declarations[Name] extends Declared<infer Value> ? Value : never
}

/** The values that commander holds, by their names there. */
export type Given = Readonly<Record<string, unknown>>

/** A switch. One that is written `--no-...` is true until it is given. */
export function flag(written: string, help: string): Declared<boolean> {
  return { options: [new Option(written, help)], valueFrom: (given) => given === true }
}

/** A switch and its opposite; undefined when neither is given. */
export function either(on: readonly [string, string], off: readonly [string, string]): Declared<boolean | undefined> {
  const options = [on, off].map(([written, help]) => new Option(written, help))
  return { options, valueFrom: (given) => given as boolean | undefined }
}

/** An option with a value; undefined when it is left out. */
export function optional<Value>(
  written: string,
  help: string,
  read: (text: string) => Value,
): Declared<Value | undefined> {
  return { options: [withReader(written, help, read)], valueFrom: (given) => given as Value | undefined }
}

/** An option with a value, and a usual value that its help shows. */
export function usually<Value>(
  written: string,
  help: string,
  read: (text: string) => Value,
  usual: Value,
): Declared<Value> {
  return { options: [withReader(written, help, read).default(usual)], valueFrom: (given) => (given ?? usual) as Value }
}

/** An option that must be given. */
export function mandatory<Value>({ options, valueFrom }: Declared<Value | undefined>): Declared<Value> {
  for (const option of options) option.makeOptionMandatory()
  return { options, valueFrom: (given, context) => valueFrom(given, context)! }
}

/** An option with one of a few values; a misspelt one is answered with the likely meaning. */
export function choice<const Value extends string>(
  written: string,
  help: string,
  values: readonly Value[],
): Declared<Value | undefined> {
  const option = new Option(written, help).choices(values).argParser(oneOf(values))
  return { options: [option], valueFrom: (given) => given as Value | undefined }
}

/** An option that may be given again; an empty list when it is left out. */
export function list(written: string, help: string): Declared<readonly string[]> {
  return collected(written, help, collect)
}

/** An option that may be given again. `read` adds the values of a text to those before. */
export function collected<Value>(
  written: string,
  help: string,
  read: (text: string, before?: readonly Value[]) => Value[],
): Declared<readonly Value[]> {
  const option = new Option(written, `${help}; may be given again`).argParser(read)
  return { options: [option], valueFrom: (given = []) => given as readonly Value[] }
}

/** The path of a file or folder, made absolute; undefined when it is left out. */
export function path(written: string, help: string): Declared<string | undefined> {
  return into(optional(written, help, notEmpty), (given, { resolvePath }) => given && resolvePath(given))
}

/** A span such as `10m`, in ms; undefined when it is left out. A command refuses a text that is no span. */
export function span(written: string, help: string): Declared<number | undefined> {
  const text = optional(written, help, notEmpty)
  const name = text.options[0]!.long!
  return into(text, (given) => (given === undefined ? undefined : parseSpanMs(name, given)))
}

/** An option whose value becomes another one. */
export function into<From, To>(
  { options, valueFrom }: Declared<From>,
  become: (value: From, context: CommandContext) => To,
): Declared<To> {
  return { options, valueFrom: (given, context) => become(valueFrom(given, context), context) }
}

/** Adds options to a command, in their order. */
export function addOptions(command: Command, declarations: Options): Command {
  for (const { options } of Object.values(declarations)) for (const option of options) command.addOption(option)
  return command
}

/** The values of a command's options. @throws ConfigError for a text that has no meaning. */
export function valuesOf<Declarations extends Options>(
  declarations: Declarations,
  given: Given,
  context: CommandContext,
): ValuesOf<Declarations> {
  const values = Object.entries(declarations).map(([name, { options, valueFrom }]) => [
    name,
    valueFrom(given[options[0]!.attributeName()], context),
  ])
  return Object.fromEntries(values) as ValuesOf<Declarations>
}

function withReader<Value>(written: string, help: string, read: (text: string) => Value): Option {
  return new Option(written, help).argParser((text) => read(text))
}
