import { verdict } from '../../metrics/testing.ts'
import type { VerdictKind } from '../../metrics/verdict.ts'
import { parseSuite } from '../../parse-suite.ts'
import type { Suite, SuiteInput } from '../../suite.ts'
import { Runs, type Seen } from './runs.ts'

/**
 * For tests: nothing is left to chance. Capacity is 200 requests/s and load 80/s; for one second there is no capacity.
 * A client that retries twice or more at once, (1 + 2) x 0.4 = 1.2 > 1, keeps the target down. The queue of the target
 * holds twice the work that a client waits for.
 */
export function storm(changes: Partial<SuiteInput> = {}): Suite {
  return parseSuite({
    name: 'storm',
    question: 'Who keeps it down?',
    seed: 1,
    deadlineMs: 400,
    drainMs: 1000,
    collapseAfterMs: 20_000,
    target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 }, queueMax: 40 },
    faults: [{ kind: 'capacity', factor: 0, fromMs: 1000, toMs: 2000 }],
    load: {
      stages: [{ durationMs: 9000, ratePerSecond: 80 }],
    },
    arms: {
      naive: {
        style: 'rpc',
        policy: [
          { kind: 'retry', retriesMax: 3 },
          { kind: 'timeout', timeoutMs: 100 },
        ],
      },
    },
    ...changes,
  })
}

/** Runs that nobody stops. */
export function freeRuns(): Runs {
  return new Runs(() => undefined)
}

/** A seed with this verdict and deficit. */
export function seen(kind: VerdictKind, deficit: number): Seen {
  return { verdict: verdict(kind), deficit }
}
