import type { Progress } from '../../bench/engine/experiment.ts'
import { checkConnections } from '../run/check-connections.ts'
import { inOrder, jobsOf } from '../run/jobs.ts'
import { OwnRuns } from '../run/own-runs.ts'
import { SuiteRuns } from '../run/suite-runs.ts'
import type { RunOptions } from './options.ts'
import { readRunOptions } from './read-options.ts'
import { placeOf } from './run-place.ts'
import { type Selected, selectedCells } from './selected-cells.ts'
import { Stopper } from './stopper.ts'
import { resultOf, type SuiteResult } from './suite-result.ts'

/** A machine that was busy for a moment has two more chances, as on the command line. */
const RERUN_INVALID = 2

/** Checks suite and options, and runs all cells in real time with this process as the generator. */
export async function runSuite(input: unknown, given: RunOptions): Promise<SuiteResult> {
  const options = readRunOptions(given)
  options.signal?.throwIfAborted()
  const selected = await selectedCells(input, options, options.repeats)
  const stopper = new Stopper(options.signal)
  try {
    const runs = await stopper.orReason(() => realRuns(selected, options, stopper))
    const sorted = inOrder(selected.cells)
    return resultOf({
      ...selected,
      clock: 'real',
      runs: sorted(runs.results),
      discarded: sorted(runs.discarded),
    })
  } finally {
    stopper.release()
  }
}

async function realRuns({ cells }: Selected, options: RunOptions, stopper: Stopper): Promise<SuiteRuns> {
  const { rerunInvalid: rerunMax = RERUN_INVALID, brokerUrls, onProgress, onLine } = options
  const { signal } = stopper
  const say = stopper.guarded(onLine)
  const report = stopper.guarded(onProgress)
  await checkConnections(cells, { workers: undefined, signal, onLine: say })
  const own = new OwnRuns(brokerUrls, say)
  const jobs = jobsOf(cells)
  let made = 0
  const real: Pick<OwnRuns, 'run'> = {
    run: (cell, run) => {
      made += 1
      const place = { ...placeOf(cell, run.repeat), run: made, runs: Math.max(made, jobs.length) }
      return own.run(cell, { ...run, onProgress: (now: Progress) => report({ ...place, ...now }) })
    },
  }
  const runs = new SuiteRuns({ real, rerunMax, progress: { show: () => undefined }, signal })
  try {
    own.startSoon(cells)
    await own.prepare({ cells }, signal)
    await runs.run(jobs)
  } finally {
    await own.close()
  }
  return runs
}
