import { isAbsolute, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../bench/core/config-error.ts'
import { asTyped } from '../bench/core/own-code.ts'
import { shortenedLines } from '../bench/core/shortened.ts'
import { meantName } from '../bench/core/suggestion.ts'
import { ALL_SUITE_NAMES } from '../bench/suites/names.ts'
import type { CommandContext } from './cli/command-context.ts'
import { type Console, printableConsole } from './cli/console.ts'
import { discreetConsole } from './cli/discreet-console.ts'
import { VERSION } from './cli/environment.ts'
import { EXIT, type ExitCode, explain } from './cli/exit-code.ts'
import { NO_OPENER, type Opener, openReport } from './cli/open-report.ts'
import { refuseUnknown } from './cli/refuse-unknown.ts'
import { addAa } from './commands/aa.ts'
import { addAb } from './commands/ab.ts'
import { addBaseline } from './commands/baseline.ts'
import { addBrokers } from './commands/brokers.ts'
import { addCapacity } from './commands/capacity.ts'
import { addCompare } from './commands/compare.ts'
import { addCompletion } from './commands/completion.ts'
import { addDoctor } from './commands/doctor.ts'
import { addExport } from './commands/export.ts'
import { addFalseAlarms } from './commands/false-alarms.ts'
import { addHistory } from './commands/history.ts'
import { addInit } from './commands/init.ts'
import { addList } from './commands/list.ts'
import { addMap } from './commands/map.ts'
import { addMicro } from './commands/micro.ts'
import { addNightly } from './commands/nightly.ts'
import { addRender } from './commands/render.ts'
import { addRun } from './commands/run.ts'
import { addSelftest } from './commands/selftest.ts'
import { addVerdicts } from './commands/verdicts.ts'
import { addVerify } from './commands/verify.ts'
import { addWhy } from './commands/why.ts'
import { addWorker } from './commands/worker.ts'
import type { Project } from './project/project.ts'
import { isSuiteFile } from './suite/suite-name.ts'

/** Folders of one run of the program. */
export interface Place {
  /** Relative paths of the user start from it. */
  readonly folder: string
  /** Reads the user's project. */
  readonly project: () => Promise<Project>
  /** Shows reports to the user; nothing is shown without. */
  readonly opener?: Opener
}

/** All commands, in the order of the help. */
const COMMANDS = [
  addInit,
  addRun,
  addCapacity,
  addMicro,
  addMap,
  addVerify,
  addVerdicts,
  addWhy,
  addExport,
  addFalseAlarms,
  addNightly,
  addHistory,
  addCompare,
  addAb,
  addAa,
  addSelftest,
  addBaseline,
  addBrokers,
  addWorker,
  addList,
  addRender,
  addDoctor,
  addCompletion,
]

/** Commands that read the project themselves: they must be fast, or go on with a broken configuration. */
const READ_LATE: readonly string[] = ['completion', 'doctor']

/** Columns of help where no terminal gives its width. */
const HELP_WIDTH = 80
/** An error may carry any text, such as that of an error in a suite's module. */
const [ERROR_LINES_MAX, ERROR_LENGTH_MAX] = [100, 5000]

/** Runs one command line (without `node` and script) and returns its exit code; only a bug is thrown. */
export async function runProgram(argv: readonly string[], rawConsole: Console, place: Place): Promise<ExitCode> {
  const console = printableConsole(discreetConsole(rawConsole, argv))
  let code: ExitCode = EXIT.fine
  let shown: string | undefined
  const done: CommandContext['done'] = (result, report) => {
    code = result
    shown = result === EXIT.interrupted ? undefined : report
  }
  try {
    const program = programOf(argv, console, place, done)
    await refuseMistypedCommand(argv, program.commands, place)
    await program.parseAsync([...argv], { from: 'user' })
    if (shown !== undefined) await openReport(shown, place.opener ?? NO_OPENER, console)
    return code
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
    const known = explain(error)
    if (known === undefined) throw error
    console.err(`${shortenedLines(known.message, ERROR_LINES_MAX, ERROR_LENGTH_MAX)}\n`)
    return known.code
  }
}

function programOf(argv: readonly string[], console: Console, place: Place, done: CommandContext['done']): Command {
  const resolvePath = (path: string) => (isAbsolute(path) ? path : resolve(place.folder, path))
  const program = new Command('stormbench')
    .description('Which mix of RPC or queue and failure handling survives a burst, what it costs, and why.')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.out(asTyped(text)),
      writeErr: (text) => console.err(asTyped(text)),
      getOutHelpWidth: () => console.outWidth ?? HELP_WIDTH,
      getErrHelpWidth: () => console.errWidth ?? HELP_WIDTH,
    })
    .showHelpAfterError('(--help shows the options)')
    .addHelpText('after', EXIT_CODES)

  let read: (() => Project) | undefined
  // Help reads no configuration, and a broken one stops only the commands that need it.
  program.hook('preAction', async (_, command) => {
    if (READ_LATE.includes(command.name())) return
    read = await place.project().then(
      (project) => () => project,
      (error: unknown) => () => {
        throw error
      },
    )
  })
  const context: CommandContext = {
    argv,
    console,
    resolvePath,
    done,
    readProject: place.project,
    get project() {
      if (read === undefined) throw new Error('the project is read when a command runs')
      return read()
    },
  }
  for (const add of COMMANDS) add(program, context)
  return program
}

/**
 * A first word that is no command names a suite to run. A misspelt command would then be refused for options that `run`
 * does not have, and `help` would show the help of the program.
 */
async function refuseMistypedCommand(
  [word = '', next = '']: readonly string[],
  commands: readonly Command[],
  place: Place,
): Promise<void> {
  const names = ['help', ...commands.map((command) => command.name())]
  if (word === 'help' && next !== '' && !next.startsWith('-')) refuseUnknown('help', [next], names)
  const meant = word.startsWith('-') || isSuiteFile(word) ? undefined : meantName(word, [...ALL_SUITE_NAMES, ...names])
  if (meant === undefined || meant === word || ALL_SUITE_NAMES.includes(meant)) return
  if (await isOfProject(word, place)) return
  throw new ConfigError(`unknown command or suite ${JSON.stringify(word)}; did you mean ${meant}?`)
}

/** Whether a word names a suite of the user. It is asked late: reading a project takes time. */
async function isOfProject(word: string, place: Place): Promise<boolean> {
  const { suiteNamed } = await import('./suite/suite-names.ts')
  try {
    return (await suiteNamed(word, await place.project(), (path) => resolve(place.folder, path))) !== ''
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}

const EXIT_CODES = `
Exit codes:
  0    fine
  1    a check or threshold failed
  2    usage or configuration
  3    not judged: a run was invalid, or too little is known
  4    could not run
  70   an internal error
  130  interrupted`
