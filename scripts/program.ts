import { isAbsolute, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { CommandContext } from './cli/command-context.ts'
import { type Console, printableConsole } from './cli/console.ts'
import { VERSION } from './cli/environment.ts'
import { EXIT, type ExitCode, explain } from './cli/exit-code.ts'
import { addCompare, addPaired, addSelftest } from './compare/compare-program.ts'
import { addFalseAlarms } from './compare/false-alarms-program.ts'
import { addHistory } from './nightly/history-program.ts'
import { addNightly } from './nightly/nightly-program.ts'
import { addBaseline } from './run/baseline-program.ts'
import { addBrokers } from './run/brokers-program.ts'
import { addExport } from './run/export-program.ts'
import { addRender } from './run/render-command.ts'
import { addRun } from './run/run-program.ts'
import { addVerify } from './run/verify-command.ts'
import { addStudies } from './study/study-program.ts'
import { addWhy } from './study/why-program.ts'
import { addList } from './suite/list-command.ts'
import { addWorker } from './worker/worker-program.ts'

/** Where the program stands. */
export interface Place {
  /** The folder that relative paths of the user start from. */
  readonly folder: string
  /** Folder of `runs` (under which new result folders are made), `baseline` and `history`. */
  readonly reportsRoot: string
}

/** Runs one command line (without `node` and script) and tells its exit code; only a bug is thrown. */
export async function runProgram(argv: readonly string[], rawConsole: Console, place: Place): Promise<ExitCode> {
  const console = printableConsole(rawConsole)
  let code: ExitCode = EXIT.fine
  const done = (result: ExitCode) => {
    code = result
  }
  try {
    await programOf(argv, console, place, done).parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage
    const known = explain(error)
    if (known === undefined) throw error
    console.err(`${known.message}\n`)
    return known.code
  }
}

function programOf(argv: readonly string[], console: Console, place: Place, done: (code: ExitCode) => void): Command {
  const resolvePath = (path: string) => (isAbsolute(path) ? path : resolve(place.folder, path))
  const program = new Command('stormbench')
    .description('Which mix of RPC or queue and failure handling survives a burst, what it costs, and why.')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => console.out(text), writeErr: (text) => console.err(text) })
    .showHelpAfterError('(--help shows the options)')
    .addHelpText('after', EXIT_CODES)

  const context: CommandContext = { argv, console, reportsRoot: place.reportsRoot, resolvePath, done }
  addRun(program, context)
  addStudies(program, context)
  addVerify(program, console, done)
  addWhy(program, context)
  addExport(program, context)
  addFalseAlarms(program, context)
  addNightly(program, context)
  addHistory(program, context)
  addCompare(program, context)
  addPaired(program, context)
  addSelftest(program, context)
  addBaseline(program, context)
  addBrokers(program, context)
  addWorker(program, context)
  addList(program, context)
  addRender(program, context)
  return program
}

const EXIT_CODES = `
Exit codes: 0 fine, 1 a check or threshold failed, 2 usage or configuration, 3 not judged: a run was invalid or too little is known, 4 could not run, 70 an internal error, 130 interrupted.`
