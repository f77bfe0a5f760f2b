import { expect, test } from 'vitest'
import type { WindowRow } from './result.ts'
import { runResult, windowRow } from './testing.ts'
import { isCollapse, type JudgedCourse, judgeCourse, VERDICT_KINDS, verdictOf } from './verdict.ts'

/** A second of 20 planned requests of which so many succeed in time. */
const second = (goodPlanned: number, fields: Partial<WindowRow> = {}) =>
  windowRow({ offered: 20, goodPlanned, attempts: 20, ...fields })
const seconds = (n: number, goodPlanned: number, fields?: Partial<WindowRow>) =>
  Array.from({ length: n }, () => second(goodPlanned, fields))
/** `g`: all 20 are good, `b`: none. */
const spelled = (letters: string) => [...letters].map((letter) => second(letter === 'g' ? 20 : 0))

/** A good second, a second of trigger, by default bad, then these. */
const course = (
  after: readonly WindowRow[],
  fields: Partial<JudgedCourse> = {},
  trigger = second(0),
): JudgedCourse => ({
  timeline: [second(20), trigger, ...after],
  ...{ windowMs: 1000, triggerStartMs: 1000, triggerEndMs: 2000, loadEndMs: 2000 + after.length * 1000 },
  ...{ capacityPerSecond: null, recoverWithinMs: 10_000, deadlineMs: null },
  ...fields,
})
const kindOf = (...of: Parameters<typeof course>) => judgeCourse(course(...of))?.kind

test('absorbed: no bad second from the start of the trigger on, one request less is not', () => {
  expect(kindOf(seconds(5, 18), {}, second(18))).toBe('absorbed')
  expect(kindOf(seconds(5, 19), {}, second(17))).toBe('recovered')
  expect(kindOf([...seconds(5, 18), second(17), ...seconds(5, 19)], {}, second(18))).toBe('recovered')
})

test('a system bad before its trigger is undecided, whatever comes after it; one request more and it is judged', () => {
  const before = (goodPlanned: number, after: readonly WindowRow[], fields: Partial<WindowRow> = {}) => {
    const whole = course(after, {}, second(20))
    return judgeCourse({ ...whole, timeline: whole.timeline.with(0, second(goodPlanned, fields)) })
  }
  const reason = 'only 85.0 % of the requests planned before the trigger succeeded in time'
  for (const after of [seconds(5, 20), seconds(8, 0), spelled('gggggbbgggggbbgggggbb')]) {
    expect(before(17, after)).toEqual({ kind: 'undecided', reason })
  }
  expect(before(18, seconds(5, 20))?.kind).toBe('absorbed')
  expect(before(18, seconds(8, 0))?.kind).toBe('metastable')
  // What the warm-up shows is thrown away.
  expect(before(17, seconds(5, 20), { phase: 'warmup' })?.kind).toBe('absorbed')
})

test('before the trigger is before what it can harm: a bad second within a deadline of it is of the trigger', () => {
  const of = (deadlineMs: number | null) => {
    const whole = course(seconds(5, 20), { deadlineMs }, second(20))
    return judgeCourse({ ...whole, timeline: whole.timeline.with(0, second(0)) })?.kind
  }
  expect([of(null), of(0.001), of(1000)]).toEqual(['undecided', 'recovered', 'recovered'])
})

test('five seconds of load after the trigger give a verdict, one ms less gives none', () => {
  expect(kindOf(seconds(5, 20))).toBe('recovered')
  expect(kindOf(seconds(5, 20), { loadEndMs: 6999 })).toBeUndefined()
})

test('seconds begin with the first window behind a trigger that ends within one', () => {
  const after = seconds(6, 20)
  expect(kindOf(after, { triggerEndMs: 3000 })).toBe('recovered')
  expect(kindOf(after, { triggerEndMs: 3000.001 })).toBeUndefined()
})

test('without a trigger, and of a run that was broken off, there is no verdict', () => {
  const { timeline, loadEndMs } = course(seconds(5, 20))
  const run = runResult({ timeline, loadEndMs, triggerStartMs: 1000, triggerEndMs: 2000 })
  expect(verdictOf(run)).toEqual({ kind: 'recovered', reason: '' })
  expect(verdictOf({ ...run, triggerStartMs: null })).toBeUndefined()
  expect(verdictOf({ ...run, triggerEndMs: null })).toBeUndefined()
  expect(verdictOf({ ...run, status: 'partial' })).toBeUndefined()
})

test('an invalid run has no verdict but undecided, with the reason; a warning that leaves it valid changes nothing', () => {
  const { timeline, loadEndMs } = course(seconds(5, 20))
  const run = runResult({ timeline, loadEndMs, triggerStartMs: 1000, triggerEndMs: 2000 })
  const warning = { message: 'The ledger does not add up.', advice: 'Report it.' }
  const invalid = { ...run, status: 'invalid' as const, warnings: [{ ...warning, severity: 'invalid' as const }] }
  const reason = 'the run is invalid: The ledger does not add up.'
  expect(verdictOf(invalid)).toEqual({ kind: 'undecided', reason })
  expect(verdictOf({ ...run, warnings: [{ ...warning, severity: 'note' as const }] })?.kind).toBe('recovered')
  expect(verdictOf({ ...invalid, triggerStartMs: null })).toBeUndefined()
})

