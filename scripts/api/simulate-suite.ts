import { breathe } from '../../bench/core/real-clock.ts'
import { inSteps } from '../../bench/core/steps.ts'
import { refuseRealOnly } from '../../bench/engine/real-only.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { progressAtEnd, runBesideTwinSteps } from '../../bench/twin/run-beside-twin.ts'
import { inOrder, jobsOf } from '../run/jobs.ts'
import type { SimulateOptions } from './options.ts'
import { readSimulateOptions } from './read-options.ts'
import { placeOf } from './run-place.ts'
import { selectedCells } from './selected-cells.ts'
import { resultOf, type SuiteResult } from './suite-result.ts'

/** Checks suite and options, and runs all cells in virtual time. The event loop gets a turn every few milliseconds. */
export async function simulateSuite(input: unknown, given: SimulateOptions): Promise<SuiteResult> {
  const options = readSimulateOptions(given)
  const { signal, onProgress, seeds, untilDecided = true, decideCapMs: capMs } = options
  signal?.throwIfAborted()
  const { suite, cells } = await selectedCells(input, options, seeds)
  await refuseRealOnly(cells)
  const jobs = jobsOf(cells)
  const runs: RunResult[] = []
  for (const [i, { cell, repeat }] of jobs.entries()) {
    await breathe()
    signal?.throwIfAborted()
    const place = { ...placeOf(cell, repeat), run: i + 1, runs: jobs.length }
    const steps = runBesideTwinSteps(cell, { repeat, untilDecided: untilDecided ? { capMs } : undefined })
    const result = await inSteps(steps, { signal, onProgress: (now) => onProgress?.({ ...place, ...now }) })
    onProgress?.({ ...place, ...progressAtEnd(result) })
    runs.push(result)
  }
  return resultOf({ suite, cells, clock: 'virtual', runs: inOrder(cells)(runs), discarded: [] })
}
