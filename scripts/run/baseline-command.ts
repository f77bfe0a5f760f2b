import { join } from 'node:path'
import { structuredPatch } from 'diff'
import { parseSuite } from '../../bench/parse-suite.ts'
import { SUITES } from '../../bench/suites/catalogue.ts'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import { PLANS_FILE, renderBaseline } from '../../reports/files/baseline.ts'
import { readText } from '../../reports/files/text-file.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'
import { simulatedData } from '../suite/simulated-data.ts'

/** At most this many lines of differences are printed. */
const LINES_MAX = 40

/** Texts by file name. */
type Files = ReadonlyMap<string, string>

/** Where a command prints, and how it shows paths. */
type Printer = Pick<CommandContext, 'console' | 'resolvePath'>

/** The files of a baseline that matches the code. `root`: folder of the repository whose commit it names. */
export function currentBaseline(root: string): Files {
  const suites = SUITES.filter(({ name }) => DEFAULT_SUITES.includes(name)).map((suite) => parseSuite(suite))
  return renderBaseline(simulatedData(suites, [], { root }))
}

/** Writes the files of a baseline that do not match the code, and prints their names. */
export function writeBaseline(path: string, files: Files, { console, resolvePath }: Printer): ExitCode {
  const changed = [...files].filter(([name, text]) => readText(join(path, name)) !== text)
  const folder = ResultFolder.open(path, PLANS_FILE)
  try {
    folder.write(changed)
  } finally {
    folder.release()
  }
  const shown = shownPath(path, resolvePath('.'))
  if (changed.length === 0) console.out(`${shown} matches the code\n`)
  else
    console.out(
      `written to ${shown}: ${changed.map(([name]) => name).join(', ')} (git diff ${shown} shows what changed)\n`,
    )
  return EXIT.fine
}

/** Writes nothing, and prints the lines in which the baseline and the code differ. */
export function checkBaseline(path: string, files: Files, { console, resolvePath }: Printer): ExitCode {
  const differences = baselineDifferences(path, files)
  if (differences.length === 0) {
    console.out(`${shownPath(path, resolvePath('.'))} matches the code\n`)
    return EXIT.fine
  }
  console.err(`${shownPath(path, resolvePath('.'))} does not match the code:\n${differences.join('\n')}\n${ADVICE}\n`)
  return EXIT.gateFailed
}

/** Advice about a baseline that does not match. */
export const ADVICE =
  'If the change is meant: npm run baseline, look at git diff reports/baseline, and explain it in the commit.'

/** The first lines in which a baseline and the code differ, with file, line, old and new text; none when they match. */
export function baselineDifferences(path: string, files: Files): string[] {
  const lines = [...files].flatMap(([name, text]) => {
    const before = readText(join(path, name))
    if (before === undefined) return [`${name}: is missing`]
    const { hunks } = structuredPatch(name, name, before, text, '', '', { context: 0 })
    return hunks.flatMap((hunk) => [`${name}, line ${hunk.oldStart}`, ...hunk.lines])
  })
  const more = lines.length - LINES_MAX
  return more > 0 ? [...lines.slice(0, LINES_MAX), `and ${more} more lines`] : lines
}
