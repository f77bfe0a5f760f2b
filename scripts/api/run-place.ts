import { type Cell, seedOf } from '../../bench/cell.ts'
import type { RunProgress } from './options.ts'

/** Names a run of a cell. `repeat` counts from 1. */
export function placeOf(cell: Cell, repeat: number): Pick<RunProgress, 'suite' | 'variant' | 'arm' | 'seed'> {
  const { suite, variant, arm } = cell
  return { suite, variant, arm, seed: seedOf(cell, repeat) }
}
