import { ConfigError } from '../../bench/core/config-error.ts'
import { differences } from '../../bench/core/differences.ts'
import { armSides, gapSides } from '../../reports/compare/arms.ts'
import { compareJson } from '../../reports/compare/compare-json.ts'
import { compareText } from '../../reports/compare/compare-text.ts'
import { COMPARISON_FILE, type Comparison } from '../../reports/compare/comparison.ts'
import { compareSides } from '../../reports/compare/judge.ts'
import type { MinChange } from '../../reports/compare/min-change.ts'
import { type Noise, noiseOf } from '../../reports/compare/noise.ts'
import { outcomeOf } from '../../reports/compare/outcome.ts'
import { renderComparison } from '../../reports/compare/render-comparison.ts'
import type { Row } from '../../reports/compare/row.ts'
import { areInterleaved, type Side } from '../../reports/compare/side.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { percent } from '../../reports/format.ts'
import type { Console } from '../cli/console.ts'
import { EXIT, type ExitCode } from '../cli/exit-code.ts'
import { refuseUnknown } from '../cli/refuse-unknown.ts'
import { shownPath } from '../cli/shown-path.ts'
import { accepting, needAcceptances } from './accepted-file.ts'
import { type ComparedFolder, readCompared } from './compared-folder.ts'
import { readNoise } from './noise-file.ts'

/** A difference in calibration that is worth a note. */
const CALIBRATION_SHARE = 0.1

export interface CompareOptions {
  readonly base: string
  /** Undefined with `byArm`: the arms inside `base`. */
  readonly head: string | undefined
  readonly byArm: boolean
  /** Arm that the others are compared with; the first of each variant when undefined. */
  readonly baseArm: string | undefined
  readonly suites: readonly string[]
  readonly variants: readonly string[]
  readonly arms: readonly string[]
  /** Smallest change of exact figures that counts. */
  readonly minChange: MinChange
  /** File of acceptances, all of which count; none when undefined. */
  readonly accepted: string | undefined
  /** File of measured A/A noise. */
  readonly noise: string | undefined
  readonly out: string
  readonly json: boolean
  readonly quiet: boolean
  readonly resolvePath: (path: string) => string
}

/** Compares two result folders, or the arms of one, writes the files and prints what has changed. */
export function compareCommand(options: CompareOptions, console: Console): ExitCode {
  const { base, head, byArm, resolvePath } = options
  if (head === undefined && !byArm) throw new ConfigError('head: must be given, except with --by arm')
  if (options.accepted !== undefined && byArm) throw new ConfigError('--accepted: must not be given with --by arm')
  const read = (label: string, path: string) => readCompared(label, resolvePath(path), path)
  const was = read('base', base)
  const is = head === undefined ? was : read('head', head)
  const noise = noiseOf(options.noise === undefined ? [] : readNoise(options.noise), is.side.environmentClass)
  const acceptances = options.accepted === undefined ? [] : needAcceptances(options.accepted)
  const comparison = accepting(comparisonOf(was, is, options, noise), acceptances)
  const folder = ResultFolder.open(options.out, COMPARISON_FILE)
  try {
    showComparison(comparison, folder, options, console)
  } finally {
    folder.release()
  }
  const outcome = outcomeOf(comparison.rows)
  if (outcome === 'not judged') return EXIT.notJudged
  // That one arm does worse than another, or that their gap changed, is a finding and not a failure.
  return outcome === 'regressed' && comparison.by === 'folder' ? EXIT.gateFailed : EXIT.fine
}

export type PrintOptions = Pick<CompareOptions, 'out' | 'json' | 'quiet' | 'resolvePath'>

