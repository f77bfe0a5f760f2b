import { expect, test } from 'vitest'
import { modelCall } from '../../targets/model/model-call.ts'
import { Target } from '../../targets/model/target.ts'
import { isService } from '../../targets/spec.ts'
import { type Cell, cellsOf } from '../cell.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { fullJitter, retry, timeout } from '../define.ts'
import { Experiment } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import { phasesOf } from '../load/load.ts'
import { brokerRecord } from '../metrics/testing.ts'
import { ThrownCounter } from '../metrics/thrown.ts'
import { judge } from '../metrics/validity.ts'
import { parseSuite } from '../parse-suite.ts'
import { completed, emptyReport } from './complete.ts'
import { merge } from './merge.ts'
import { type Planned, plannedOf } from './planned.ts'
import { shareOf } from './share-of.ts'

const SEED = 11

/** A burst that overloads a target with a failing shard. Random arrivals never come at the same instant. */
const cells = cellsOf(
  parseSuite({
    name: 'shared',
    question: 'Is the whole its parts?',
    deadlineMs: 150,
    target: { model: 'workers', shards: 2, slots: 4, service: { kind: 'exponential', meanMs: 20 }, failureRatio: 0.1 },
    faults: [{ kind: 'errors', ratio: 0.5, shard: 1, fromMs: 1000, toMs: 2000 }],
    load: { arrival: 'poisson', plan: '1s@100,1s@600,1s@100' },
    arms: {
      rpc: {
        style: 'rpc',
        policy: [retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 10, capMs: 40 }) }), timeout({ timeoutMs: 80 })],
      },
      queue: {
        style: 'queue',
        broker: { depthMax: 300, deliveriesMax: 3 },
        consumers: { concurrency: 12, policy: [timeout({ timeoutMs: 80 })] },
      },
    },
  }),
)
const [rpc, queue] = cells as [Cell, Cell]

/** Measures with this many generators on one clock and one target. Those with `lostAtMs` end then. */
function measure(cell: Cell, count: number, lostAtMs: readonly number[] = []): Measurement[] {
  const clock = new VirtualClock()
  if (isService(cell.target)) throw new Error('no model')
  const target = new Target(clock, cell.target, cell.faults, SEED)
  const errors = new ThrownCounter()
  const shares = Array.from({ length: count }, (_, index) => ({ index, count }))
  const experiments = shares.map(
    (share) =>
      new Experiment(clock, shareOf(cell, share), modelCall(target), {
        seed: SEED,
        share,
        keepResponses: true,
        onError: errors.add,
      }),
  )
  const reported: (Measurement | undefined)[] = []
  const generated = (experiment: Experiment): Measurement => ({
    result: {
      ...experiment.result(),
      repeat: 1,
      clock: 'real',
      target: null,
      eventLoopDelayP99Ms: 1,
      othersCores: null,
    },
    responses: experiment.responses,
    errors: errors.thrown,
    attemptsUnsure: 1,
    attemptsNotSent: 0,
    abandonedEarly: 0,
    interrupted: false,
    notRemoved: [],
  })
  experiments.forEach((experiment, i) => {
    experiment.begin()
    const atMs = lostAtMs[i]
    if (atMs !== undefined) clock.at(atMs, () => (reported[i] = structuredClone(generated(experiment))))
  })
  clock.runUntil(() => experiments.every(({ done }) => done), experiments[0]!.endMs)
  for (const experiment of experiments) experiment.end()
  return experiments.map((experiment, i) => reported[i] ?? generated(experiment))
}

/** Returns the plan of each of this many shares. */
const plannedBy = async (cell: Cell, windowMs: number, count: number) =>
  (await plannedOf(cell, SEED, windowMs, count)) as [Planned, ...Planned[]]

const total = (record: Readonly<Record<string, number>>) => Object.values(record).reduce((sum, n) => sum + n, 0)

