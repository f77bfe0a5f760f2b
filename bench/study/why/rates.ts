import type { RunResult, WindowRow } from '../../metrics/result.ts'
import type { Rates } from './why-data.ts'

/** Moments after the trigger at which the attempts are taken apart, ms; the end of the load is another. */
const MOMENTS_MS = [1000, 10_000]

/**
 * What the attempts consisted of after the trigger: in the seconds that end 1 s, 10 s and the load's whole rest after it, mean over the
 * seeds of one cell. A moment after the end of the load is left out.
 */
export function ratesOf(runs: readonly RunResult[]): Rates[] {
  const { windowMs, triggerEndMs, loadEndMs } = runs[0]!
  const first = Math.ceil(triggerEndMs! / windowMs)
  const perSecond = Math.round(1000 / windowMs)
  const seconds = Math.floor((Math.floor(loadEndMs / windowMs) - first) / perSecond)
  const moments = [...MOMENTS_MS.map((ms) => ms / 1000).filter((second) => second < seconds), seconds]
  return moments.map((second) => {
    const from = first + (second - 1) * perSecond
    const rows = runs.flatMap(({ timeline }) => timeline.slice(from, from + perSecond))
    return { afterMs: second * 1000, isEnd: second === seconds, ...meansOf(rows, runs.length) }
  })
}

/** Counts of one second of each run, per run. */
function meansOf(rows: readonly WindowRow[], runs: number): Omit<Rates, 'afterMs' | 'isEnd'> {
  const mean = (count: (row: WindowRow) => number) => rows.reduce((sum, row) => sum + count(row), 0) / runs
  return {
    offered: mean(({ offered }) => offered),
    goodput: mean(({ good }) => good),
    attempts: mean(({ attempts }) => attempts),
    first: mean(({ attempts, retries }) => attempts - retries),
    afterFailed: mean(({ retriesAfter }) => retriesAfter.failed),
    afterTimeout: mean(({ retriesAfter }) => retriesAfter.timeout),
    afterRejected: mean(({ retriesAfter }) => retriesAfter.rejected),
    hedges: mean(
      ({ retries, retriesAfter: { failed, timeout, rejected }, redeliveries }) =>
        retries - failed - timeout - rejected - redeliveries,
    ),
    redeliveries: mean(({ redeliveries }) => redeliveries),
  }
}
