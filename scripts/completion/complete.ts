import type { Command, Option } from 'commander'
import { shortened } from '../../bench/core/shortened.ts'
import { argumentAt, optionsOf, type TypedLine, typedLine } from './command-line.ts'
import { NO_OFFERS, type Offer, type Offers, offersOf } from './offers.ts'

/** Longest text beside a word. */
const ABOUT_MAX = 70

/** Words that depend on the project or on catalogues, which are loaded when they are asked for. */
export interface Sources {
  /** Names of all suites. */
  suites(): Promise<readonly string[]>
  /** Names of the arms and the variants of some suites. */
  cells(suites: readonly string[]): Promise<{ readonly arms: readonly string[]; readonly variants: readonly string[] }>
  /** Values by the text that stands for them in help, such as `part` and `kind`. */
  values(placeholder: string): Promise<readonly string[]>
}

/** Offers the words that may follow `before`, those that begin with `current`. */
export async function complete(
  program: Command,
  before: readonly string[],
  current: string,
  sources: Sources,
): Promise<Offers> {
  const line = typedLine(program, before)
  if (line.pending !== undefined) return within(current, await valuesOf(line.pending, line, sources))
  if (line.isOver || !current.startsWith('-')) return within(current, await operandsOf(line, sources))
  const options = optionsOf(line.command)
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(current) ?? []
  const option = options.find(({ long }) => long === name)
  if (name === undefined) return within(current, { words: options.map(offerOf), paths: undefined })
  if (option === undefined) return NO_OFFERS
  const { words } = within(value!, await valuesOf(option, line, sources))
  return { words: words.map(({ word, about }) => ({ word: `${name}=${word}`, about })), paths: undefined }
}

function within(start: string, { words, paths }: Offers): Offers {
  return { words: words.filter(({ word }) => word.startsWith(start)), paths }
}

function offerOf({ long, description }: Option): Offer {
  return { word: long!, about: inShort(description) }
}

/** The part of a description that fits beside a word. */
function inShort(description: string): string {
  return shortened(description.split(/;| \(/)[0]!.trim(), ABOUT_MAX)
}

/** Commands, and values of the argument at this place. */
async function operandsOf(line: TypedLine, sources: Sources): Promise<Offers> {
  const { command, operands } = line
  const inner = operands.length > 0 ? [] : command.createHelp().visibleCommands(command)
  const commands = inner.map((one): Offer => ({ word: one.name(), about: inShort(one.description()) }))
  const argument = argumentAt(command, operands.length)
  if (argument === undefined) return { words: commands, paths: undefined }
  const { words, paths } = await offersFor(argument.name(), argument.argChoices, line, sources)
  return { words: [...commands, ...words], paths }
}

function valuesOf(option: Option, line: TypedLine, sources: Sources): Promise<Offers> {
  const placeholder = /[<[]([\w-]+)/.exec(option.flags)?.[1] ?? ''
  return offersFor(PLACEHOLDERS[option.long!] ?? placeholder, option.argChoices, line, sources)
}

/** Options whose help does not say what their `<name>` is. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '--suite': 'suite',
  '--arm': 'arm',
  '--variant': 'variant',
}

/** Offers for a text that stands for a value in help. */
async function offersFor(
  placeholder: string,
  choices: readonly string[] | undefined,
  line: TypedLine,
  sources: Sources,
): Promise<Offers> {
  if (choices !== undefined) return offersOf(choices)
  switch (placeholder) {
    case 'suite':
    case 'suites':
      return offersOf(await sources.suites(), 'files')
    case 'arm':
      return offersOf((await sources.cells(suitesIn(line))).arms)
    case 'variant':
      return offersOf((await sources.cells(suitesIn(line))).variants)
    case 'folder':
    case 'base':
    case 'head':
      return offersOf([], 'folders')
    case 'file':
    case 'path':
    case 'csv':
    case 'source':
      return offersOf([], 'files')
    default:
      return offersOf(await sources.values(placeholder))
  }
}

/** The suites that a command line names so far. */
function suitesIn({ command, operands, given }: TypedLine): string[] {
  const named = operands.filter((_, i) => argumentAt(command, i)?.name().startsWith('suite') === true)
  return [...named, ...(given.get('--suite') ?? [])]
}
