import { modelCall } from '../../targets/model/model-call.ts'
import { Target } from '../../targets/model/target.ts'
import type { ModelSpec } from '../../targets/spec.ts'
import { cellsOf } from '../cell.ts'
import { exitOnCrash } from '../core/crash.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../engine/experiment.ts'
import { parseSuite } from '../parse-suite.ts'
import { usualArms } from './usual-arms.ts'

exitOnCrash()

/** Process that runs many requests in virtual time and reports the largest memory that it needed on the way. */
const RATE_PER_SECOND = 5000
const CHECKPOINTS = [100_000, 1_000_000]

const [cell] = cellsOf(
  parseSuite({
    name: 'memory',
    question: 'Does memory grow with the number of finished requests?',
    deadlineMs: 1000,
    target: { model: 'workers', slots: 100, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.05 },
    load: `${CHECKPOINTS.at(-1)! / RATE_PER_SECOND}s@${RATE_PER_SECOND}`,
    arms: usualArms(200),
  }),
)
const clock = new VirtualClock()
const fail = (error: unknown) => {
  throw error
}
const call = modelCall(new Target(clock, cell!.target as ModelSpec, [], cell!.seed))
const experiment = new Experiment(clock, cell!, call, { seed: cell!.seed, onError: fail })
experiment.begin()
for (const requests of CHECKPOINTS) {
  clock.run((requests / RATE_PER_SECOND) * 1000)
  report(requests)
}

function report(requests: number): void {
  const startedRequests = experiment.progress().requests
  if (Math.abs(startedRequests - requests) > 1) throw new Error(`expected ${requests} requests, got ${startedRequests}`)
  process.send?.({ requests, maxRssMb: process.resourceUsage().maxRSS / 1024 } satisfies MemoryReport)
}

export interface MemoryReport {
  readonly requests: number
  readonly maxRssMb: number
}

// The timeline's clock would go on for ever.
process.disconnect?.()
