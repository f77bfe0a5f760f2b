import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cell, cellsOf } from '../cell.ts'
import { custom, fullJitter, retry, timeout } from '../define.ts'
import { planOf } from '../load/load.ts'
import type { RunResult } from '../metrics/result.ts'
import { attemptsOf } from '../metrics/scope.ts'
import { parseSuite } from '../parse-suite.ts'
import { runReal } from './real.ts'
import { TargetHost } from './target-host.ts'
import { runVirtual } from './virtual.ts'

const host = new TargetHost()
/** Times of a request as seen by the witness in each arm: planned, begun and ended, ms. */
let seen: { readonly intendedMs: number; readonly begunMs: number; readonly endedMs: number }[] = []

const witness = custom('witness', ({ clock }) => (inner) => (request, settle) => {
  const { intendedMs } = request
  const begunMs = clock.nowMs()
  return inner(request, (outcome) => {
    seen.push({ intendedMs, begunMs, endedMs: clock.nowMs() })
    settle(outcome)
  })
})

/** A third of the attempts fail, by their identity; half of the requests meet a shard that fails them all. */
const cells = cellsOf(
  parseSuite({
    name: 'both',
    question: 'Do both clocks keep the same laws?',
    deadlineMs: 20_000,
    target: { model: 'workers', shards: 2, slots: 4, service: { kind: 'constant', ms: 2 }, failureRatio: 0.3 },
    faults: [{ kind: 'errors', ratio: 1, shard: 1, fromMs: 0, toMs: 86_400_000 }],
    load: { arrival: 'poisson', plan: '400ms@200' },
    validity: { dispatchLateMaxMs: 20_000, dispatchDelayP99MaxMs: 20_000, eventLoopDelayP99MaxMs: 20_000 },
    arms: {
      fleet: {
        style: 'rpc',
        clients: 3,
        policy: [
          witness,
          retry({ retriesMax: 2, backoff: fullJitter({ baseMs: 2, capMs: 10 }) }),
          timeout({ timeoutMs: 10_000 }),
        ],
      },
      consumers: {
        style: 'queue',
        broker: { depthMax: 1000, deliveriesMax: 3 },
        consumers: { count: 2, concurrency: 4, policy: [witness, timeout({ timeoutMs: 10_000 })] },
        redelivery: { backoff: fullJitter({ baseMs: 2, capMs: 10 }) },
      },
    },
  }),
)
const planned = [...planOf(cells[0]!.load, 7)]

beforeAll(() => host.prepare(cells[0]!.target))
afterAll(() => host.close())

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
const over = (run: RunResult, of: (counts: RunResult['phases'][number]) => number) => sum(run.phases.map(of))
/** The counts that chance decides, the same on both clocks. */
const decided = (run: RunResult) => ({
  phases: run.phases.map(({ phase, requests, outcomes, reasons, attempts, expectedFailures }) => ({
    phase,
    requests,
    outcomes,
    reasons,
    attempts,
    expectedFailures,
  })),
  spared: run.spared,
  target: run.target && { attempts: run.target.attempts, ok: run.target.ok, errors: run.target.errors },
})

const CLOCKS: readonly (readonly [name: string, run: (cell: Cell) => Promise<RunResult>])[] = [
  ['real', (cell) => runReal(cell, host, { repeat: 1 })],
  ['virtual', async (cell) => runVirtual(cell, { repeat: 1 })],
]

describe.each(cells.map((cell) => [cell.arm, cell] as const))('%s', (_, cell) => {
  const runs = new Map<string, RunResult>()

  test.each(CLOCKS)('a run in %s time keeps the laws', async (name, start) => {
    seen = []
    const run = await start(cell)
    runs.set(name, run)
    expect(run.warnings).toEqual([])
    // Each planned request is counted, and ends once.
    expect(over(run, ({ requests }) => requests)).toBe(planned.length)
    expect(over(run, ({ outcomes }) => sum(Object.values(outcomes)))).toBe(planned.length)
    expect(over(run, ({ outcomes }) => outcomes.ok + outcomes.failed + outcomes['dead-lettered'])).toBe(planned.length)
    // The target saw each attempt, whatever it was made for, and answered it.
    expect(run.target?.attempts).toBe(over(run, attemptsOf))
    expect(run.target!.ok + run.target!.errors).toBe(run.target!.attempts)
    expect(over(run, ({ attempts }) => attempts.first)).toBe(planned.length)
    expect(over(run, ({ attempts }) => attempts.hedge)).toBe(0)
    expect(over(run, ({ attempts }) => attempts[cell.arm === 'fleet' ? 'redelivery' : 'retry'])).toBe(0)
    // The windows add up to the whole.
    const { timeline } = run
    expect(sum(timeline.map(({ offered }) => offered))).toBe(planned.length)
    expect(sum(timeline.map(({ attempts }) => attempts))).toBe(over(run, attemptsOf))
    expect(sum(timeline.map(({ goodPlanned }) => goodPlanned))).toBe(over(run, ({ outcomes }) => outcomes.ok))
    expect(timeline.at(-1)).toMatchObject({ inFlight: 0, queueDepth: 0 })
    // Nothing begins before its plan or ends before it began, and no service is quicker than it can be.
    expect(seen.length).toBe(cell.arm === 'fleet' ? planned.length : over(run, attemptsOf))
    expect(seen.filter(({ intendedMs, begunMs, endedMs }) => begunMs < intendedMs || endedMs < begunMs + 2)).toEqual([])
    expect(new Set(seen.map(({ intendedMs }) => intendedMs)).size).toBe(planned.length)
    expect(seen.filter(({ intendedMs }) => !planned.includes(intendedMs))).toEqual([])
    expect(run.durationMs).toBeGreaterThanOrEqual(Math.max(...seen.map(({ endedMs }) => endedMs)))
  })

  test('both clocks meet the same dice: the same requests succeed after the same attempts', () => {
    expect(decided(runs.get('real')!)).toEqual(decided(runs.get('virtual')!))
  })
})
