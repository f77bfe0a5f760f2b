import { ConfigError } from '../../bench/core/config-error.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { counted } from '../../reports/format.ts'
import { historyKey } from '../../reports/history/entry.ts'
import { overviewOf } from '../../reports/history/overview.ts'
import { HISTORY_FILE, renderHistory } from '../../reports/history/render-history.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'
import { readHistory } from './history-command.ts'

/** One call draws at most this many charts: more take minutes, and nobody looks at them. */
const CHARTS_MAX = 200

export interface ShowOptions {
  readonly file: string
  /** Words that the name of a series must contain; all series when undefined. */
  readonly series: string | undefined
  readonly out: string
}

/** Draws the series of a history. @throws ConfigError when no series has such a name. */
export async function showCommand(
  { file, series, out }: ShowOptions,
  { console, resolvePath }: CommandContext,
): Promise<ExitCode> {
  const entries = readHistory(file)
  const shown = (path: string) => shownPath(path, resolvePath('.'))
  if (entries.length === 0) {
    console.err(`there is no night in ${shown(file)} (history add appends one)\n`)
    return EXIT.notJudged
  }
  const words = series?.trim().split(/\s+/) ?? []
  const chosen = entries.filter((entry) => words.every((word) => historyKey(entry).includes(word)))
  if (chosen.length === 0) {
    throw new ConfigError(
      `--series: must be in the name of a series, such as ${JSON.stringify(historyKey(entries[0]!))}, got ${JSON.stringify(series)}`,
    )
  }
  const folder = ResultFolder.open(out, HISTORY_FILE)
  try {
    const { files, left } = await renderHistory(overviewOf(chosen), CHARTS_MAX)
    folder.write(files)
    console.out(`${counted(files.size - 1, 'chart')} and ${HISTORY_FILE} in ${shown(folder.path)}\n`)
    if (left.length > 0) {
      const names = left.map((found) => `  ${historyKey(found.series)}\n`).join('')
      console.out(`left out, because one call draws ${CHARTS_MAX} (--series chooses):\n${names}`)
    }
    return EXIT.fine
  } finally {
    folder.release()
  }
}
