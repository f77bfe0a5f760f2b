import type { Cell } from '../../bench/cell.ts'
import type { RunResult } from '../../bench/metrics/result.ts'

/** One repeat of a cell, to be run. */
export interface Job {
  readonly cell: Cell
  readonly repeat: number
}

/** Repeats outermost, and arms forth and back, so that a slow spell of the machine falls on all arms alike. */
export function jobsOf(cells: readonly Cell[]): Job[] {
  const repeats = Math.max(...cells.map((cell) => cell.repeats))
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) =>
    (repeat % 2 === 1 ? cells : cells.toReversed()).flatMap((cell) =>
      repeat <= cell.repeats ? [{ cell, repeat }] : [],
    ),
  )
}

/** Sorts runs in the order of their cells in the configuration. */
export function inOrder(cells: readonly Cell[]) {
  type Run = Pick<RunResult, 'variant' | 'arm' | 'repeat'>
  const order = (run: Run) => cells.findIndex(({ variant, arm }) => variant === run.variant && arm === run.arm)
  return <R extends Run>(runs: readonly R[]): R[] => runs.toSorted((a, b) => order(a) - order(b) || a.repeat - b.repeat)
}
