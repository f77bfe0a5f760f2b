import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { printable } from '../bench/core/printable.ts'
import { processConsole } from './cli/console.ts'
import { EXIT } from './cli/exit-code.ts'
import { runProgram } from './program.ts'

try {
  process.exitCode = await runProgram(process.argv.slice(2), processConsole(), {
    // npm runs scripts in the package's folder; INIT_CWD is where the user stands.
    folder: process.env.INIT_CWD ?? process.cwd(),
    reportsRoot: fileURLToPath(new URL('../reports', import.meta.url)),
  })
} catch (error) {
  // Left to Node it would end with 1, which says that a gate failed.
  console.error(printable(inspect(error)))
  process.exitCode = EXIT.bug
}
