import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cellsOf } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { breathe, epochMs } from '../core/real-clock.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { parseSuite } from '../parse-suite.ts'
import type { FromWorker } from './from-worker.ts'
import { Member } from './member.ts'
import { finalReport, reportOf, type Script, ScriptedLink, willing } from './worker-link.testing.ts'

const RUN = 7
const TASK = { source: { kind: 'data', suite: {} }, variant: 'default', arm: 'rpc', repeat: 1, target: null } as const

// Wall time stands still, so that instants are exact.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const suite = {
  name: 's',
  question: 'q',
  target: { url: 'http://127.0.0.1:1/' },
  load: '1s@10',
  arms: { rpc: { style: 'rpc' } },
}
const REPORT = reportOf(cellsOf(parseSuite(suite))[0]!)
const unchecked = () => undefined

function setUp(script: Script = willing()) {
  const clock = new VirtualClock()
  const link = new ScriptedLink('host 1', script)
  const member = new Member(link, clock, RUN, { index: 0, count: 2 })
  return { clock, link, member }
}
const stateOf = ({ isDone, lost, last, progress }: Member) => ({ isDone, why: lost?.why, last, progress })
const UNTOUCHED = { isDone: false, why: undefined, last: undefined, progress: undefined }

const PROGRESS = { phase: 'baseline', elapsedMs: 1, totalMs: 2, requests: 3, good: 2, retries: 1 } as const
test.each<FromWorker>([
  { kind: 'ready', run: RUN - 1, environmentClass: 'stale' },
  { kind: 'refused', run: RUN - 1, reason: 'stale' },
  { kind: 'failed', run: RUN - 1, reason: 'stale' },
  { kind: 'progress', run: RUN - 1, progress: PROGRESS },
  finalReport(RUN - 1, REPORT),
])('of another run $kind changes nothing', async (message) => {
  const { link, member } = setUp(() => undefined)
  const prepared = member.prepare(TASK, 1000)
  link.say(message)
  expect(stateOf(member)).toEqual(UNTOUCHED)
  link.say({ kind: 'ready', run: RUN, environmentClass: 'own' })
  await prepared
  expect(member.environmentClass).toBe('own')
})

test.each([3_600_000, -3_600_000])('a worker whose clock is %d ms ahead starts by its own clock', async (aheadMs) => {
  const { link, member } = setUp(willing(aheadMs))
  await member.compareClocks()
  member.start(1_000_000_000, unchecked)
  expect(link.sent.at(-1)).toEqual({ kind: 'start', run: RUN, originEpochMs: 1_000_000_000 + aheadMs })
})

test('its clock may be wrong by at most half of the round trip', async () => {
  const answer = willing()
  const { member } = setUp((message) => {
    vi.advanceTimersByTime(4)
    return answer(message)
  })
  await member.compareClocks()
  expect(member.clockErrorMs).toBe(2)
})

test('the drift of its clock since the start adds to the error', async () => {
  let aheadMs = 10
  const { member } = setUp((message) => willing(aheadMs)(message))
  await member.compareClocks()
  aheadMs = 13
  await member.compareClocksAgain()
  expect(member.clockErrorMs).toBe(3)
})

test.each([
  ['getting ready', 60, (member: Member) => member.prepare(TASK, 60_000)],
  ['the time', 5, (member: Member) => member.compareClocks()],
])('a worker that does not answer when asked for %s is lost after %d s', async (_, limitS, ask) => {
  const { clock, member } = setUp(() => undefined)
  const asked = ask(member).catch((error: Error) => error)
  clock.run(limitS * 1000 - 0.001)
  expect(stateOf(member)).toEqual(UNTOUCHED)
  clock.run(limitS * 1000)
  expect(await asked).toEqual(new CannotRunError(`worker host 1: no answer within ${limitS} s`))
  expect(stateOf(member)).toEqual({ ...UNTOUCHED, why: `no answer within ${limitS} s` })
  await member.ended
})

test('an answer ends the waiting', async () => {
  const { clock, member } = setUp()
  await member.prepare(TASK, 1000)
  await member.compareClocks()
  clock.run(10_000)
  expect(member.lost).toBeNull()
})

test.each([
  [false, { isDone: false, why: 'it was interrupted' }],
  [true, { isDone: true, why: undefined }],
])('a run that ends early is lost unless that was asked for: %s', async (isAskedFor, state) => {
  const { link, member } = setUp()
  member.start(1000, unchecked)
  if (isAskedFor) member.stop()
  link.say(finalReport(RUN, { ...REPORT, interrupted: true }))
  expect(stateOf(member)).toMatchObject(state)
  await member.ended
})

test('a worker is lost when its run fails or it is gone, timed from the common start; an unasked refusal does not count', () => {
  const { link, member } = setUp()
  member.start(epochMs() + 200, unchecked)
  vi.advanceTimersByTime(500)
  link.say({ kind: 'refused', run: RUN, reason: 'what?' })
  expect(stateOf(member)).toEqual(UNTOUCHED)
  link.say({ kind: 'failed', run: RUN, reason: 'a fault' })
  link.die('it ended')
  expect(member.lost).toEqual({ atMs: 300, why: 'a fault' })
  expect(link.discarded).toBe('a fault')
})

test('later messages of a lost worker do not count', () => {
  const { link, member } = setUp()
  link.die('it ended')
  link.say(finalReport(RUN, REPORT))
  expect(stateOf(member)).toEqual({ ...UNTOUCHED, why: 'it ended' })
})

test('a late answer does not answer the next question', async () => {
  const { link, member } = setUp(() => undefined)
  const prepared = member.prepare(TASK, 1000)
  link.say({ kind: 'pong', n: 1, epochMs: 1 })
  expect(await Promise.race([prepared, 'waits'])).toBe('waits')
  link.say({ kind: 'ready', run: RUN, environmentClass: 'linux' })
  await prepared

  const compared = member.compareClocks()
  for (let asked = 1; asked <= 10; asked++) {
    const ping = link.sent.at(-1)!
    if (ping.kind !== 'ping') throw new Error('it asks for the time')
    // The answer to the question before, which would shift all later ones.
    link.say({ kind: 'pong', n: ping.n - 1, epochMs: epochMs() + 99 })
    link.say({ kind: 'pong', n: ping.n, epochMs: epochMs() + 5 })
    await breathe()
  }
  await compared
  member.start(1000, unchecked)
  expect(link.sent.at(-1)).toMatchObject({ originEpochMs: 1005 })
})

test('a worker that refuses a run may have another', async () => {
  const { link, member } = setUp(() => ({ kind: 'refused', run: RUN, reason: 'no code here' }))
  await expect(member.prepare(TASK, 1000)).rejects.toEqual(new CannotRunError('worker host 1: no code here'))
  expect([member.lost?.why, link.discarded]).toEqual(['no code here', undefined])
})

test('a missing report is noticed, whatever it held', () => {
  const { link, member } = setUp()
  member.start(1000, unchecked)
  const report = finalReport(RUN, REPORT)
  link.say({ ...report, final: false })
  link.say({ ...report, increment: { ...report.increment, n: 3 } })
  expect([member.isDone, member.lost?.why]).toEqual([false, 'it sent what no worker would: report 2 is missing, got 3'])
})

test('one that does not answer after a run is not taken for the next', async () => {
  const { clock, link, member } = setUp()
  member.start(1000, unchecked)
  link.say(finalReport(RUN, REPORT))
  link.fallSilent()
  const compared = member.compareClocksAgain()
  clock.run(5000)
  await compared
  expect([member.isDone, link.discarded]).toEqual([true, 'it did not answer after a run'])
})