/** Prints a comparison, then writes its files: if the disk does not take them, the user has still seen it. */
export function showComparison(
  comparison: Comparison,
  folder: ResultFolder,
  { out, json, quiet, resolvePath }: PrintOptions,
  console: Console,
): void {
  const isPlain = !json && !quiet
  if (json) console.out(compareJson(comparison))
  if (isPlain) console.out(compareText(comparison, console.outWidth ?? Number.POSITIVE_INFINITY))
  folder.write(renderComparison(comparison))
  if (isPlain) {
    console.out(`\ncomparison in ${shownPath(out, resolvePath('.'))}: compare.md, compare.csv, compare.json\n`)
  }
}

type Asked = Pick<CompareOptions, 'head' | 'byArm' | 'baseArm' | 'suites' | 'variants' | 'arms' | 'minChange'>

/** Compares two folders by folder, arm or gap. @throws ConfigError for a name that neither side knows. */
function comparisonOf(was: ComparedFolder, is: ComparedFolder, asked: Asked, noise: Noise): Comparison {
  const by = !asked.byArm ? 'folder' : asked.head === undefined ? 'arm' : 'gap'
  const [base, head] = [chosen(was.side, asked), chosen(is.side, asked)]
  refuseUnknownNames([...was.side.samples, ...is.side.samples], asked)
  const sides = sidesOf(by, base, head, asked)
  const rows = compareSides(sides.base, sides.head, noise, asked.minChange)
  return {
    by,
    base: was.info,
    head: is.info,
    notes: by === 'arm' ? [] : notesOf(was, is, rows),
    changes: by === 'arm' ? [] : changesOf(was, is),
    rows,
  }
}

function sidesOf(by: Comparison['by'], base: Side, head: Side, { baseArm }: Asked) {
  if (by === 'folder') return { base, head }
  if (by === 'arm') return armSides(base, baseArm)
  return gapSides(base, head, baseArm)
}

/** Keeps what was asked for. The base arm stays too, since the chosen arms are compared with it. */
function chosen(side: Side, { suites, variants, arms, baseArm, byArm }: Asked): Side {
  const isIn = (list: readonly string[], name: string) => list.length === 0 || list.includes(name)
  const firstArms = new Map<string, string>()
  for (const { suite, variant, arm } of side.samples) {
    const key = `${suite} ${variant}`
    if (!firstArms.has(key)) firstArms.set(key, arm)
  }
  const isBase = (sample: Side['samples'][number]) =>
    byArm && sample.arm === (baseArm ?? firstArms.get(`${sample.suite} ${sample.variant}`))
  const samples = side.samples.filter(
    (sample) =>
      isIn(suites, sample.suite) && isIn(variants, sample.variant) && (isIn(arms, sample.arm) || isBase(sample)),
  )
  return { ...side, samples }
}

function refuseUnknownNames(samples: Side['samples'], { suites, variants, arms, baseArm }: Asked): void {
  const known = (name: 'suite' | 'variant' | 'arm') => samples.map((sample) => sample[name])
  refuseUnknown('--suite', suites, known('suite'))
  refuseUnknown('--variant', variants, known('variant'))
  refuseUnknown('--arm', arms, known('arm'))
  refuseUnknown('--base-arm', baseArm === undefined ? [] : [baseArm], known('arm'))
}

function notesOf(was: ComparedFolder, is: ComparedFolder, rows: readonly Row[]): string[] {
  const isMeasured = rows.some(({ kind }) => kind === 'noisy')
  if (!isMeasured || areInterleaved(was.side, is.side)) return []
  const notes = [
    'Base and head were not measured in turns: a machine that was slower for a while looks like a change. `ab` measures in turns.',
  ]
  const change = is.info.calibration / was.info.calibration - 1
  if (Math.abs(change) >= CALIBRATION_SHARE) {
    notes.push(
      `By its calibration the machine was ${percent(Math.abs(change))} ${change < 0 ? 'slower' : 'faster'} when head was measured.`,
    )
  }
  return notes
}

function changesOf(was: ComparedFolder, is: ComparedFolder): string[] {
  return [...is.configs].flatMap(([suite, config]) =>
    was.configs.has(suite) ? differences(was.configs.get(suite), config).map((line) => `${suite}: ${line}`) : [],
  )
}
