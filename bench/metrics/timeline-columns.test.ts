import { expect, test } from 'vitest'
import { newRequest, type Request } from '../core/call.ts'
import type { PhaseSpan } from '../core/phase.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Timeline } from './timeline.ts'

const SPANS: readonly PhaseSpan[] = [{ phase: 'baseline', fromMs: 0, toMs: 300 }]
const FIRST = newRequest(0, 0)

test('a request that succeeded in time is also good in the window of its plan, a late one in neither window', () => {
  const timeline = new Timeline(100, SPANS)
  for (const [nowMs, intendedMs, good] of [
    [250, 99.999, true],
    [250, 100, true],
    [260, 10, false],
    [90, -5, true],
  ] as const) {
    timeline.succeeded(nowMs, intendedMs, good)
  }
  expect(timeline.rows().map(({ good, goodPlanned }) => [good, goodPlanned])).toEqual([
    [1, 2],
    [0, 1],
    [2, 0],
  ])
})

test('repeated attempts count by cause, and a retry also by how the attempt before it ended', () => {
  const timeline = new Timeline(100, SPANS)
  const causes: Partial<Request>[] = [
    { cause: 'first' },
    { cause: 'hedge' },
    { cause: 'redelivery' },
    { cause: 'redelivery', after: 'failed' },
    { cause: 'retry' },
    ...(['failed', 'timeout', 'timeout', 'rejected', 'rejected', 'rejected'] as const).map((after) => ({
      cause: 'retry' as const,
      after,
    })),
  ]
  for (const fields of causes) timeline.attemptStarted(50, { ...FIRST, ...fields })
  expect(timeline.rows()[0]).toMatchObject({
    attempts: 11,
    retries: 10,
    redeliveries: 2,
    retriesAfter: { failed: 1, timeout: 2, rejected: 3 },
  })
})

test('in flight, at the clients and inside the target, is the state at the end of each window', () => {
  const inside = { targetInFlight: 0 as number | null }
  const clock = new VirtualClock()
  const timeline = new Timeline(100, SPANS)
  const stop = timeline.tick(clock, () => ({ open: 0, queueDepth: 0, queueAgeMs: 0, ...inside }))
  for (const ms of [10, 20, 110]) clock.at(ms, () => timeline.attemptStarted(ms, FIRST))
  for (const ms of [30, 150, 210]) clock.at(ms, () => timeline.attemptEnded(ms))
  clock.at(60, () => Object.assign(inside, { targetInFlight: 7 }))
  clock.at(199.999, () => Object.assign(inside, { targetInFlight: 5 }))
  clock.at(220, () => Object.assign(inside, { targetInFlight: null }))
  clock.run(230)
  stop()
  expect(timeline.rows().map(({ inFlight, targetInFlight }) => [inFlight, targetInFlight])).toEqual([
    [1, 7],
    [1, 5],
    [0, null],
  ])
})
