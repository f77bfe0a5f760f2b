import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { differences } from '../../bench/core/differences.ts'
import type { Acceptance } from '../../reports/compare/acceptance.ts'
import { withAcceptances } from '../../reports/compare/accepted-rows.ts'
import type { Comparison, SideInfo } from '../../reports/compare/comparison.ts'
import { confirmed, toConfirm } from '../../reports/compare/confirm.ts'
import { compareSides } from '../../reports/compare/judge.ts'
import type { MinChange } from '../../reports/compare/min-change.ts'
import { type Noise, noiseOf } from '../../reports/compare/noise.ts'
import type { Row } from '../../reports/compare/row.ts'
import { sideOf } from '../../reports/compare/side-of-results.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { FolderError } from '../../reports/files/folder-error.ts'
import { ResultFolder } from '../../reports/files/write.ts'
import { explain } from '../cli/exit-code.ts'
import { isSuiteFile } from '../suite/suite-name.ts'
import { readNoise } from './noise-file.ts'
import { PAIR_SIDES, type PairedRuns, type PairedRunsOptions, type PairSide, runPairs } from './paired-runs.ts'
import { runSide, type SidePlan, type SideRunOptions } from './side-run.ts'

export interface PairedOptions
  extends Pick<PairedRunsOptions, 'clock' | 'seed' | 'pairs'>,
    Pick<SideRunOptions, 'arms' | 'variants' | 'plan'> {
  /** Runs a second batch with fresh seeds before a measured regression stands. */
  readonly confirm: boolean
  /** Smallest change of exact figures that counts. */
  readonly minChange: MinChange
  /** Regressions that fail nothing. */
  readonly acceptances: readonly Acceptance[]
  /** File of measured A/A noise. */
  readonly noise: string
  /** The runs are kept in folders under it. */
  readonly out: string
}

/** A side of a comparison of commits. */
export interface PairedSide extends SidePlan {
  readonly name: string
  /** Null outside a repository. */
  readonly commit: string | null
}

/**
 * Runs two sides in turn, keeps their results, compares them, and confirms what regressed. Undefined when there is
 * no pair at all.
 */
export async function comparePaired(
  sides: Readonly<Record<PairSide, PairedSide>>,
  notes: readonly string[],
  options: PairedOptions,
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<Comparison | undefined> {
  const common = { ...options, sides, signal, onProgress }
  const first = await batch(common)
  if (first === undefined) return undefined
  const unkept = keep(first, options.out, '')
  const noise = noiseOf(readNoise(options.noise), first.head.environment.class)
  const all = compareSides(sideOf(first.base), sideOf(first.head), noise, options.minChange)
  const { rows, notes: unused } = withAcceptances(all, options.acceptances)
  const comparison: Comparison = {
    by: 'folder',
    base: infoOf(sides.base, first.base),
    head: infoOf(sides.head, first.head),
    notes: [
      ...notes,
      ...(signal.aborted ? ['Interrupted: this is what was measured until then.'] : []),
      batchNote(first, options),
      ...versionNotes(first),
      ...unused,
      ...unkept,
    ],
    changes: changesOf(first),
    rows,
  }
  const doubtful = toConfirm(rows)
  if (!options.confirm || doubtful.length === 0 || signal.aborted) return comparison
  const { rows: again, note } = await secondBatch(doubtful, first, { ...common, noise })
  return { ...comparison, notes: [...comparison.notes, note], rows: confirmed(rows, again) }
}

type BatchOptions = Pick<PairedRunsOptions, 'clock' | 'seed' | 'pairs' | 'onProgress'> & SideRunOptions

function batch(options: BatchOptions): Promise<PairedRuns | undefined> {
  const runOne = (side: PairSide, seed: number, repeats: number) => runSide(side, seed, repeats, options)
  return runPairs({ ...options, runOne, interleaved: randomUUID() })
}

type SecondBatch = BatchOptions & Pick<PairedOptions, 'out'> & { readonly noise: Noise }

/** Runs what regressed again, with fresh seeds. If that cannot run, the first batch must not be lost. */
async function secondBatch(
  doubtful: readonly Row[],
  { pairs, head }: PairedRuns,
  { noise, out, ...options }: SecondBatch,
): Promise<{ readonly rows: readonly Row[]; readonly note: string }> {
  const names = (key: 'suite' | 'arm' | 'variant') => [...new Set(doubtful.map((row) => row[key]))]
  // Suites without arms under load run whole.
  const isWhole = names('suite').some((suite) => head.suites.every(({ name }) => name !== suite))
  const seed = options.seed + pairs
  try {
    const second = await batch({
      ...options,
      sides: {
        base: suitesAgain(options.sides.base, names('suite')),
        head: suitesAgain(options.sides.head, names('suite')),
      },
      pairs,
      seed,
      ...(isWhole ? {} : { arms: names('arm'), variants: names('variant') }),
      onProgress: (line) => options.onProgress(`confirming: ${line}`),
    })
    if (second === undefined) return { rows: [], note: 'The second batch was interrupted.' }
    const unkept = keep(second, out, 'confirm-')
    const rows = compareSides(sideOf(second.base), sideOf(second.head), noise)
    const note = ['Second batch:', batchNote(second, { clock: options.clock, seed }), ...unkept].join(' ')
    return { rows, note }
  } catch (error) {
    const known = explain(error)
    if (known === undefined) throw error
    return { rows: [], note: `The second batch could not be run: ${known.message}` }
  }
}

/** The suites to run again. A file may hold a suite of another name, so all files are. */
function suitesAgain(plan: SidePlan, named: readonly string[]): SidePlan {
  return { ...plan, suites: plan.suites.filter((suite) => named.includes(suite) || isSuiteFile(suite)) }
}

/** Keeps the runs of both sides. The comparison does not need them: what the disk does not take is a note. */
function keep(runs: PairedRuns, out: string, prefix: string): string[] {
  return PAIR_SIDES.flatMap((side) => {
    try {
      const folder = ResultFolder.open(join(out, `${prefix}${side}`))
      try {
        folder.save(runs[side])
        return []
      } finally {
        folder.release()
      }
    } catch (error) {
      if (!(error instanceof FolderError)) throw error
      return [`The runs of ${side} were not kept: ${error.message}.`]
    }
  })
}

function infoOf({ name, commit }: PairedSide, { environment }: RunData): SideInfo {
  return { name, commit, class: environment.class, calibration: environment.calibration }
}

/** A remark when the sides were measured by two versions of stormbench. */
function versionNotes({ base, head }: PairedRuns): string[] {
  const [was, is] = [base.environment.stormbench, head.environment.stormbench]
  if (was === is) return []
  return [`Base ran stormbench ${was}, head ${is}. Figures may differ because of the tool.`]
}

function batchNote({ pairs, again }: PairedRuns, { clock, seed }: Pick<PairedOptions, 'clock' | 'seed'>): string {
  const seeds = pairs === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + pairs - 1}`
  if (clock === 'virtual') return `Virtual time, ${seeds}.`
  const counted = (count: number) => `${count} ${count === 1 ? 'pair' : 'pairs'}`
  const repeated = again === 0 ? '' : ` Run again because a run was invalid: ${counted(again)}.`
  return `${counted(pairs)} in turn, ${seeds}.${repeated}`
}

function changesOf({ base, head }: PairedRuns): string[] {
  return head.suites.flatMap(({ name, config }) => {
    const before = base.suites.find((suite) => suite.name === name)
    return before === undefined ? [] : differences(before.config, config).map((line) => `${name}: ${line}`)
  })
}
