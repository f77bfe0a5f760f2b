import { type Cell, cellsOf } from '../../bench/cell.ts'
import { atOnce } from '../../bench/core/steps.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import type { Suite } from '../../bench/suite.ts'
import { runBesideTwinSteps } from '../../bench/twin/run-beside-twin.ts'
import { type RunData, SCHEMA } from '../../reports/data/run-data.ts'
import { environmentOf } from '../cli/environment.ts'
import { infoOf, plansOf } from './suite-info.ts'

/**
 * Runs suites in virtual time and returns their result. Every arm has `repeats` seeds, or as many as its suite says.
 * `root`: folder of the repository whose commit the result names.
 */
export function simulatedData(
  suites: readonly Suite[],
  command: readonly string[],
  { root, repeats }: { readonly root: string; readonly repeats?: number },
): RunData {
  const cells = suites.flatMap(cellsOf)
  return {
    schema: SCHEMA,
    status: 'complete',
    environment: environmentOf(command, root),
    plans: plansOf(cells),
    interleaved: null,
    suites: suites.map((suite) => infoOf(suite, undefined)),
    runs: cells.flatMap((cell) => Array.from({ length: repeats ?? cell.repeats }, (_, i) => simulated(cell, i + 1))),
    discarded: [],
    simulated: [],
    measured: [],
    thresholds: [],
  }
}

function simulated(cell: Cell, repeat: number): RunResult {
  return atOnce(runBesideTwinSteps(cell, { repeat, untilDecided: {} }))
}
