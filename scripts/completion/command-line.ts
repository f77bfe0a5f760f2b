import type { Argument, Command, Option } from 'commander'

/** A command line up to the word that is being typed. */
export interface TypedLine {
  readonly command: Command
  /** The words of the command that are neither options nor their values. */
  readonly operands: readonly string[]
  /** Values of options so far, by the long name of the option. */
  readonly given: ReadonlyMap<string, readonly string[]>
  /** The option whose value is being typed. */
  readonly pending: Option | undefined
  /** Whether `--` stood before, after which no word is an option. */
  readonly isOver: boolean
}

/** Reads the words before the one that is being typed, as commander would. */
export function typedLine(program: Command, words: readonly string[]): TypedLine {
  let command = program
  let operands: string[] = []
  const given = new Map<string, string[]>()
  let pending: Option | undefined
  let isOver = false
  for (const word of words) {
    if (pending !== undefined) {
      given.set(pending.long!, [...(given.get(pending.long!) ?? []), word])
      pending = undefined
    } else if (isOver || !word.startsWith('-')) {
      const inner = operands.length === 0 ? command.commands.find((one) => one.name() === word) : undefined
      if (inner === undefined) operands = [...operands, word]
      command = inner ?? command
    } else if (word === '--') isOver = true
    else {
      const [name, value] = word.split(/=(.*)/s) as [string, string | undefined]
      const option = optionsOf(command).find(({ long, short }) => long === name || short === name)
      if (option === undefined || !takesValue(option)) continue
      if (value === undefined) pending = option
      else given.set(option.long!, [...(given.get(option.long!) ?? []), value])
    }
  }
  return { command, operands, given, pending, isOver }
}

/** Whether a value follows an option. */
function takesValue(option: Option): boolean {
  return option.required || option.optional
}

/** The options that help shows of a command. Those of the command that runs when none is named come first. */
export function optionsOf(command: Command): Option[] {
  const usual = usualCommand(command)
  const own = command.createHelp().visibleOptions(command)
  const others = usual === undefined ? [] : usual.createHelp().visibleOptions(usual)
  return [...others.filter(({ long }) => !own.some((option) => option.long === long)), ...own]
}

/** The argument at the place of the next operand; undefined when there is none. */
export function argumentAt(command: Command, place: number): Argument | undefined {
  const { registeredArguments } = usualCommand(command) ?? command
  const last = registeredArguments.at(-1)
  return registeredArguments[place] ?? (last?.variadic === true ? last : undefined)
}

/** The command that runs when none is named: `run`. */
function usualCommand(command: Command): Command | undefined {
  return command.parent === null ? command.commands.find((one) => one.name() === 'run') : undefined
}
