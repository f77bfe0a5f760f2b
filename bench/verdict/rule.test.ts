import { expect, test } from 'vitest'
import { judge } from './rule.ts'
import { evidence, second, times } from './testing.ts'

const GOOD = second(50)
const BAD = second(0)

test('a trigger shorter than a block of 20 requests harms the requests that it loses', () => {
  const five = second(5, 5)
  const seconds = [...times(10, five), second(0, 5), second(0, 5), ...times(60, five)]
  const short = evidence(10_000, seconds, { triggerToMs: 12_000 })
  expect(judge(short, 60)).toMatchObject({ kind: 'recovered', backAfterMs: 0 })
})

test('a long trigger that brings its own requests harms those that one second of it loses', () => {
  const crowded = { ...second(20), planned: 300, paired: 50 }
  const slightlyMore = { ...GOOD, planned: 55, good: 55 }
  const seconds = [...times(20, GOOD), crowded, ...times(99, slightlyMore), ...times(30, GOOD)]
  const long = evidence(20_000, seconds, { triggerToMs: 120_000 })
  expect(judge(long, 30)).toMatchObject({ kind: 'recovered', backAfterMs: 0 })
})

test('beyond its horizon a run that drains is undecided, and asks for the seconds until the next look', () => {
  const open = (s: number) => ({ ...BAD, open: 4000 - 5 * s })
  const seconds = [...times(11, GOOD), ...Array.from({ length: 400 }, (_, s) => open(s))]
  const drained = evidence(10_000, seconds)
  expect(judge(drained, 200)).toMatchObject({ kind: 'undecided', neededS: 100 })
  expect(judge(drained, 320)).toMatchObject({ kind: 'undecided', neededS: 130 })
})

test('where no more requests come a run is neither back nor down, and after the last look no seconds are asked for', () => {
  const idle = evidence(10_000, [...times(11, GOOD), ...times(3, BAD), ...times(900, second(0, 0))])
  expect(judge(idle, 12)).toMatchObject({ kind: 'undecided', reason: 'no requests in its last 6 s', neededS: 11 })
  expect(judge(idle, 900)).toMatchObject({ kind: 'undecided', reason: 'no requests in its last 450 s', neededS: null })
})

test('bursts that all fail stay down: the idle seconds between them do not count as good', () => {
  const burst = [second(0, 200), ...times(9, second(0, 0))]
  const seconds = [...times(11, second(20, 20)), ...Array.from({ length: 32 }, () => burst).flat()]
  expect(judge(evidence(10_000, seconds), 60)).toMatchObject({ kind: 'undecided', neededS: 240 })
  expect(judge(evidence(10_000, seconds), 300)).toMatchObject({ kind: 'metastable', reason: 'down for 300 s' })
})

test('a horizon that ends before requests are known says so, and asks for no seconds', () => {
  const seconds = [...times(11, GOOD), ...times(10, GOOD)]
  const short = evidence(10_000, seconds, { collapseAfterS: 10, knownAfterMs: 60_000 })
  expect(judge(short, 10)).toMatchObject({
    kind: 'undecided',
    reason:
      'its collapseAfterMs is too short: the end of a request is known after 60 s, and at most 30 s after the trigger are looked at',
    neededS: null,
  })
})

test('a horizon too short for 20 requests says so, and asks for no seconds', () => {
  const seconds = [...times(10, second(0, 1)), ...times(20, second(1, 1))]
  const sparse = evidence(10_000, seconds, { collapseAfterS: 5 })
  expect(judge(sparse, 5)).toMatchObject({
    kind: 'undecided',
    reason: 'its collapseAfterMs is too short: 20 requests take 20 s, and at most 15 s after the trigger are looked at',
    neededS: null,
  })
})

test('a run whose backlog has drained while all requests still fail is not back', () => {
  const open = (s: number) => ({ ...BAD, open: Math.max(0, 1000 - 20 * s) })
  const seconds = [...times(11, GOOD), ...Array.from({ length: 60 }, (_, s) => open(s))]
  expect(judge(evidence(10_000, seconds), 60)).toMatchObject({
    kind: 'undecided',
    reason: 'the backlog has drained, but requests still fail or come late',
    neededS: 6,
  })
})

test('a good run is not back while requests that the trigger left open wait for a timer, which is named', () => {
  const timers = [{ name: 'life of a request', ms: 290_000 }]
  const waiting = { ...GOOD, waiting: 3000 }
  const seconds = [...times(11, GOOD), ...times(200, waiting), ...times(100, GOOD)]
  const parked = evidence(10_000, seconds, { timers })
  expect(judge(parked, 100)).toMatchObject({
    kind: 'undecided',
    reason:
      '3000 requests are still open that would have ended without the trigger, and a timer may still run out: life of a request of 290 s',
    neededS: 191,
  })
  expect(judge(parked, 220)).toMatchObject({ kind: 'absorbed' })
})

