import { fileURLToPath } from 'node:url'
import { processConsole } from './console.ts'
import { runProgram } from './program.ts'

process.exitCode = await runProgram(process.argv.slice(2), processConsole(), {
  // npm runs scripts in the package's folder; INIT_CWD is where the user stands.
  folder: process.env.INIT_CWD ?? process.cwd(),
  runsRoot: fileURLToPath(new URL('../reports/runs', import.meta.url)),
})
