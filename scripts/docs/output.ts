import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Console } from '../cli/console.ts'
import { runProgram } from '../program.ts'
import { projectAt } from '../project/find-project.ts'
import { commandLines } from './command-lines.ts'

/**
 * Columns of an output, where its marker does not begin with `COLUMNS=<n>`. GitHub shows about this many without a
 * scroll bar.
 */
const WIDTH = 110

/** Runs the commands of a marker, parted by `&&`, in a new folder, and returns the output of the last one. */
export async function outputOf(marker: string): Promise<string> {
  const width = /^COLUMNS=(\d+) /.exec(marker)?.[1]
  const folder = mkdtempSync(join(tmpdir(), 'stormbench-'))
  try {
    let out = ''
    for (const { words } of marker.split('&&').flatMap(commandLines)) {
      out = ''
      const console: Console = {
        out: (text) => {
          out += text
        },
        err: () => undefined,
        outWidth: width === undefined ? WIDTH : Number(width),
        errWidth: undefined,
      }
      await runProgram(words, console, { folder, project: () => projectAt(folder, folder) })
    }
    return readable(out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Leaves out the place of the files, which comes last, and space at the ends of lines. */
function readable(out: string): string {
  return out
    .replace(/\n(results|comparison|map) in [\s\S]*$/, '')
    .replace(/ +$/gm, '')
    .replace(/^\n+|\n+$/g, '')
}