test('a bad spell after minutes of good seconds is no collapse: it is looked at again', () => {
  const cycle = [...times(230, GOOD), ...times(70, BAD)]
  const seconds = [...times(10, GOOD), BAD, ...cycle, ...cycle, ...cycle]
  const returning = evidence(10_000, seconds)
  expect(judge(returning, 300)).toMatchObject({
    kind: 'undecided',
    reason: 'down to the end, for 69 s, with no sign of recovery',
    neededS: 150,
  })
  expect(judge(returning, 900)).toMatchObject({ kind: 'oscillating', reason: 'came back and fell again 3 times' })
})

test('at the last look a short bad spell after a long good one is no pattern, and no length decides', () => {
  const seconds = [...times(10, GOOD), BAD, ...times(250, GOOD), ...times(200, BAD), ...times(400, GOOD)]
  const fading = evidence(10_000, [...seconds, ...times(60, BAD)])
  expect(judge(fading, 900)).toMatchObject({
    kind: 'undecided',
    reason: 'good for 400 s, then bad again for 49 s',
    neededS: null,
  })
})

test('after a short good spell a run that stays bad has collapsed, and the bad spell is named', () => {
  const seconds = [...times(10, GOOD), ...times(20, BAD), ...times(10, GOOD), ...times(300, BAD)]
  expect(judge(evidence(10_000, seconds), 300)).toMatchObject({
    kind: 'metastable',
    reason: 'down for its last 270 s',
  })
})

test('seconds at the end that hold no whole block are no good ones, also at the last look', () => {
  const seconds = [...times(200, second(2, 2)), ...times(930, second(0, 2))]
  const sparse = evidence(200_000, seconds, { knownAfterMs: 5000 })
  expect(judge(sparse, 300)).toMatchObject({ kind: 'metastable', reason: 'down for 300 s' })
  const sparser = evidence(200_000, [...times(200, second(1, 1)), ...times(930, second(0, 1))], { knownAfterMs: 5000 })
  expect(judge(sparser, 900)).toMatchObject({ kind: 'metastable' })
})

test('work that drains while all requests still fail projects no return', () => {
  const seconds = [...times(11, GOOD), ...Array.from({ length: 120 }, (_, s) => ({ ...BAD, open: 4000 - 30 * s }))]
  expect(judge(evidence(10_000, seconds), 100)).toMatchObject({ kind: 'undecided' })
})

test('at the last look a return that is overdue is no return', () => {
  const open = (s: number) => ({ ...BAD, open: s < 600 ? 4000 - 6 * s : 400 - (s - 600) })
  const seconds = [...times(11, GOOD), ...Array.from({ length: 900 }, (_, s) => open(s))]
  expect(judge(evidence(10_000, seconds), 900)).toMatchObject({ kind: 'metastable', reason: 'down for 900 s' })
})

test('one request that still waits keeps a run undecided, and a usual number of them does not at the last look', () => {
  const timers = [{ name: 'retry.backoff', ms: 2_000_000 }]
  const parked = evidence(10_000, [...times(11, GOOD), ...times(950, { ...GOOD, waiting: 1 })], { timers })
  expect(judge(parked, 100)).toMatchObject({ kind: 'undecided', neededS: 200 })
  expect(judge(parked, 900)).toMatchObject({ kind: 'absorbed' })
})

test('bursts that fail every second time fall again and again: the seconds without requests are part of the good spells', () => {
  const idle = times(29, second(0, 0))
  const pair = [second(200, 400), ...idle, second(400, 400), ...idle]
  const seconds = [...times(11, second(400, 400)), ...Array.from({ length: 20 }, () => pair).flat()]
  expect(judge(evidence(10_000, seconds), 900)).toMatchObject({ kind: 'oscillating' })
})

test('a lower rate after the trigger has longer blocks, so that losing all of it is bad', () => {
  const seconds = [...times(11, second(40, 40)), ...times(50, second(0, 4)), ...times(100, second(4, 4))]
  expect(judge(evidence(10_000, seconds), 140)).toMatchObject({ kind: 'slow', backAfterMs: 50_500 })
})

test('a trigger that harms a few requests of each second has harmed: it is not absorbed', () => {
  const tenth = { ...second(18, 20) }
  const seconds = [...times(10, second(20, 20)), ...times(30, tenth), ...times(60, second(20, 20))]
  const mild = evidence(10_000, seconds, { triggerToMs: 40_000 })
  expect(judge(mild, 60)).toMatchObject({ kind: 'recovered', backAfterMs: 0 })
})

test('the results that a breaker remembers must be forgotten before a run is back', () => {
  const same = { ...GOOD, isSame: true }
  const seconds = [...times(10, GOOD), BAD, ...times(200, same)]
  const remembering = evidence(10_000, seconds, { windowMs: 100_000 })
  expect(judge(remembering, 60)).toMatchObject({
    kind: 'undecided',
    reason: 'good for 59 s only; a window remembers results of the last 100 s',
    neededS: 41,
  })
  expect(judge(remembering, 110)).toMatchObject({ kind: 'recovered' })
})