test('recovered: five good seconds begin within the limit; a ms over it is slow', () => {
  expect(kindOf(spelled('bbbggggg'), { recoverWithinMs: 3000 })).toBe('recovered')
  expect(kindOf(spelled('bbbggggg'), { recoverWithinMs: 2999 })).toBe('slow')
})

test('slow, not collapsed: good over the last five seconds, though never five good ones in a row', () => {
  const uneven = (least: number) => [...seconds(5, 0), ...seconds(4, 20), second(least)]
  // 91 of 100 are good, 90 are not.
  expect(kindOf(uneven(11))).toBe('slow')
  expect(kindOf(uneven(10))).toBe('metastable')
})

test('oscillating: good for five seconds and bad again for two, three times; twice is not', () => {
  expect(kindOf(spelled('gggggbbgggggbbgggggbbggggg'))).toBe('oscillating')
  expect(kindOf(spelled('gggggbbgggggbbggggg'))).toBe('recovered')
  expect(kindOf(spelled('gggggbbgggggbbggggbb'))).toBe('metastable')
  expect(kindOf(spelled('gggggbbgggggbbgggggbb'))).toBe('oscillating')
})

test('a single bad second may be chance: it is no re-entry, however often', () => {
  expect(kindOf(spelled('gggggbgggggbgggggbgggggbggggg'))).toBe('recovered')
  expect(kindOf(spelled('gggggbbgggggbbgggggbggggg'))).toBe('recovered')
})

test('four good seconds and two bad ones are no recovery, however often', () => {
  expect(kindOf(spelled('ggggbbggggbbggggbbggggbbggggg'))).toBe('slow')
})

test('empty seconds do not count: neither do they break five good ones, nor do they part two bad ones', () => {
  const holey = (letters: string) => [...letters].map((letter) => (letter === '-' ? windowRow() : spelled(letter)[0]!))
  expect(kindOf(holey('gg-gggb-bggggg-bbggg-ggbb'))).toBe('oscillating')
  expect(kindOf(holey('bb-bb-bb'))).toBe('metastable')
  // Good at the end is of the last five seconds with load.
  expect(kindOf(holey('bbbbbggggg---'))).toBe('recovered')
  expect(kindOf(holey('gggggbbbbb---'))).toBe('metastable')
})

test('recovery where empty seconds are in the way is of the seconds with load', () => {
  const after = (letters: string, recoverWithinMs: number) =>
    kindOf(
      [...letters].map((letter) => (letter === '-' ? windowRow() : spelled(letter)[0]!)),
      { recoverWithinMs },
    )
  expect([after('bbgg-g-gg', 2000), after('bbgg-g-gg', 1999)]).toEqual(['recovered', 'slow'])
  // Five good seconds in a row come later: that does not make it slow.
  expect([after('bgg-ggg-ggggg', 1000), after('bgg-ggg-ggggg', 999)]).toEqual(['recovered', 'slow'])
})

test('five seconds with load after the trigger are judged, four among empty ones are undecided', () => {
  const of = (loaded: number) => judgeCourse(course([...seconds(loaded, 0), ...new Array(4).fill(windowRow())]))
  expect(of(5)).toEqual({ kind: 'metastable', reason: '' })
  const reason = 'only 4 of the 8 seconds after the trigger have load, 5 are needed'
  expect(of(4)).toEqual({ kind: 'undecided', reason })
})

test('a bad second that lasts is one re-entry', () => {
  expect(kindOf(spelled('gggggbbbbgggggbbbbggggg'))).toBe('recovered')
})

test('metastable: bad at the end, and neither backlog nor amplification falls', () => {
  expect(kindOf(seconds(8, 0, { targetInFlight: 50, attempts: 60 }))).toBe('metastable')
})

/** Eight bad seconds; the third quarter is as the first argument says, the last as the other two. */
const quarters = (third: Partial<WindowRow>, ...last: readonly [Partial<WindowRow>, Partial<WindowRow>]) =>
  kindOf([...seconds(4, 0, third), ...seconds(2, 0, third), ...last.map((fields) => second(0, fields))])

test('a backlog that falls by more than a tenth from the third to the last quarter is slow, by a tenth metastable', () => {
  const [full, tenth, less] = [100, 90, 89].map((targetInFlight) => ({ targetInFlight }))
  expect(quarters(full!, tenth!, tenth!)).toBe('metastable')
  expect(quarters(full!, tenth!, less!)).toBe('slow')
})

