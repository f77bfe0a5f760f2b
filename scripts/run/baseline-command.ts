import { join } from 'node:path'
import { structuredPatch } from 'diff'
import { asTyped } from '../../bench/core/own-code.ts'
import { PLANS_FILE, renderBaseline } from '../../reports/files/baseline.ts'
import { readText } from '../../reports/files/text-file.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { EXIT, type ExitCode, NotJudgedError } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'
import { choose } from '../suite/select.ts'
import { simulatable } from '../suite/simulatable.ts'
import { simulatedData } from '../suite/simulated-data.ts'
import { suitesToRun } from '../suite/suite-names.ts'

/** At most this many lines of differences are printed. */
const LINES_MAX = 40

/** Texts by file name. */
type Files = ReadonlyMap<string, string>

/** Where a command prints, and how it shows paths. */
type Printer = Pick<CommandContext, 'console' | 'resolvePath'>

/**
 * The files of a baseline that matches the project: exact results of its suites, without those that only real time can
 * run. @throws ConfigError for a broken suite, NotJudgedError when no suite can be simulated.
 */
export async function currentBaseline({ project, resolvePath }: CommandContext): Promise<Files> {
  const suites = await simulatable(await suitesToRun([], project, resolvePath))
  if (suites.length === 0) throw new NotJudgedError('no suite of the project can run in virtual time')
  const asIs = {
    arms: [],
    variants: [],
    seed: undefined,
    repeats: undefined,
    plan: undefined,
    clock: 'virtual',
  } as const
  const { chosen } = await choose({ suites, ...asIs, resolvePath })
  const checked = chosen.map(({ suite }) => suite)
  return renderBaseline(simulatedData(checked, [], { root: project.root }))
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
  const shown = shownPath(path, resolvePath('.'))
  console.err(`${shown} does not match the code:\n${differences.join('\n')}\n${baselineAdvice(shown)}\n`)
  return EXIT.gateFailed
}

/** Advice about a baseline that does not match. */
export function baselineAdvice(shown: string): string {
  return `If the change is meant: ${asTyped('npm run baseline')}, look at git diff ${shown}, and explain it in the commit.`
}

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