/** Rounds, since the last digits of sums of fractions depend on the order. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, part) => (typeof part === 'number' ? Number(part.toFixed(6)) : part))

test.each([2, 3, 7])('%d clients that share a load measure what one measures that makes it alone', (count) => {
  const [alone] = measure(rpc, 1)
  const { result, responses, attemptsUnsure } = merge(measure(rpc, count))
  const { inFlightMax, timeline, ...rest } = result
  const { inFlightMax: inFlightMaxAlone, timeline: timelineAlone, ...restAlone } = alone!.result
  expect(rounded(rest)).toEqual(rounded(restAlone))
  expect(responses).toEqual(alone!.responses)
  expect(attemptsUnsure).toBe(count)
  const without = (rows: typeof timeline) => rows.map(({ inFlightMax: _, ...row }) => row)
  expect(without(timeline)).toEqual(without(timelineAlone))
  // The largest values within a window need not coincide, so their sum is an upper bound.
  for (const [i, row] of timeline.entries()) {
    expect(row.inFlightMax).toBeGreaterThanOrEqual(timelineAlone[i]!.inFlightMax)
  }
  expect(inFlightMax).toBeGreaterThanOrEqual(inFlightMaxAlone)
})

test('queues that share a load hold every request of the plan, and the windows add up to it', async () => {
  const { result } = merge(measure(queue, 3))
  const [planned] = await plannedBy(queue, result.windowMs, 1)
  for (const counts of result.phases) {
    expect(counts.requests).toBe(planned.byPhase.get(counts.phase)!.requests)
    expect(total(counts.outcomes)).toBe(counts.requests)
  }
  expect(result.timeline.map(({ offered }) => offered).slice(0, planned.offered.length)).toEqual(planned.offered)
  expect(result.queueDepthMax).toBeLessThanOrEqual(300)
})

test('a share starts exactly the requests of its plan', async () => {
  const parts = measure(rpc, 3)
  const shares = await plannedBy(rpc, parts[0]!.result.windowMs, 3)
  for (const [index, { result }] of parts.entries()) {
    const planned = shares[index]!
    const { phases, spared, timeline } = result
    expect(phases.map(({ phase, requests }) => [phase, requests])).toEqual(
      [...planned.byPhase].map(([phase, { requests }]) => [phase, requests]),
    )
    for (const { phase, expectedFailures } of phases) {
      expect(expectedFailures).toBeCloseTo(planned.byPhase.get(phase)!.expectedFailures, 9)
    }
    expect(spared!.requests).toBe(planned.spared)
    expect(timeline.map(({ offered }) => offered).slice(0, planned.offered.length)).toEqual(planned.offered)
  }
})

test.each([
  ['has reported half of its share', 1500],
  ['has reported nothing', undefined],
])('a worker that is lost and %s leaves no gap in the plan, and the run is invalid', async (_, lostAtMs) => {
  const parts = measure(rpc, 3, [lostAtMs ?? 0])
  const { windowMs } = parts[1]!.result
  const [planned] = await plannedBy(rpc, windowMs, 3)
  const last = lostAtMs === undefined ? emptyReport(rpc, 1) : parts[0]!
  const reportedOf = last.result.phases.reduce((sum, { requests }) => sum + requests, 0)
  const { responses: _responses, ...merged } = merge([
    completed(last, planned, parts[1]!.result.timeline.length),
    parts[1]!,
    parts[2]!,
  ])
  const [whole] = await plannedBy(rpc, windowMs, 1)
  const { phases, timeline, spared } = merged.result
  for (const { phase, requests, outcomes, reasons } of phases) {
    expect(requests).toBe(whole.byPhase.get(phase)!.requests)
    expect(total(outcomes)).toBe(requests)
    expect(reasons.unfinished ?? 0).toBe(outcomes.unfinished)
  }
  expect(phases.reduce((sum, { outcomes }) => sum + outcomes.dropped, 0)).toBe(planned.requests - reportedOf)
  expect(timeline.map(({ offered }) => offered).slice(0, whole.offered.length)).toEqual(whole.offered)
  expect(spared!.requests).toBe(whole.spared)
  const record = {
    name: 'b 7',
    environmentClass: 'linux',
    planned: planned.requests,
    requests: reportedOf,
    lost: { atMs: 1600, why: 'it ended (SIGKILL)' },
  }
  const workers = [{ ...record, clockErrorMs: 0 }]
  const { status, warnings } = judge({ ...merged, result: { ...merged.result, workers } }, rpc.validity)
  expect(status).toBe('invalid')
  expect(warnings[0]!.message).toBe(
    `Worker b 7 was lost at 1600 ms: it ended (SIGKILL). Its share was ${planned.requests} of the ${planned.requests} requests (100.0 %); it reported ${reportedOf}, and the other ${planned.requests - reportedOf} count as dropped.`,
  )
})

test('when all workers are lost, the plan is still counted to its end', async () => {
  const lost = measure(rpc, 3, [1200, 700, 950])
  const { windowMs } = lost[0]!.result
  const shares = await plannedBy(rpc, windowMs, 3)
  const { result } = merge(lost.map((last, i) => completed(last, shares[i]!, 0)))
  const [whole] = await plannedBy(rpc, windowMs, 1)
  expect(result.timeline.map(({ offered }) => offered)).toEqual(whole.offered)
  expect(result.timeline.map(({ fromMs }) => fromMs)).toEqual(whole.offered.map((_, i) => i * windowMs))
  expect(result.timeline.at(-1)!.phase).toBe(phasesOf(rpc.load, rpc.faults).at(-1)!.phase)
})

test('a worker that reports fewer requests than its plan has makes the run invalid', () => {
  const { responses: _, ...merged } = merge(measure(rpc, 2))
  const workers = [{ name: 'a 1', environmentClass: 'linux', planned: 10, requests: 9, lost: null, clockErrorMs: 0 }]
  const { status, warnings } = judge({ ...merged, result: { ...merged.result, workers } }, rpc.validity)
  expect([status, warnings[0]!.message]).toEqual([
    'invalid',
    'The ledger does not add up: worker a 1 was to start 10 of the 10 requests (100.0 %) and reported 9.',
  ])
})

test('brokers of workers add up; a count that one does not know is unknown for all', () => {
  const [one, other] = measure(rpc, 2)
  const broker = brokerRecord({ depthMax: 50, incidents: [{ atMs: 20, kind: 'down', detail: 'x' }] })
  const seen = { ...broker.seen, lost: 2 }
  const both = (lost: number | null) =>
    merge([
      { ...one!, result: { ...one!.result, broker: { ...broker, seen } } },
      {
        ...other!,
        result: {
          ...other!.result,
          broker: { ...broker, incidents: [{ atMs: 9, kind: 'up', detail: 'y' }], seen: { ...seen, lost } },
        },
      },
    ]).result.broker!
  expect(both(3)).toMatchObject({ depthMax: 100, seen: { published: 20, confirmed: 20, lost: 5 } })
  expect(both(3).incidents.map(({ atMs }) => atMs)).toEqual([9, 20])
  expect(both(null).seen.lost).toBeNull()
  // Nothing is known about the broker of a lost worker.
  const { broker: _, ...without } = other!.result
  const lost = merge([
    { ...one!, result: { ...one!.result, broker } },
    { ...other!, result: without },
  ]).result.broker
  expect(lost!.seen.lost).toBeNull()
})
