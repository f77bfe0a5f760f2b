import { ConfigError } from '../../bench/core/config-error.ts'
import { changeFile } from '../../reports/files/changed-file.ts'
import { readText } from '../../reports/files/text-file.ts'
import { readData } from '../../reports/files/write.ts'
import { counted } from '../../reports/format.ts'
import type { Change } from '../../reports/history/changes.ts'
import { checkJson } from '../../reports/history/check-json.ts'
import { checkText } from '../../reports/history/check-text.ts'
import type { Entry } from '../../reports/history/entry.ts'
import { parseHistory, withNight } from '../../reports/history/history-csv.ts'
import { commitText, nightText } from '../../reports/history/level-text.ts'
import { entriesOf } from '../../reports/history/night-results.ts'
import { overviewOf } from '../../reports/history/overview.ts'
import { parseReported, reportedFileOf, reportedOf, unreported, withReported } from '../../reports/history/reported.ts'
import { isUsable } from '../../reports/history/series.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { writeDocument } from '../cli/document-file.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'

export interface AddOptions {
  readonly folder: string
  readonly file: string
  /** Night that the folder belongs to; named by the start of its run when undefined. */
  readonly night: string | undefined
}

export interface CheckOptions {
  readonly file: string
  /** Report all changes, and remember none. */
  readonly all: boolean
  readonly json: boolean
  /** File for the JSON document; none when undefined. */
  readonly out: string | undefined
}

/**
 * Appends a result folder to a history. @throws ConfigError when it holds no gate series, or is in the history already.
 */
export function addCommand({ folder, file, night }: AddOptions, { console, resolvePath }: CommandContext): ExitCode {
  const entries = entriesOf(readData(folder), night)
  if (entries.length === 0) {
    throw new ConfigError(`${folder}: must hold a figure that may fail a comparison (see docs/history.md), got none`)
  }
  changeFile(file, (before) => withNight(before, entries, file))
  const unused = entries.filter((entry) => !isUsable(entry)).length
  const { night: name, commit } = entries[0]!
  console.out(
    `added the night of ${nightText(name)} (commit ${commitText(commit)}) to ${shownPath(file, resolvePath('.'))}: ` +
      `${counted(entries.length, 'figure')}${unused === 0 ? '' : `, ${unused} of them not to be used`}\n`,
  )
  return EXIT.fine
}

/** Reports the changes of a history, each once. */
export function checkCommand(options: CheckOptions, { console, resolvePath }: CommandContext): ExitCode {
  const { file, all, json, out } = options
  const entries = readHistory(file)
  if (!entries.some(isUsable)) {
    const what = entries.length === 0 ? 'there is no night in' : 'no night can be used in'
    console.err(`${what} ${shownPath(file, resolvePath('.'))} (history add appends one)\n`)
    return EXIT.notJudged
  }
  const overview = overviewOf(entries)
  const report = (changes: readonly Change[]) => {
    const width = console.outWidth ?? Number.POSITIVE_INFINITY
    console.out(json ? checkJson(overview, changes) : checkText(overview, changes, width))
    if (out !== undefined) writeDocument(out, checkJson(overview, changes))
    return changes
  }
  const reported = all ? report(overview.changes) : reportOnce(overview.changes, reportedFileOf(file), report)
  return reported.some(({ direction }) => direction === 'regressed') ? EXIT.gateFailed : EXIT.fine
}

/** The nights of a history; none where there is no file. @throws ConfigError when it cannot be read. */
export function readHistory(file: string): Entry[] {
  const csv = readText(file)
  return csv === undefined ? [] : parseHistory(csv, file)
}

/** Reports the changes that are new, then remembers them. If reporting fails, they are reported the next time. */
function reportOnce(
  changes: readonly Change[],
  file: string,
  report: (changes: readonly Change[]) => readonly Change[],
): readonly Change[] {
  const freshIn = (csv: string | undefined) => unreported(changes, csv === undefined ? [] : parseReported(csv, file))
  // Reported changes are never removed from the file, so without a new change nothing has to be locked or written.
  if (freshIn(readText(file)).length === 0) return report([])
  let reported: readonly Change[] = []
  changeFile(file, (before) => {
    reported = report(freshIn(before))
    return withReported(before, reported.map(reportedOf), file)
  })
  return reported
}
