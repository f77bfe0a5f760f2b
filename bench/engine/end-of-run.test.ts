import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import type { Call } from '../core/call.ts'
import { draw } from '../core/draw.ts'
import { failed } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { bulkhead, custom, deadline, fullJitter, retry, timeout } from '../define.ts'
import { parseSuite } from '../parse-suite.ts'
import type { PolicyInput } from '../policy/stack.ts'
import type { SuiteInput } from '../suite.ts'
import { Experiment } from './experiment.ts'
import { runVirtual } from './virtual.ts'

const cellsFrom = (suite: Partial<SuiteInput>) =>
  cellsOf(
    parseSuite({
      name: 'end',
      question: 'What does the end of a run start?',
      target: { model: 'workers', slots: 1000, service: { kind: 'constant', ms: 600_000 } },
      load: '10s@100',
      drainMs: 1000,
      validity: { unfinishedRatioMax: 1 },
      arms: { rpc: { style: 'rpc' } },
      ...suite,
    }),
  )

test('a bulkhead of 10 at a target that never answers: 10 attempts and 10 in flight, also after the end', () => {
  const policy = [bulkhead({ inFlightMax: 10, waitingMax: 100_000 })]
  const cells = cellsFrom({
    arms: {
      rpc: { style: 'rpc', policy },
      queue: {
        style: 'queue',
        broker: { depthMax: 100_000, deliveriesMax: 5 },
        consumers: { concurrency: 500, policy },
      },
    },
  })
  for (const cell of cells) {
    const { status, target, phases, inFlightMax } = runVirtual(cell, { repeat: 1 })
    expect([status, target!.attempts, target!.inFlightMax, inFlightMax]).toEqual(['valid', 10, 10, 10])
    expect(phases[0]).toMatchObject({ requests: 1000, attempts: { first: 10 }, outcomes: { unfinished: 1000 } })
  }
})

test('a valid queue run with inFlightMax 1 has 1 in flight at most: its last messages are not sent by its end', () => {
  const [cell] = cellsFrom({
    target: { model: 'workers', slots: 100, service: { kind: 'constant', ms: 10 } },
    load: '10s@101',
    drainMs: 55,
    arms: {
      queue: {
        style: 'queue',
        broker: { depthMax: 1000, deliveriesMax: 1 },
        consumers: { concurrency: 6, policy: [bulkhead({ inFlightMax: 1, waitingMax: 10 })] },
      },
    },
  })
  const { status, phases, target, inFlightMax } = runVirtual(cell!, { repeat: 1 })
  // One in 10 ms until 10,055 ms: 1005 are done, one is being worked on, and four of 1010 wait.
  expect([status, phases[0]!.outcomes.ok, phases[0]!.outcomes.unfinished]).toEqual(['valid', 1005, 5])
  expect([target!.attempts, target!.inFlightMax, inFlightMax]).toEqual([1006, 1, 1])
})

/** Sends each request again as soon as its caller has given it up. */
const stubborn = custom('stubborn', () => (inner) => (request, settle) => {
  const cancel = inner(request, settle)
  return () => {
    cancel()
    inner({ ...request, cause: 'retry' }, () => undefined)
  }
})

/** Ignores a cancel, and tries again whatever happens. */
const deaf = custom('deaf', ({ clock }) => (inner) => (request, settle) => {
  const again = () => void inner({ ...request, cause: 'retry' }, () => clock.at(clock.nowMs() + 1, again))
  inner(request, (outcome) => (outcome.kind === 'ok' ? settle(outcome) : again()))
  return () => undefined
})

test('after the end nothing is sent and nothing is rejected, for any stack and time', () => {
  const policy = fc.array(
    fc.constantFrom<PolicyInput>(
      retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 5, capMs: 40 }) }),
      retry({ retriesMax: 3, retryOn: ['failed', 'timeout', 'rejected'] }),
      timeout({ timeoutMs: 25 }),
      deadline({ deadlineMs: 60 }),
      bulkhead({ inFlightMax: 1, waitingMax: 50 }),
      bulkhead({ inFlightMax: 2, waitingMax: 3, waitMaxMs: 15 }),
      { kind: 'breaker', window: { calls: 5 }, openMs: 30, probes: 2 },
      { kind: 'tutorial-breaker', windowCalls: 5, failuresMin: 2, openMs: 30 },
      stubborn,
      deaf,
    ),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(
      policy,
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 150 }),
      (stack, queued, count, endMs) => {
        const [cell] = cellsFrom({
          load: { stages: [{ bursts: { size: 15, everyMs: 20, total: 60 } }] },
          arms: {
            arm: queued
              ? {
                  style: 'queue',
                  broker: { depthMax: 40, deliveriesMax: 3, messageTtlMs: 200, leaseMs: 30 },
                  consumers: { count, concurrency: 5, policy: stack },
                  redelivery: {
                    backoff: fullJitter({ baseMs: 5, capMs: 40 }),
                    waitIn: count === 1 ? 'broker' : 'consumer',
                  },
                  redrive: { atMs: 75, ratePerSecond: 500 },
                }
              : { style: 'rpc', clients: count, policy: stack },
          },
        })
        const clock = new VirtualClock()
        let sent = 0
        /** Answers a third, fails a third, and never answers the last third. */
        const target: Call = ({ id, trail }, settle) => {
          sent += 1
          const kind = Math.floor(draw(7, 1, id, trail.attempts) * 3)
          if (kind === 2) return () => undefined
          const outcome = kind === 0 ? ({ kind: 'ok', busyMs: 8 } as const) : failed('error')
          return clock.at(clock.nowMs() + 8, () => settle(outcome))
        }
        const experiment = new Experiment(clock, cell!, target, { seed: 7, onError: () => undefined })
        experiment.begin()
        clock.run(endMs)
        const before = { sent, rejections: experiment.result().phases.map(({ rejections }) => rejections) }
        experiment.end()
        clock.run(endMs + 1000)
        const { phases } = experiment.result()
        expect({ sent, rejections: phases.map(({ rejections }) => rejections) }).toEqual(before)
        const [{ requests, outcomes }] = phases as [(typeof phases)[0]]
        expect(Object.values(outcomes).reduce((sum, n) => sum + n, 0)).toBe(requests)
      },
    ),
    { numRuns: 300, seed: 7 },
  )
})
