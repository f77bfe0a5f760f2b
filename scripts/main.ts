#!/usr/bin/env node
import { Console } from 'node:console'
import { crashText } from '../bench/core/crash.ts'
import { RealClock } from '../bench/core/real-clock.ts'
import { processConsole } from './cli/console.ts'
import { EXIT } from './cli/exit-code.ts'
import { stopAll } from './cli/interrupt.ts'
import { systemOpener } from './cli/open-report.ts'

/** Limit of the time for saving results after a crash, which may have broken what saving needs. */
const SAVE_MAX_MS = 30_000
/** Longest wait for what is still open when all is done, ms. */
const END_MAX_MS = 1000

const console = processConsole()
// The prints of a suite must not get between the results that another program reads.
globalThis.console = new Console(process.stderr)
let crash: { readonly error: unknown } | undefined

process.on('uncaughtException', onCrash)
process.on('unhandledRejection', onCrash)
try {
  // An error while the program loads ends it as a crash too.
  const { runProgram } = await import('./program.ts')
  // npm runs scripts in the folder of their package, which is the project. INIT_CWD is where the user stands.
  const folder = process.env.INIT_CWD ?? process.cwd()
  const project = async () => (await import('./project/find-project.ts')).projectAt(process.cwd())
  const code = await runProgram(process.argv.slice(2), console, {
    folder,
    project,
    opener: systemOpener(process.platform, process.env),
  })
  if (crash !== undefined) end(crash.error)
  const unwritten = await console.unwritten()
  if (unwritten !== undefined) console.err(`${unwritten}\n`)
  process.exitCode = unwritten !== undefined && code === EXIT.fine ? EXIT.cannotRun : code
  // Its timer keeps nothing alive. What the client of a suite left open would keep the process alive for ever.
  AbortSignal.timeout(END_MAX_MS).addEventListener('abort', () => process.exit())
} catch (error) {
  end(crash === undefined ? error : crash.error)
}

/** An error that nothing caught ends the work as Ctrl-C does. Later errors follow from the first. */
function onCrash(error: unknown): void {
  if (crash !== undefined) return
  crash = { error }
  if (stopAll('stopping after an internal error')) new RealClock().at(SAVE_MAX_MS, () => end(error))
  else end(error)
}

function end(error: unknown): never {
  console.err(crashText(error))
  process.exit(EXIT.bug)
}
