import type { Cell } from '../cell.ts'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import type { SuiteInput } from '../suite.ts'
import { type Check, row } from './check.ts'
import { runOnce, soleCell } from './sole-cell.ts'

const ENDS: ReadonlySet<string> = new Set(OUTCOME_KINDS)
const SERVICE = { kind: 'exponential', meanMs: 10 } as const
const BACKOFF = { kind: 'full-jitter', baseMs: 20, capMs: 200 } as const

/** Failures are tried again until they succeed, so that every request has a response time. */
const ARMS: Readonly<Record<string, SuiteInput['arms'][string]>> = {
  rpc: { style: 'rpc', policy: [{ kind: 'retry', retriesMax: 100, backoff: BACKOFF }] },
  queue: {
    style: 'queue',
    broker: { depthMax: 100_000, deliveriesMax: 100 },
    consumers: { concurrency: 4 },
    redelivery: { backoff: BACKOFF },
  },
}

/**
 * C4: over a run that begins and ends empty, L = lambda W is an identity. So counts and times must agree.
 */
export function* littlesLaw(): Generator<Check> {
  for (const [style, arm] of Object.entries(ARMS)) {
    const target = { model: 'workers', slots: 4, service: SERVICE, failureRatio: 0.1, queueMax: 100_000 } as const
    const cell = soleCell('little', { target, load: { arrival: 'poisson', plan: '60s@300' } }, arm)
    const { inSystem, arrivalsTimesMs, slack, requests } = measured(cell)
    yield row(
      {
        id: 'C4',
        name: `L = lambda W, ${style} with failures tried again`,
        source: "Little's law, J. D. C. Little 1961",
      },
      `L ${inSystem.toFixed(6)}`,
      `lambda W ${arrivalsTimesMs.toFixed(6)}`,
      `+-${slack.toFixed(6)}: ${requests} latencies in whole us`,
      Math.abs(inSystem - arrivalsTimesMs) <= slack,
    )
  }
}

/** L from the events of the run, integrated over time; lambda W from its histograms. */
function measured(cell: Cell) {
  let [open, area, lastMs] = [0, 0, 0]
  const onEvent = (nowMs: number, _: number, event: string) => {
    area += open * (nowMs - lastMs)
    lastMs = nowMs
    if (event === 'start') open += 1
    else if (ENDS.has(event)) open -= 1
  }
  const run = runOnce(cell, { onEvent })
  const requests = run.phases.reduce((sum, phase) => sum + phase.requests, 0)
  const sumMs = run.phases.reduce((sum, { latencies }) => sum + latencies.response.sumUs / 1000, 0)
  // Each latency is rounded to the nearest microsecond.
  const slack = (requests * 0.0005) / lastMs
  return { inSystem: area / lastMs, arrivalsTimesMs: sumMs / lastMs, slack, requests }
}
