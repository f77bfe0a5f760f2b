import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newRequest } from '../core/call.ts'
import type { PhaseSpan } from '../core/phase.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { windowRow } from './testing.ts'
import { type Gauges, Timeline, windowMsFor } from './timeline.ts'

const SPANS: readonly PhaseSpan[] = [
  { phase: 'baseline', fromMs: 0, toMs: 150 },
  { phase: 'trigger', fromMs: 150, toMs: 300 },
]
const EMPTY: Gauges = { open: 0, queueDepth: 0, queueAgeMs: 0, targetInFlight: null }
const FIRST = newRequest(0, 0)
const AGAIN = { ...FIRST, cause: 'hedge' } as const

/** A timeline of 100 ms windows, ticking on a virtual clock. */
function ticking(gauges: () => Gauges = () => EMPTY) {
  const clock = new VirtualClock()
  const timeline = new Timeline(100, SPANS)
  const stop = timeline.tick(clock, gauges)
  return { clock, timeline, stop }
}

test('the narrowest width that needs at most 600 windows, up to a second', () => {
  const widths = [0, 60_000, 60_001, 120_000, 120_001, 150_000, 150_001, 300_000, 300_001, 600_000, 86_400_000]
  expect(widths.map(windowMsFor)).toEqual([100, 100, 200, 200, 250, 250, 500, 500, 1000, 1000, 1000])
})

test('a window includes its start and not its end; the first includes all before it', () => {
  const timeline = new Timeline(100, SPANS)
  for (const ms of [-30, 0, 99.999, 100, 199.999, 200]) timeline.offered(ms)
  expect(timeline.rows().map(({ fromMs, offered }) => [fromMs, offered])).toEqual([
    [0, 3],
    [100, 2],
    [200, 1],
  ])
})

test('a window in which nothing happens is a row of zeros', () => {
  const timeline = new Timeline(100, SPANS)
  timeline.offered(250)
  expect(timeline.rows().slice(0, 2)).toEqual([windowRow(), windowRow({ fromMs: 100 })])
})

test('a window belongs to the phase in which it starts', () => {
  const timeline = new Timeline(50, SPANS)
  timeline.offered(350)
  expect(timeline.rows().map(({ phase }) => phase)).toEqual([
    'baseline',
    'baseline',
    'baseline',
    'trigger',
    'trigger',
    'trigger',
    'trigger',
    'trigger',
  ])
})

test('an event after the longest run counts in the last window', () => {
  const timeline = new Timeline(1, SPANS)
  timeline.offered(200_000)
  timeline.offered(1e9)
  expect(timeline.rows().at(-1)!.offered).toBe(2)
})

test('offered counts by plan, good by answer and by plan, attempts and rejections by their moment', () => {
  const timeline = new Timeline(100, SPANS)
  timeline.offered(90)
  timeline.attemptStarted(110, FIRST)
  timeline.attemptStarted(210, AGAIN)
  timeline.rejected(220, 'budget')
  timeline.succeeded(310, 90, true)
  timeline.succeeded(320, 90, false)
  const none = { breaker: 0, bulkhead: 0, budget: 0, queue: 0 }
  expect(timeline.rows()).toEqual([
    windowRow({ offered: 1, goodPlanned: 1 }),
    windowRow({ fromMs: 100, attempts: 1, inFlightMax: 1, inFlight: 1 }),
    windowRow({
      fromMs: 200,
      phase: 'trigger',
      attempts: 1,
      retries: 1,
      inFlightMax: 2,
      inFlight: 2,
      rejections: { ...none, budget: 1 },
    }),
    windowRow({ fromMs: 300, phase: 'trigger', good: 1 }),
  ])
})

test('queue gauges show the state at the end of each window, and at the end of the run', () => {
  const state = { ...EMPTY }
  const { clock, timeline, stop } = ticking(() => ({ ...state }))
  clock.at(50, () => Object.assign(state, { queueDepth: 9, queueAgeMs: 40 }))
  clock.at(90, () => Object.assign(state, { queueDepth: 3, queueAgeMs: 30 }))
  clock.at(199, () => Object.assign(state, { queueDepth: 5, queueAgeMs: 139 }))
  clock.at(220, () => Object.assign(state, { queueDepth: 1, queueAgeMs: 0.5 }))
  clock.run(230)
  stop()
  expect(timeline.rows().map(({ queueDepth, queueAgeMs }) => [queueDepth, queueAgeMs])).toEqual([
    [3, 30],
    [5, 139],
    [1, 0.5],
  ])
})

