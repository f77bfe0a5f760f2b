import { expect, test } from 'vitest'
import { cellsOf } from '../cell.ts'
import { ConfigError } from '../core/config-error.ts'
import { mistakesOf } from '../core/mistakes.testing.ts'
import { custom, timeout } from '../define.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { RunResult } from '../metrics/result.ts'
import { parseSuite } from '../parse-suite.ts'
import type { SuiteInput } from '../suite.ts'
import type { Progress } from './experiment.ts'
import { refuseRealOnly } from './real-only.ts'
import { runVirtual, runVirtualSteps } from './virtual.ts'

/** A hundred requests in a second that take 10 ms each. */
const base: SuiteInput = {
  name: 'small',
  question: 'Is it as in real time?',
  target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 } },
  load: '1s@100',
  arms: { rpc: { style: 'rpc' } },
}
const cellsFrom = (suite: Partial<SuiteInput>) => cellsOf(parseSuite({ ...base, ...suite }))
const run = (suite: Partial<SuiteInput>, repeat = 1) => runVirtual(cellsFrom(suite)[0]!, { repeat })

test('a run in virtual time is a result as any other, without lateness and without a blocked event loop', () => {
  const result = run({})
  expect(result).toMatchObject({ clock: 'virtual', status: 'valid', repeat: 1, seed: 7, durationMs: 1000 })
  expect(result.phases[0]!.latencies).toMatchObject({ dispatch_delay: { maxUs: 0 }, response: { maxUs: 10_000 } })
  expect([result.eventLoopDelayP99Ms, result.target?.loopDelayP99Ms, result.target?.attempts]).toEqual([0, 0, 100])
  expect(result.capacityPerSecond).toBe(200)
})

test('range: an answer after two hours is measured as two hours', () => {
  const hours2Ms = 7_200_000
  const { phases } = run({
    target: { model: 'workers', slots: 100, service: { kind: 'constant', ms: hours2Ms } },
    drainMs: 2 * hours2Ms,
  })
  const [counts] = phases
  const response = Histogram.from(counts!.latencies.response)
  expect(counts!.outcomes).toMatchObject({ ok: 100, unfinished: 0 })
  expect([response.minUs(), response.percentileUs(0.5), response.meanUs(), response.maxUs()]).toEqual(
    Array(4).fill(hours2Ms * 1000),
  )
})

test('work that goes on 2 s after the end of a run is reported as uncounted', () => {
  // Three of a hundred are served one after the other in the 30 s of the run; nobody waits longer than a second for
  // any.
  const busy = (ms: number, drainMs: number) =>
    run({
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms } },
      drainMs,
      arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 1000 })] } },
    })
  const { target, warnings, status } = busy(10_000, 30_000)
  expect(target).toMatchObject({ attempts: 100, ok: 0, abandoned: 0, leftInFlight: 100 })
  expect([status, ...warnings.map(({ severity, message }) => `${severity}: ${message}`)]).toEqual([
    'valid',
    'note: 100 attempts were still in the target 2 s after the end of the run: the work that they have left counts as neither busy time, wasted nor abandoned.',
  ])
  const empty = busy(10, 30_000)
  expect([empty.target?.leftInFlight, empty.warnings]).toEqual([undefined, []])
})

test('a run in steps with pauses between them is the same', () => {
  // Each request is three tasks: its arrival, its end and a timer.
  const cell = cellsFrom({
    load: '100s@150',
    arms: { rpc: { style: 'rpc', policy: [timeout({ timeoutMs: 50 })] } },
  })[0]!
  const steps = runVirtualSteps(cell, { repeat: 1 })
  const seen: Progress[] = []
  let step = steps.next()
  for (; step.done !== true; step = steps.next()) seen.push(step.value)
  expect(seen.map(({ phase, totalMs }) => [phase, totalMs])).toEqual(seen.map(() => ['baseline', 100_000]))
  expect(seen.length).toBe(3)
  expect(step.value).toEqual(runVirtual(cell, { repeat: 1 }))
})

test('a run that is interrupted between two steps is partial, and its ledger adds up', () => {
  const cell = cellsFrom({ load: '100s@150' })[0]!
  const controller = new AbortController()
  const steps = runVirtualSteps(cell, { repeat: 1, signal: controller.signal })
  const { requests, elapsedMs } = steps.next().value as Progress
  controller.abort()
  const { value, done } = steps.next() as { value: RunResult; done: boolean }
  expect([done, value.status, value.warnings]).toEqual([true, 'partial', []])
  const { outcomes, ...counts } = value.phases[0]!
  expect(counts).toMatchObject({ requests, spanMs: elapsedMs })
  expect(outcomes.ok + outcomes.unfinished).toBe(requests)
  expect(requests).toBeLessThan(15_000)
})

test('a run is interrupted also among many arrivals at one instant', () => {
  const timesMs = new Array(150_000).fill(0)
  const target = { model: 'workers', slots: 1, service: { kind: 'constant', ms: 1 }, queueMax: 10 } as const
  const steps = runVirtualSteps(cellsFrom({ load: { trace: { timesMs } }, target })[0]!, { repeat: 1 })
  expect([steps.next(), steps.next()].map(({ value }) => (value as Progress).requests)).toEqual([100_000, 150_000])
})

