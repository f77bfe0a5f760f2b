import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cellsOf } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Measurement } from '../engine/real.ts'
import { TargetHost } from '../engine/target-host.ts'
import { parseSuite } from '../parse-suite.ts'
import { runShared, type SharedRunOptions, WorkerLostError } from './run-shared.ts'
import { finalReport, poolOf, reportOf, type Script, ScriptedLink, willing } from './worker-link.testing.ts'

const RUN = 7
/** 10 requests for each of two workers. The workers reach the target by URL, so nothing is started here. */
const suite = {
  name: 'shared',
  question: 'Who is still there?',
  target: { url: 'http://127.0.0.1:1/' },
  load: '1s@20',
  drainMs: 1000,
  arms: { rpc: { style: 'rpc' as const } },
}
const cell = cellsOf(parseSuite(suite))[0]!

// Fake timers and wall time: half a minute of waiting takes no time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A run that has just begun, 200 ms before its first arrival. Its outcome is read when it is awaited. */
async function begin(scripts: readonly Script[], more: Partial<SharedRunOptions> = {}) {
  const links = scripts.map((script, i) => new ScriptedLink(`w${i}`, script))
  const options = { pool: poolOf(links), workers: links.length, repeat: 1, run: RUN, ...more }
  const ending = runShared(cell, new TargetHost(), { ...options, source: { kind: 'data', suite } })
  ending.catch(() => undefined)
  await vi.advanceTimersByTimeAsync(0)
  return { links, ending }
}

/** Report of each worker, by the number of workers. */
const report = (index: number, count: number, more: Partial<Measurement> = {}) =>
  finalReport(RUN, reportOf(cell, { index, count }, more))

/** Says that it is ready, then sends a last report on one command. */
function reportsOn(command: 'start' | 'stop', index: number, count: number, interrupted = false): Script {
  const otherwise = willing()
  return (message) => (message.kind === command ? report(index, count, { interrupted }) : otherwise(message))
}
const [first, second] = [reportsOn('start', 0, 2), reportsOn('start', 1, 2)]
const mute = willing()

test('the reports of all make one valid run, and no worker that is done gets a stop', async () => {
  let aheadMs = 0
  const drifting: Script = (message) => {
    if (message.kind !== 'start') return willing(aheadMs)(message)
    aheadMs = 3
    return second(message)
  }
  const { links, ending } = await begin([first, drifting])
  const { status, warnings, phases, workers } = await ending
  expect([status, warnings, phases[0]!.requests]).toEqual(['valid', [], 20])
  expect(workers!.map(({ name, planned, requests, clockErrorMs }) => [name, planned, requests, clockErrorMs])).toEqual([
    ['w0', 10, 10, 0],
    ['w1', 10, 10, 3],
  ])
  expect(links.map(({ commands }) => commands)).toEqual(links.map(() => ['prepare', 'start']))
})

test('30 s after the latest end of the run no report is awaited any more', async () => {
  const { links, ending } = await begin([first, mute])
  // The first look after 200 + 1000 + 1000 + 30000 ms; the run began at 200.
  await vi.advanceTimersByTimeAsync(32_250)
  const { status, workers, phases } = await ending
  expect(workers!.map(({ lost }) => lost)).toEqual([null, { atMs: 32_050, why: 'its report never came' }])
  expect([status, phases[0]!.outcomes.dropped]).toEqual(['invalid', 10])
  expect(links.map(({ commands }) => commands.slice(2))).toEqual([[], ['stop']])
})

test('a worker that is silent for more than 5 s is lost, timed from its last message', async () => {
  const { links, ending } = await begin([first, mute])
  links[1]!.silence = 5000
  await vi.advanceTimersByTimeAsync(6000)
  links[1]!.silence = 5001
  await vi.advanceTimersByTimeAsync(250)
  expect((await ending).workers![1]!.lost).toEqual({ atMs: 6250 - 5001 - 200, why: 'no sign of life for 5 s' })
})

test('without any report all requests were dropped, and the run is invalid', async () => {
  const { links, ending } = await begin([mute, mute])
  for (const link of links) link.die('it ended')
  const { status, workers, phases, timeline } = await ending
  expect([status, workers!.map(({ lost, requests }) => [lost!.why, requests])]).toEqual([
    'invalid',
    [
      ['it ended', 0],
      ['it ended', 0],
    ],
  ])
  expect([phases[0]!.requests, phases[0]!.outcomes.dropped, timeline.length]).toEqual([20, 20, 10])
})

test('all get a stop when one will not begin', async () => {
  const unwilling: Script = ({ kind }) => (kind === 'prepare' ? { kind: 'refused', run: RUN, reason: 'no' } : undefined)
  const { links, ending } = await begin([mute, unwilling])
  await expect(ending).rejects.toEqual(new CannotRunError('worker w1: no'))
  expect(links.map(({ commands }) => commands)).toEqual(links.map(() => ['prepare', 'stop']))
})

test('the signal stops all, once; a worker that does not answer within 30 s is lost', async () => {
  const stop = new AbortController()
  const early = [reportsOn('stop', 0, 3, true), reportsOn('stop', 1, 3, true)]
  const { links, ending } = await begin([...early, mute], { signal: stop.signal })
  await vi.advanceTimersByTimeAsync(600)
  stop.abort()
  await vi.advanceTimersByTimeAsync(150)
  expect(links.map(({ commands }) => commands.slice(2))).toEqual([['stop'], ['stop'], ['stop']])
  await vi.advanceTimersByTimeAsync(30_000)
  expect(links.map(({ commands }) => commands.length)).toEqual([3, 3, 3])
  await vi.advanceTimersByTimeAsync(250)
  const { workers } = await ending
  expect(workers!.map(({ lost }) => lost)).toEqual([null, null, { atMs: 30_800, why: 'its report never came' }])
})

test('progress is the sum of all, at the latest time reported', async () => {
  const seen: unknown[] = []
  const { links, ending } = await begin([mute, mute], { onProgress: (progress) => seen.push(progress) })
  const progress = { phase: 'baseline', elapsedMs: 50, totalMs: 1000, requests: 4, good: 3, retries: 2 } as const
  links[0]!.say({ kind: 'progress', run: RUN, progress })
  links[1]!.say({ kind: 'progress', run: RUN, progress: { ...progress, elapsedMs: 80 } })
  await vi.advanceTimersByTimeAsync(250)
  expect(seen).toEqual([{ ...progress, elapsedMs: 80, requests: 8, good: 6, retries: 4 }])
  for (const [i, link] of links.entries()) link.say(report(i, 2))
  expect((await ending).status).toBe('valid')
})

test('the signal ends a run that has not begun, whatever is waited for', async () => {
  const stop = new AbortController()
  const silent: Script = () => undefined
  const { ending } = await begin([mute, silent], { signal: stop.signal })
  stop.abort()
  await expect(ending).rejects.toEqual(new CannotRunError('worker w1: the run was interrupted before it began'))
})

test('a worker lost before the start is distinguished from one that refuses: with another worker the run can be made', async () => {
  const { links, ending } = await begin([mute, () => undefined])
  await vi.advanceTimersByTimeAsync(1000)
  links[1]!.silence = 30_001
  await vi.advanceTimersByTimeAsync(250)
  await expect(ending).rejects.toEqual(new WorkerLostError('worker w1: no sign of life for 30 s'))
  expect(links.map(({ discarded }) => discarded)).toEqual([undefined, 'no sign of life for 30 s'])
})