test('most in flight, by window with those still in flight from the one before, and over the run', () => {
  const { clock, timeline, stop } = ticking()
  for (const ms of [10, 20, 30]) clock.at(ms, () => timeline.attemptStarted(ms, FIRST))
  for (const ms of [40, 50, 160]) clock.at(ms, () => timeline.attemptEnded(ms))
  clock.at(250, () => timeline.attemptStarted(250, FIRST))
  clock.at(260, () => timeline.attemptEnded(260))
  clock.run(350)
  stop()
  expect(timeline.rows().map(({ inFlightMax }) => inFlightMax)).toEqual([3, 1, 1, 0])
  expect(timeline.inFlightMax).toBe(3)
})

test('one out, one in: the most in flight is two', () => {
  const timeline = new Timeline(100, SPANS)
  timeline.attemptStarted(0, FIRST)
  timeline.attemptStarted(1, FIRST)
  timeline.attemptEnded(1)
  timeline.attemptStarted(2, FIRST)
  expect(timeline.inFlightMax).toBe(2)
})

test('open breakers are counted at the end of each window', () => {
  const { clock, timeline, stop } = ticking()
  clock.at(10, () => timeline.breakersOpenChanged(10, 1))
  clock.at(20, () => timeline.breakersOpenChanged(20, 1))
  clock.at(110, () => timeline.breakersOpenChanged(110, -1))
  clock.at(210, () => timeline.breakersOpenChanged(210, 1))
  clock.at(220, () => timeline.breakersOpenChanged(220, -1))
  clock.at(230, () => timeline.breakersOpenChanged(230, -1))
  clock.run(250)
  stop()
  expect(timeline.rows().map(({ breakersOpen }) => breakersOpen)).toEqual([2, 1, 0])
})

test('latencies are those of the window alone, late answers too; without any they are null', () => {
  const { clock, timeline, stop } = ticking()
  for (let ms = 1; ms <= 20; ms++) clock.at(ms, () => timeline.succeeded(ms, ms - ms / 50, ms > 10))
  clock.at(250, () => timeline.succeeded(250, 249.7, true))
  clock.run(290)
  stop()
  expect(timeline.rows().map(({ good, p50Us, p99Us, maxUs }) => [good, p50Us, p99Us, maxUs])).toEqual([
    [10, 200, null, 400],
    [0, null, null, null],
    [1, null, null, 300],
  ])
})

test('a median needs 20 answers, a 99th percentile 1000', () => {
  for (const [answers, p50Us, p99Us] of [
    [19, null, null],
    [20, 200, null],
    [999, 200, null],
    [1000, 200, 200],
  ] as const) {
    const { timeline, stop } = ticking()
    for (let i = 0; i < answers; i++) timeline.succeeded(0.2, 0, true)
    stop()
    expect(timeline.rows()).toEqual([windowRow({ good: answers, goodPlanned: answers, p50Us, p99Us, maxUs: 200 })])
  }
})

test('once stopped it closes no more windows', () => {
  const { clock, timeline, stop } = ticking(() => ({ ...EMPTY, queueDepth: 1 }))
  clock.run(150)
  stop()
  clock.run()
  expect(clock.nowMs()).toBe(150)
  expect(timeline.rows().map(({ queueDepth }) => queueDepth)).toEqual([1, 1])
})

test('whatever happens when, no event is lost and each is in the window of its time', () => {
  const widths = fc.constantFrom(100, 200, 250, 500, 1000)
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 100 }), widths, (times, windowMs) => {
      const timeline = new Timeline(windowMs, SPANS)
      for (const ms of times) timeline.offered(ms)
      const rows = timeline.rows()
      expect(rows.length).toBe(Math.floor(Math.max(...times) / windowMs) + 1)
      for (const { fromMs, offered } of rows) {
        expect(offered).toBe(times.filter((ms) => ms >= fromMs && ms < fromMs + windowMs).length)
      }
    }),
  )
})

test('an event on a border belongs to the window that begins there, also when the timer comes after it or late', () => {
  const { clock, timeline, stop } = ticking()
  // Scheduled before the tick of the same instant, so it runs first.
  clock.at(100, () => timeline.succeeded(100, 40, true))
  clock.run(150)
  timeline.succeeded(430, 360, true)
  clock.run(450)
  stop()
  expect(timeline.rows().map(({ good, maxUs }) => [good, maxUs])).toEqual([
    [0, null],
    [1, 60_000],
    [0, null],
    [0, null],
    [1, 70_000],
  ])
})
