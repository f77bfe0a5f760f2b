import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupBy } from '../../bench/core/group-by.ts'
import { slowed } from '../../bench/metrics/slowed.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { burst } from '../../bench/suites/burst.ts'
import { parseComparison } from '../../reports/compare/compare-json.ts'
import { COMPARISON_FILE } from '../../reports/compare/comparison.ts'
import type { Row, SeriesVerdict } from '../../reports/compare/row.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { needText } from '../../reports/files/text-file.ts'
import { ResultFolder, readData } from '../../reports/files/write.ts'
import { type Column, toText } from '../../reports/table.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode, explain, NotJudgedError } from '../cli/exit-code.ts'
import { simulatedData } from '../suite/simulated-data.ts'
import { compareCommand } from './compare-command.ts'

/** Seeds of the simulated suite, where no folder is given: enough for its number of gating series. */
const SEEDS = 8

export interface SelftestOptions {
  /** Result folder of the user; simulated runs when undefined. */
  readonly folder: string | undefined
  /** Factor on the latencies of the slow copy. */
  readonly factor: number
  readonly command: readonly string[]
  /** Folder of the repository whose commit the simulated runs name. */
  readonly root: string
}

interface Case {
  readonly name: string
  readonly base: RunData | undefined
  readonly head: RunData | undefined
  readonly expected: ExitCode
  /** Verdicts that the gating rows may have, and one that at least one of them must have. */
  readonly allowed: readonly SeriesVerdict[]
  readonly needed: SeriesVerdict | undefined
}

interface Result extends Case {
  readonly code: ExitCode
  readonly rows: readonly Row[]
  readonly ok: boolean
}

/**
 * Shows that the gate can fail: a known slow-down is found in both directions, a copy is not, and a missing side is not
 * judged.
 */
export function selftestCommand(options: SelftestOptions, console: Console): ExitCode {
  const { folder, factor } = options
  const data = folder === undefined ? simulated(options) : readResults(folder)
  const slow: RunData = { ...data, runs: data.runs.map((run) => slowed(run, factor)) }
  const same: SeriesVerdict[] = ['equal', 'equivalent']
  const rest: SeriesVerdict[] = [...same, 'inconclusive', 'within-noise']
  const cases: Case[] = [
    { name: 'an identical copy', base: data, head: data, expected: EXIT.fine, allowed: same, needed: undefined },
    {
      name: `${factor} x slower`,
      base: data,
      head: slow,
      expected: EXIT.gateFailed,
      allowed: ['regressed', ...rest],
      needed: 'regressed',
    },
    {
      name: `${factor} x faster`,
      base: slow,
      head: data,
      expected: EXIT.fine,
      allowed: ['improved', ...rest],
      needed: 'improved',
    },
    { name: 'no head', base: data, head: undefined, expected: EXIT.notJudged, allowed: [], needed: undefined },
    { name: 'no base', base: undefined, head: data, expected: EXIT.notJudged, allowed: [], needed: undefined },
  ]
  const results = cases.map(tried)
  console.out(toText(COLUMNS, results, console.outWidth ?? Number.POSITIVE_INFINITY))
  const short = results.flatMap(({ rows }) => rows).filter(({ verdict }) => verdict === 'undetectable')
  if (short.length > 0) {
    const needed = Math.max(...short.map(({ runsNeeded }) => runsNeeded))
    console.err(
      `too few runs to show anything with ${short.length} gate series: ${needed} repeats of each arm are needed\n`,
    )
    return EXIT.notJudged
  }
  const failed = results.filter(({ ok }) => !ok).length
  console.out(
    failed === 0
      ? '\nThe gate fails when it must, and only then.\n'
      : `\n${failed} of ${results.length} cases went wrong.\n`,
  )
  return failed === 0 ? EXIT.fine : EXIT.gateFailed
}

/** Runs of a suite in virtual time, judged as if they had been measured: what varies is the seed. */
function simulated({ command, root }: SelftestOptions): RunData {
  const data = simulatedData([parseSuite(burst)], command, { root, repeats: SEEDS })
  return { ...data, runs: data.runs.map((run) => ({ ...run, clock: 'real' })) }
}

/** @throws NotJudgedError when nothing in the folder could show a slow-down. */
function readResults(folder: string): RunData {
  const data = readData(folder)
  if (data.runs.length === 0)
    throw new NotJudgedError(`selftest: must have runs of arms under load, got none in ${folder}`)
  return data
}

/** One case through the files and the command that a user has. */
function tried(one: Case): Result {
  const folder = mkdtempSync(join(tmpdir(), 'stormbench-selftest-'))
  try {
    for (const name of ['base', 'head'] as const) {
      mkdirSync(join(folder, name))
      if (one[name] !== undefined) save(join(folder, name), one[name])
    }
    const code = codeOf(folder)
    const rows = gatingRows(join(folder, 'out', COMPARISON_FILE))
    const verdicts = rows.map(({ verdict }) => verdict)
    const fits = verdicts.every((verdict) => one.allowed.includes(verdict))
    const shows = one.needed === undefined || verdicts.includes(one.needed)
    return { ...one, code, rows, ok: code === one.expected && fits && shows }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function save(path: string, data: RunData): void {
  const folder = ResultFolder.open(path)
  try {
    folder.save(data)
  } finally {
    folder.release()
  }
}

function codeOf(folder: string): ExitCode {
  const silent: Console = { out: () => undefined, err: () => undefined, outWidth: undefined, errWidth: undefined }
  const options = {
    base: 'base',
    head: 'head',
    out: join(folder, 'out'),
    byArm: false,
    baseArm: undefined,
    noise: undefined,
    minChange: 0,
    accepted: undefined,
    suites: [],
    variants: [],
    arms: [],
    json: false,
    quiet: true,
    resolvePath: (path: string) => join(folder, path),
  }
  try {
    return compareCommand(options, silent)
  } catch (error) {
    const known = explain(error)
    if (known === undefined) throw error
    return known.code
  }
}

function gatingRows(file: string): Row[] {
  return existsSync(file) ? parseComparison(needText(file), file).rows.filter(({ gates }) => gates) : []
}

const COLUMNS: readonly Column<Result>[] = [
  { head: 'head against base', cell: ({ name }) => name },
  { head: 'exit code', cell: ({ code }) => String(code) },
  { head: 'expected', cell: ({ expected }) => String(expected) },
  { head: 'as expected', cell: ({ ok }) => (ok ? 'yes' : 'no') },
  { head: 'gate series', cell: ({ rows }) => countedVerdicts(rows) },
]

function countedVerdicts(rows: readonly Row[]): string {
  const groups = [...groupBy(rows, ({ verdict }) => verdict)]
  return groups.length === 0 ? '-' : groups.map(([verdict, own]) => `${own.length} ${verdict}`).join(', ')
}
