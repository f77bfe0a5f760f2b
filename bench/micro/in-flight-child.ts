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

/**
 * Process (with --expose-gc) that reports the heap of a request in flight in virtual time, with its part of the target,
 * and the heap that a finished one leaves.
 */
const RATE_PER_SECOND = 10_000
const LOAD_MS = 10_000
const REQUESTS = (RATE_PER_SECOND * LOAD_MS) / 1000
const SERVICE_MS = 50_000
const TIMEOUT_MS = 60_000

export interface InFlightReport {
  /** Heap per request while all of them wait, bytes. */
  readonly inFlightBytes: number
  /** Heap per request when all have been answered, bytes. */
  readonly finishedBytes: number
}

const [cell] = cellsOf(
  parseSuite({
    name: 'in-flight',
    question: 'How much memory does a request in flight take?',
    target: { model: 'workers', slots: REQUESTS, service: { kind: 'constant', ms: SERVICE_MS } },
    load: `${LOAD_MS / 1000}s@${RATE_PER_SECOND}`,
    drainMs: 2 * TIMEOUT_MS,
    arms: usualArms(TIMEOUT_MS),
  }),
)
const clock = new VirtualClock()
const fail = (error: unknown) => {
  throw error
}
const call = modelCall(new Target(clock, cell!.target as ModelSpec, cell!.faults, cell!.seed))
const experiment = new Experiment(clock, cell!, call, { seed: cell!.seed, onError: fail })
experiment.begin()
clock.run(1000)
const before = heapBytes()
const startedBefore = experiment.progress().requests
clock.run(LOAD_MS + 1)
const during = heapBytes()
const inFlight = experiment.progress().requests - startedBefore
clock.runUntil(() => experiment.done, experiment.endMs)
experiment.end()
const after = heapBytes()
if (inFlight < REQUESTS / 2) throw new Error(`expected most of ${REQUESTS} requests in flight, got ${inFlight}`)
process.send?.({
  inFlightBytes: (during - before) / inFlight,
  finishedBytes: Math.max(0, after - before) / REQUESTS,
} satisfies InFlightReport)
process.disconnect?.()

function heapBytes(): number {
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}
