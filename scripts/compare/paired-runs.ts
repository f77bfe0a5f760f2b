import { compareSides } from '../../reports/compare/judge.ts'
import { mergeRuns } from '../../reports/compare/merge-runs.ts'
import { sideOf } from '../../reports/compare/side-of-results.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { counted } from '../../reports/format.ts'
import { runsForDetecting, runsForPairing } from '../../reports/statistics/detectable.ts'

/** Below six runs a median has no 95 % interval. */
const PAIRS_MIN = 6
/** Turns of base (0) and head (1): a slow drift of the machine affects both alike. */
const TURNS = [
  [0, 1],
  [1, 0],
  [1, 0],
  [0, 1],
] as const
/** Seeds of an exact comparison. */
const EXACT_SEEDS = 20
/** A pair with an invalid run is run again, once. */
const TRIES = 2

export const PAIR_SIDES = ['base', 'head'] as const
export type PairSide = (typeof PAIR_SIDES)[number]

export interface PairedRunsOptions {
  readonly clock: 'real' | 'virtual'
  /** Seed of the first pair. */
  readonly seed: number
  /** When undefined, as many as the number of gating series needs. */
  readonly pairs: number | undefined
  /** Id of the series of turns. */
  readonly interleaved: string
  /** Runs one side; undefined when interrupted. */
  readonly runOne: (side: PairSide, seed: number, repeats: number) => Promise<RunData | undefined>
  readonly onProgress: (line: string) => void
}

export interface PairedRuns {
  readonly base: RunData
  readonly head: RunData
  readonly pairs: number
  /** Pairs that were run again because a run was invalid. */
  readonly again: number
}

/**
 * Runs base and head in turn, ABBA BAAB, each pair with another seed. Exact runs need no turns. Undefined when
 * interrupted before the first pair was complete. An error of one run ends all.
 */
export async function runPairs(options: PairedRunsOptions): Promise<PairedRuns | undefined> {
  return options.clock === 'virtual' ? runExact(options) : runInTurns(options)
}

async function runExact({ seed, pairs = EXACT_SEEDS, runOne, onProgress }: PairedRunsOptions) {
  const sides: RunData[] = []
  for (const side of PAIR_SIDES) {
    onProgress(`${side} in virtual time, ${counted(pairs, 'seed')}`)
    const data = await runOne(side, seed, pairs)
    if (data === undefined) return undefined
    sides.push(data)
  }
  return { base: sides[0]!, head: sides[1]!, pairs, again: 0 }
}

async function runInTurns(options: PairedRunsOptions): Promise<PairedRuns | undefined> {
  const results: RunPair[] = []
  let pairs = options.pairs ?? PAIRS_MIN
  for (let i = 0; i < pairs; i++) {
    const pair = await runPair(i, pairs, options)
    if (pair === undefined) break
    results.push(pair)
    // The number of series alone decides, before any figure is compared.
    if (i === 0 && options.pairs === undefined) pairs = pairsFor(gatingSeries(pair))
  }
  if (results.length === 0) return undefined
  const merged = (side: PairSide) =>
    mergeRuns(
      results.map((pair) => pair[side]),
      options.interleaved,
    )
  const again = results.reduce((sum, { tries }) => sum + tries - 1, 0)
  return { base: merged('base'), head: merged('head'), pairs: results.length, again }
}

/** Enough pairs for a paired test, which leaves the effects of seed and machine out of the comparison. */
function pairsFor(series: number): number {
  return Math.max(PAIRS_MIN, runsForDetecting(series), runsForPairing(series))
}

type RunPair = Readonly<Record<PairSide, RunData>> & { readonly tries: number }

async function runPair(i: number, pairs: number, options: PairedRunsOptions): Promise<RunPair | undefined> {
  const seed = options.seed + i
  for (let tries = 1; ; tries++) {
    const pair: Partial<Record<PairSide, RunData>> = {}
    for (const turn of TURNS[i % TURNS.length]!) {
      const side = PAIR_SIDES[turn]
      options.onProgress(`pair ${i + 1}/${pairs}: ${side}, seed ${seed}${tries > 1 ? ', again' : ''}`)
      const data = await options.runOne(side, seed, 1)
      if (data === undefined) return undefined
      pair[side] = data
    }
    const { base, head } = pair as Record<PairSide, RunData>
    if (tries === TRIES || (isValid(base) && isValid(head))) return { base, head, tries }
  }
}

function isValid({ runs, measured }: RunData): boolean {
  return [...runs, ...measured].every(({ status }) => status === 'valid')
}

/** Gating series in real time that both sides of a pair have. */
function gatingSeries({ base, head }: RunPair): number {
  const rows = compareSides(sideOf(base), sideOf(head))
  return rows.filter((row) => row.gates && row.kind === 'noisy' && row.base !== null && row.head !== null).length
}