test('backlog is what is in the queue and in the target; where that cannot be seen, what clients wait for', () => {
  const inQueue = { targetInFlight: 10, queueDepth: 90 }
  expect(quarters(inQueue, inQueue, { targetInFlight: 10, queueDepth: 69 })).toBe('slow')
  expect(quarters(inQueue, inQueue, { targetInFlight: 10, queueDepth: 70 })).toBe('metastable')
  expect(quarters({ inFlight: 100 }, { inFlight: 90 }, { inFlight: 89 })).toBe('slow')
  expect(quarters({ inFlight: 100, targetInFlight: 5 }, { targetInFlight: 5 }, { targetInFlight: 5 })).toBe(
    'metastable',
  )
})

test('attempts per request that fall by more than a tenth are slow, by a tenth metastable', () => {
  expect(quarters({ attempts: 40 }, { attempts: 36 }, { attempts: 36 })).toBe('metastable')
  expect(quarters({ attempts: 40 }, { attempts: 36 }, { attempts: 35 })).toBe('slow')
  expect(quarters({ attempts: 40 }, { attempts: 20, offered: 10 }, { attempts: 20, offered: 10 })).toBe('metastable')
})

// 3 x 160 / (100 - 20) = 6 s.
const BACKLOG = second(0, { targetInFlight: 100, queueDepth: 60 })
const horizon = (loadEndMs: number, fields: Partial<JudgedCourse> = {}) =>
  judgeCourse(course(seconds(6, 0, { targetInFlight: 1 }), { capacityPerSecond: 100, loadEndMs, ...fields }, BACKLOG))

test('horizon: 3 x backlog / (capacity - load) of load after the trigger is enough, one ms less is undecided', () => {
  expect(horizon(8000)).toEqual({ kind: 'metastable', reason: '' })
  expect(horizon(7999)).toEqual({
    kind: 'undecided',
    reason: 'the load lasts 6.0 s after the trigger; a backlog of 160 needs 6.0 s to be told from a collapse',
  })
})

test('the backlog is that of the window in which the trigger ends', () => {
  const of = (triggerEndMs: number) => horizon(8000, { triggerEndMs, triggerStartMs: 0, capacityPerSecond: 50 })?.kind
  expect([of(1000), of(1000.001), of(2000), of(2000.001)]).toEqual([
    'metastable',
    'undecided',
    'undecided',
    'metastable',
  ])
})

test('attempts that end with the load do not fall', () => {
  const idle = new Array(3).fill(windowRow())
  expect(kindOf([...seconds(8, 0), ...idle, ...idle])).toBe('metastable')
  expect(kindOf([...seconds(8, 0, { targetInFlight: 5 }), ...idle, ...idle])).toBe('slow')
})

test('a load at the capacity or above it is undecided, just below it without backlog is not', () => {
  const of = (capacityPerSecond: number) => judgeCourse(course(seconds(8, 0), { capacityPerSecond }))
  const reason = 'the load of 20.0 requests/s is not below the capacity of 20.0'
  expect(of(20)).toEqual({ kind: 'undecided', reason })
  expect(of(20.001)?.kind).toBe('metastable')
})

test('the horizon is asked of what is bad at the end alone: what recovers or swings is judged without it', () => {
  const short = { capacityPerSecond: 1 }
  expect(kindOf(spelled('bggggg'), short)).toBe('recovered')
  expect(kindOf(spelled('gggggbbgggggbbgggggbb'), short)).toBe('oscillating')
  expect(kindOf(seconds(8, 0), short)).toBe('undecided')
})

test('a collapse whose load ends too soon is undecided, not slow: a backlog may fall for a while', () => {
  const falling = [...seconds(6, 0, { targetInFlight: 9 }), ...seconds(2, 0, { targetInFlight: 1 })]
  // 3 x 160 / (80 - 20) = 8 s.
  const of = (fields: Partial<JudgedCourse>) => kindOf(falling, fields, BACKLOG)
  expect(of({ capacityPerSecond: 80 })).toBe('slow')
  expect(of({ capacityPerSecond: 79.999 })).toBe('undecided')
  expect(of({ capacityPerSecond: null })).toBe('slow')
})

test('the same course in windows of 100 ms has the same verdict', () => {
  const split = (rows: readonly WindowRow[]) =>
    rows.flatMap((row) =>
      Array.from({ length: 10 }, () => ({
        ...row,
        ...{ offered: row.offered / 10, goodPlanned: row.goodPlanned / 10, attempts: row.attempts / 10 },
      })),
    )
  for (const letters of ['ggggg', 'bbbggggg', 'gggggbbgggggbbgggggbb', 'bbbbbbbb', 'ggggbbggggbbggggbbggggg']) {
    const whole = course(spelled(letters))
    const fine = { ...whole, windowMs: 100, timeline: split(whole.timeline) }
    expect([letters, judgeCourse(fine)]).toEqual([letters, judgeCourse(whole)])
  }
})

test('P(collapse) counts what is metastable or oscillates', () => {
  expect(VERDICT_KINDS.filter(isCollapse)).toEqual(['oscillating', 'metastable'])
})
