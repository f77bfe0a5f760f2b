// The bundler starts a process in the folder where it is loaded. That must not be one that a test removes.
import 'esbuild'
import { EXIT } from '../cli/exit-code.ts'
import { runProgram } from '../program.ts'
import { captured, placeIn } from '../testing.ts'

/** A command line for this process to run, as a user would who stands in `folder`. */
export interface CommandLine {
  readonly argv: readonly string[]
  readonly folder: string
}

/** How a command ended and what it printed. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

// Runs one command after the other, as scripts/main.ts runs one; a process that runs many starts once. Its parent ends
// it.
process.on('disconnect', () => process.exit())
process.on('message', async ({ argv, folder }: CommandLine) => {
  process.chdir(folder)
  process.send!(await ended(argv, folder))
})
process.send!('ready')

async function ended(argv: readonly string[], folder: string): Promise<Ended> {
  const { console, printed } = captured()
  try {
    return { code: await runProgram(argv, console, placeIn(folder)), ...printed }
  } catch (error) {
    return { code: EXIT.bug, out: printed.out, err: printed.err + String((error as Error).stack ?? error) }
  }
}
