import { parseSuite } from '../parse-suite.ts'
import type { Suite, SuiteInput } from '../suite.ts'

/**
 * For tests: the load is half of the capacity of 200 requests/s, and for one second there is no capacity. The queue
 * then holds half a second of work, more than a client waits. Without retries it drains within a second.
 */
export const STORM: SuiteInput = {
  name: 'small-storm',
  question: 'Does it come back?',
  deadlineMs: 1000,
  collapseAfterMs: 20_000,
  target: {
    model: 'workers',
    slots: 2,
    service: { kind: 'constant', ms: 10 },
    queueMax: 100,
    expiry: 'ignore',
    failureRatio: 0,
  },
  faults: [{ kind: 'capacity', factor: 0, fromMs: 2000, toMs: 3000 }],
  load: '15s@100',
  arms: {
    naive: {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax: 3, backoff: { kind: 'none' } },
        { kind: 'timeout', timeoutMs: 100 },
      ],
    },
    once: { style: 'rpc', clients: 2, policy: [{ kind: 'timeout', timeoutMs: 100 }] },
  },
}

/** For tests: {@link STORM} with some parts replaced. */
export function storm(parts: Partial<SuiteInput> = {}): Suite {
  return parseSuite({ ...STORM, ...parts })
}
