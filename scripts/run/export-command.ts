import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { printable } from '../../bench/core/printable.ts'
import { parseComparison } from '../../reports/compare/compare-json.ts'
import { COMPARISON_FILE } from '../../reports/compare/comparison.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { bencherJson } from '../../reports/export/bencher.ts'
import { type Figures, figuresOf } from '../../reports/export/figure.ts'
import { githubFiles } from '../../reports/export/github-action-benchmark.ts'
import { comparisonSuites } from '../../reports/export/junit-comparison.ts'
import { runSuites } from '../../reports/export/junit-run.ts'
import { thresholdSuites } from '../../reports/export/junit-thresholds.ts'
import { type JunitSuite, junitXml } from '../../reports/export/junit-xml.ts'
import { otavaExport } from '../../reports/export/otava.ts'
import { FolderError } from '../../reports/files/folder-error.ts'
import { needText, readText } from '../../reports/files/text-file.ts'
import { makeFolder, readData, writeWhole } from '../../reports/files/write.ts'
import { counted } from '../../reports/format.ts'
import { parseHistory } from '../../reports/history/history-csv.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { EXIT, type ExitCode, NotJudgedError } from '../cli/exit-code.ts'
import { shownPath } from '../cli/shown-path.ts'

export interface ExportOptions {
  /** A result folder; for `junit` also that of a comparison; for `otava` the file of a history. */
  readonly source: string
  readonly format: 'github-action-benchmark' | 'bencher' | 'otava' | 'junit'
  /** A folder, or the file of a format with one file; where the source is when undefined. */
  readonly out: string | undefined
  /** Also metrics that fail no comparison. */
  readonly allMetrics: boolean
}

interface Exported {
  readonly files: ReadonlyMap<string, string>
  readonly notes: readonly string[]
  /** Folder of the files when none is named. */
  readonly folder: string
}

/** At most this many names are printed for one reason; the rest is counted. */
const NAMES_SHOWN = 5

/**
 * Writes a result in the format of another tool. @throws ConfigError for a source of the wrong kind, NotJudgedError
 * when there is nothing to export.
 */
export function exportCommand(options: ExportOptions, { console, resolvePath }: CommandContext): ExitCode {
  const { files, notes, folder } = exported(options)
  for (const note of notes) console.err(`${note}\n`)
  const paths = placed(files, options.out ?? folder)
  for (const [path, text] of paths) write(path, text)
  const [first] = paths.keys()
  const shown = (path: string) => shownPath(path, resolvePath('.'))
  const names = [...paths.keys()].map((path) => basename(path))
  console.out(
    paths.size <= 2
      ? `wrote ${[...paths.keys()].map(shown).join(' and ')}\n`
      : `wrote ${names[0]} and ${counted(names.length - 1, 'CSV file')} to ${shown(dirname(first!))}\n`,
  )
  return EXIT.fine
}

function exported({ source, format, allMetrics }: ExportOptions): Exported {
  if (format === 'otava') {
    if (allMetrics) throw new ConfigError('--all-metrics: must not be given with otava: a history holds no others')
    return ofHistory(source)
  }
  if (format === 'junit') return { ...ofTests(source, allMetrics), folder: source }
  const figures = figuresOf(readData(source), allMetrics)
  if (figures.figures.length === 0) throw new NotJudgedError(`${source}: holds no figure to export`)
  const files =
    format === 'bencher' ? new Map([['bencher.json', bencherJson(figures.figures)]]) : githubFiles(figures.figures)
  return { files, notes: notesOf(figures), folder: source }
}

function ofTests(folder: string, allMetrics: boolean): Omit<Exported, 'folder'> {
  const file = join(folder, COMPARISON_FILE)
  const suites = existsSync(file)
    ? comparisonSuites(parseComparison(needText(file), file), allMetrics)
    : resultSuites(readData(folder))
  return { files: new Map([['junit.xml', junitXml('stormbench', suites)]]), notes: [] }
}

function resultSuites(data: RunData): JunitSuite[] {
  return [...runSuites(data), ...thresholdSuites(data)]
}

function ofHistory(file: string): Exported {
  if (existsSync(file) && !statSync(file).isFile())
    throw new ConfigError(`history: must be the file of a history, such as bench/history.csv, got ${file}`)
  const csv = readText(file)
  if (csv === undefined)
    throw new ConfigError(`history: must be the file of a history, got ${file}, which is not there`)
  const { files, series, beforeBreaks, never } = otavaExport(parseHistory(csv, file))
  if (series === 0) throw new NotJudgedError(`${file}: holds no night that can be used`)
  return {
    files,
    notes: [
      ...(beforeBreaks === 0
        ? []
        : [`left out: ${counted(beforeBreaks, 'figure')} of nights that cannot be compared with the latest`]),
      ...(never === 0 ? [] : [`left out: ${counted(never, 'figure')} of "never", which Otava has no number for`]),
    ],
    folder: join(dirname(file), 'otava'),
  }
}

function notesOf({ leftOut }: Figures): string[] {
  return [...leftOut].map(([reason, names]) => {
    const more = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : ''
    return `left out, because ${reason}: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}`
  })
}

/** The files by path. Where there is one file, `out` may be its name. */
function placed(files: ReadonlyMap<string, string>, out: string): Map<string, string> {
  const isFolder = statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? !/\.(json|xml)$/.test(out)
  if (isFolder) return new Map([...files].map(([name, text]) => [join(out, name), text]))
  if (files.size > 1) throw new ConfigError(`--out: must be a folder, since there are ${files.size} files, got ${out}`)
  return new Map([[out, [...files.values()][0]!]])
}

function write(path: string, text: string): void {
  try {
    makeFolder(dirname(path))
  } catch (error) {
    throw new FolderError(`cannot write ${path}: ${(error as Error).message}`)
  }
  writeWhole(path, printable(text))
}
