import { build } from 'hdr-histogram-js'
import { Agenda } from '../core/agenda.ts'
import { type Call, newRequest } from '../core/call.ts'
import { draw, STREAM } from '../core/draw.ts'
import { Ring } from '../core/ring.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Histogram } from '../metrics/histogram.ts'
import { backoffMs } from '../policy/backoff.ts'
import { NOTHING, type PolicyContext } from '../policy/policy.ts'
import { policySchema, stack } from '../policy/stack.ts'
import { breakerSchema, WindowBreaker } from '../policy/window-breaker.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import { eventOperations } from './event-operations.ts'
import { BATCH, type Operation } from './operation.ts'

/** Messages waiting in a queue and tasks in an agenda while they are measured. */
const DEPTH = 100_000

/** Returns all operations with fresh state. A peer stands right before the operation that is compared with it. */
export function operations(): Operation[] {
  return [
    breakerOperation(),
    backoffOperation(),
    ...histogramOperations(),
    ...queueOperations(),
    brokerOperation(),
    agendaOperation(),
    ...eventOperations(),
    stackOperation(),
  ]
}

function breakerOperation(): Operation {
  const breaker = new WindowBreaker(breakerSchema.parse({ kind: 'breaker', window: { calls: 100 } }))
  const run = () => {
    for (let i = 0; i < BATCH; i++) {
      const permit = breaker.admit(i)
      if (permit === undefined) throw new Error('the breaker must stay closed')
      if (i % 10 === 0) breaker.fail(permit, i)
      else breaker.succeed(permit, i)
    }
  }
  return { name: 'breaker: admit + result', run }
}

function backoffOperation(): Operation {
  let sum = 0
  const options = { kind: 'full-jitter', baseMs: 20, capMs: 400 } as const
  const run = () => {
    for (let i = 0; i < BATCH; i++) sum += backoffMs(options, 2, draw(7, STREAM.backoff, i, 1), 0)
    if (sum < 0) throw new Error('a delay must not be negative')
  }
  return { name: 'backoff: draw + full jitter', run }
}

/** Latencies spread over three orders of magnitude, the same for both histograms. */
function histogramOperations(): Operation[] {
  const values = Float64Array.from({ length: BATCH }, (_, i) => 0.05 * 1000 ** draw(7, STREAM.service, i, 0))
  const ours = new Histogram()
  const theirs = build({ lowestDiscernibleValue: 1, highestTrackableValue: 2 ** 32, numberOfSignificantValueDigits: 3 })
  const peer = 'hdr-histogram-js: record'
  return [
    {
      name: peer,
      run: () => {
        for (let i = 0; i < BATCH; i++) theirs.recordValue(Math.round(values[i]! * 1000))
      },
    },
    {
      name: 'histogram: record',
      peer,
      run: () => {
        for (let i = 0; i < BATCH; i++) ours.record(values[i]!)
      },
    },
  ]
}

/** Offer and take with `DEPTH` messages waiting. */
function queueOperations(): Operation[] {
  const messages = Array.from({ length: DEPTH }, (_, id) => ({ id }))
  const ring = new Ring<{ id: number }>()
  for (const message of messages) ring.push(message)
  const array = [...messages]
  const peer = 'array: push + shift'
  return [
    {
      name: peer,
      run: () => {
        for (let i = 0; i < BATCH; i++) {
          array.push(messages[i]!)
          array.shift()
        }
      },
    },
    {
      name: 'queue: offer + take',
      peer,
      run: () => {
        for (let i = 0; i < BATCH; i++) {
          ring.push(messages[i]!)
          ring.shift()
        }
      },
    },
  ]
}

function brokerOperation(): Operation {
  const broker = new MemoryBroker(new VirtualClock(), { depthMax: DEPTH, deliveriesMax: 4 }, NOTHING)
  broker.consume(1, (_, settle) => settle({ kind: 'done' }))
  const run = () => {
    for (let id = 0; id < BATCH; id++) broker.publish({ id, intendedMs: 0 }, NOTHING)
  }
  return { name: 'broker: publish + deliver + settle', run }
}

function agendaOperation(): Operation {
  const agenda = new Agenda()
  for (let i = 0; i < DEPTH; i++) agenda.add(draw(7, STREAM.arrival, i, 0) * 1000, NOTHING)
  let nowMs = 0
  const run = () => {
    for (let i = 0; i < BATCH; i++) {
      agenda.add(nowMs + draw(7, STREAM.arrival, i, 1) * 1000, NOTHING)
      nowMs = agenda.takeEarliest()!.dueMs
    }
  }
  return { name: 'agenda: add + take', run }
}

/** One call that succeeds at once, so that only the client's policies cost time. */
function stackOperation(): Operation {
  const context: PolicyContext = {
    clock: new VirtualClock(),
    seed: 7,
    observer: { rejected: NOTHING, breakerChanged: NOTHING },
  }
  const specs = [
    { kind: 'retry', retriesMax: 3, budget: {} },
    { kind: 'breaker' },
    { kind: 'bulkhead', inFlightMax: 10 },
    { kind: 'timeout', timeoutMs: 100 },
  ].map((spec) => policySchema.parse(spec))
  const ok = { kind: 'ok', busyMs: 0 } as const
  const target: Call = (_, settle) => {
    settle(ok)
    return NOTHING
  }
  const call = stack(specs, context, target, NOTHING)
  const run = () => {
    for (let id = 0; id < BATCH; id++) call(newRequest(id, 0), NOTHING)
  }
  return { name: 'policies: retry + breaker + bulkhead + timeout', run }
}