test('the seed of repeat r is that of the suite + r - 1', () => {
  expect([run({}, 1).seed, run({}, 3).seed]).toEqual([7, 9])
  const { repeat: _, ...third } = run({ load: { arrival: 'poisson', plan: '1s@50' } }, 3)
  const { repeat: __, ...first } = run({ load: { arrival: 'poisson', plan: '1s@50' }, seed: 9 }, 1)
  expect(third).toEqual(first)
})

test('the timeline shows attempts in the target, also those that nobody waits for any more', () => {
  const policy = [timeout({ timeoutMs: 20 })]
  const target = { model: 'workers', slots: 100, service: { kind: 'constant', ms: 250 } } as const
  const { timeline, target: counters } = run({ target, load: '100ms@100', arms: { rpc: { style: 'rpc', policy } } })
  // Ten requests, each given up after 20 ms: two are waited for when 100 ms are over.
  expect(timeline.map(({ inFlight, targetInFlight }) => [inFlight, targetInFlight])).toEqual([
    [2, 10],
    [0, 10],
  ])
  expect(counters).toMatchObject({ attempts: 10, abandoned: 10, busyMs: 2500 })
})

test('abandoned work is waited for, but no longer than 2 s', () => {
  const policy = [timeout({ timeoutMs: 1 })]
  const of = (ms: number) =>
    run({
      target: { model: 'workers', slots: 1, service: { kind: 'constant', ms } },
      load: '1ms@1000',
      arms: { rpc: { style: 'rpc', policy } },
    }).target
  expect(of(2001)).toMatchObject({ abandoned: 1, busyMs: 2001 })
  expect(of(2001.5)).toMatchObject({ abandoned: 0, busyMs: 2001 })
})

test('a run ends with its last result, or when the drain does', () => {
  const silent = custom('silent', () => () => () => () => undefined)
  expect(run({ drainMs: 5000 }).durationMs).toBe(1000)
  const { durationMs, phases } = run({ drainMs: 500, arms: { rpc: { style: 'rpc', policy: [silent] } } })
  expect([durationMs, phases[0]!.outcomes.unfinished]).toEqual([1500, 100])
})

test('a service of the users own has no model: it is refused, with its suite and what is missing', async () => {
  const cells = cellsFrom({
    target: { url: 'http://127.0.0.1:1/' },
    arms: { a: { style: 'rpc' }, b: { style: 'rpc' } },
  })
  const message =
    "small: target.url: must be a model in virtual time, got a service of one's own: " +
    'what it does between request and answer is not known, so it cannot be simulated'
  expect(mistakesOf(() => runVirtual(cells[0]!, { repeat: 1 }))).toEqual([message])
  await expect(refuseRealOnly(cells)).rejects.toThrow(new ConfigError(message))
  await expect(refuseRealOnly([...cells, ...cellsFrom({})])).rejects.toThrow(new ConfigError(message))
  await expect(refuseRealOnly(cellsFrom({}))).resolves.toBeUndefined()
})

test('a function that calls a service is refused in virtual time too', async () => {
  const cells = cellsFrom({ target: { call: async () => 1 } })
  const message =
    "small: target.call: must be a model in virtual time, got a function that calls a service of one's own: " +
    'what it does between request and answer is not known, so it cannot be simulated'
  expect(mistakesOf(() => runVirtual(cells[0]!, { repeat: 1 }))).toEqual([message])
  await expect(refuseRealOnly(cells)).rejects.toThrow(new ConfigError(message))
})

test('a retry loop in which no time passes is a livelock, reported with suite, variant, arm and time', () => {
  const eager = custom('eager', ({ clock }) => () => (_, settle) => {
    const again = () => clock.at(clock.nowMs(), again)
    again()
    return () => settle({ kind: 'timeout' })
  })
  const arms: SuiteInput['arms'] = { rpc: { style: 'rpc', policy: [eager] } }
  const load = {
    stages: [
      { durationMs: 250, ratePerSecond: 0 },
      { durationMs: 1000, ratePerSecond: 10 },
    ],
  }
  expect(mistakesOf(() => run({ arms, load }))).toEqual([
    'small default rpc: livelock: more than 10000000 tasks at 250 ms; a policy or a target repeats something without ' +
      'time passing, such as a retry without backoff, timeout or limit',
  ])
})

test('a task that throws makes the run invalid and stops nothing, as on the wall clock', () => {
  const broken = custom('broken', ({ clock }) => (inner) => (request, settle) => {
    if (request.id < 3) {
      clock.at(clock.nowMs() + 5, () => {
        throw new Error(`boom ${request.id}`)
      })
    }
    return inner(request, settle)
  })
  const { status, warnings, phases } = run({ arms: { rpc: { style: 'rpc', policy: [broken] } } })
  expect([status, phases[0]!.outcomes.ok]).toEqual(['invalid', 100])
  expect(warnings[0]!.message).toBe('3 errors were thrown or reported during the run, the first: boom 0')
})
