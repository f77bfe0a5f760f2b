import { cellsOf } from '../../bench/cell.ts'
import { runReal } from '../../bench/engine/real.ts'
import { TargetHost } from '../../bench/engine/target-host.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import type { CallTarget } from './call-target.ts'

/** Wide bounds: what a test looks at must not depend on a quiet machine. */
const validity = { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 }

/** A run of each arm against a function, as `run` makes it, and what went wrong when the session ended. */
export interface Session {
  readonly runs: readonly RunResult[]
  readonly warnings: readonly string[]
}

/** For tests: sets a target that is a function up, warms it up, runs each arm once, and tears it down. */
export async function runsOf<State>(target: CallTarget<State>, suite: object): Promise<Session> {
  const cells = cellsOf(
    parseSuite({ name: 'small', question: 'Does it hold?', drainMs: 10_000, validity, target, ...suite }),
  )
  const host = new TargetHost()
  const runs: RunResult[] = []
  for (const cell of cells) await host.prepare(cell.target)
  await host.meet(cells)
  for (const cell of cells) runs.push(await runReal(cell, host, { repeat: 1 }))
  return { runs, warnings: await host.close() }
}
