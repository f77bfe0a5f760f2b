import {
  backlogOf,
  type Course,
  GOOD_SECONDS,
  harmedFromMs,
  isGood,
  recoveryTimeMs,
  type Second,
  secondsFrom,
} from './recovery.ts'
import type { RunResult } from './result.ts'

/**
 * What became of a system after its trigger. `absorbed`: never a bad second. `recovered`: good again within the limit.
 * `slow`: later, or still getting better at the end. `oscillating`: good again for five seconds and bad again for two, three
 * times. `metastable`: bad at the end of the run, and neither backlog nor amplification falls: it stays so without its
 * trigger. `undecided`: the run is too short to tell a plain backlog from a collapse, the load is above capacity anyway, the
 * system was bad before its trigger, or the run is invalid.
 * Vocabulary: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021.
 */
export const VERDICT_KINDS = ['absorbed', 'recovered', 'slow', 'oscillating', 'metastable', 'undecided'] as const
export type VerdictKind = (typeof VERDICT_KINDS)[number]

/** The verdicts that P(collapse) counts. */
export function isCollapse(kind: VerdictKind): boolean {
  return kind === 'metastable' || kind === 'oscillating'
}

export interface Verdict {
  readonly kind: VerdictKind
  /** Why a run is undecided, and what would decide it; empty for the others. */
  readonly reason: string
}

/** A run as a verdict looks at it. */
export interface JudgedCourse extends Course {
  /** Requests/s the target can do; null when it is not known. */
  readonly capacityPerSecond: number | null
  /** A recovery that takes longer is slow. */
  readonly recoverWithinMs: number
}

/** Times a plain backlog needs to drain that a run must go on after the trigger to call anything a collapse. */
const HORIZON_FACTOR = 3
const RE_ENTRIES_MIN = 3
/** Backlog or amplification that is lower by this factor in the last quarter than in the one before is falling. */
const FALLING = 0.9

/** The course of a run after its trigger; undefined for a run without one, or one that was broken off. */
export function courseOf(run: RunResult): JudgedCourse | undefined {
  const { triggerStartMs, triggerEndMs } = run
  if (triggerStartMs === null || triggerEndMs === null || run.status === 'partial') return undefined
  return { ...run, triggerStartMs, triggerEndMs }
}

/** The verdict on a run; undefined without a trigger or without five seconds of load after it. */
export function verdictOf(run: RunResult): Verdict | undefined {
  const course = courseOf(run)
  if (course === undefined) return undefined
  const verdict = judgeCourse(course)
  const doubt = run.warnings.find(({ severity }) => severity === 'invalid')
  // A run without anything to judge has no verdict, valid or not.
  return verdict === undefined || doubt === undefined ? verdict : undecided(`the run is invalid: ${doubt.message}`)
}

/** As {@link verdictOf}, on the course alone. */
export function judgeCourse(course: JudgedCourse): Verdict | undefined {
  const { triggerEndMs, windowMs, recoverWithinMs } = course
  const after = secondsFrom(course, Math.ceil(triggerEndMs / windowMs) * windowMs)
  if (after.length < GOOD_SECONDS) return undefined
  const loaded = after.filter(({ offered }) => offered > 0)
  const badBefore = badBeforeTrigger(course)
  if (badBefore !== undefined) return undecided(badBefore)
  if (secondsFrom(course, harmedFromMs(course)).every(isGood)) return decided('absorbed')
  if (loaded.length < GOOD_SECONDS) {
    return undecided(
      `only ${loaded.length} of the ${after.length} seconds after the trigger have load, ${GOOD_SECONDS} are needed`,
    )
  }
  if (reEntries(loaded) >= RE_ENTRIES_MIN) return decided('oscillating')
  if (isBadAtEnd(loaded)) {
    const reason = tooShort(course, after)
    if (reason !== undefined) return undecided(reason)
    return decided(isFalling(after) ? 'slow' : 'metastable')
  }
  return decided(recoveredAfterMs(course, loaded) <= recoverWithinMs ? 'recovered' : 'slow')
}

function decided(kind: VerdictKind): Verdict {
  return { kind, reason: '' }
}

function undecided(reason: string): Verdict {
  return { kind: 'undecided', reason }
}

/** A system that was bad already shows nothing about its trigger. */
function badBeforeTrigger(course: JudgedCourse): string | undefined {
  const end = Math.floor(harmedFromMs(course) / course.windowMs)
  const before = course.timeline.slice(0, end).filter(({ phase }) => phase !== 'warmup')
  const offered = before.reduce((total, row) => total + row.offered, 0)
  const good = before.reduce((total, row) => total + row.goodPlanned, 0)
  if (isGood({ offered, good })) return undefined
  return `only ${round((100 * good) / offered)} % of the requests planned before the trigger succeeded in time`
}

/** Times that five good seconds were followed by two bad ones; a single one may be chance. */
function reEntries(seconds: readonly Second[]): number {
  let [good, bad, count] = [0, 0, 0]
  for (const second of seconds) {
    if (isGood(second)) {
      good = bad > 0 ? 1 : good + 1
      bad = 0
      continue
    }
    bad += 1
    if (bad === 2 && good >= GOOD_SECONDS) count += 1
  }
  return count
}

/** Recovery time; where seconds without load are in the way, of the seconds with load. Infinity: not within the load. */
function recoveredAfterMs(course: JudgedCourse, loaded: readonly Second[]): number {
  const exactMs = recoveryTimeMs(course)
  const first = loaded.findIndex(
    (_, i) => i + GOOD_SECONDS <= loaded.length && loaded.slice(i, i + GOOD_SECONDS).every(isGood),
  )
  const loadedMs = first < 0 ? Number.POSITIVE_INFINITY : loaded[first]!.fromMs - course.triggerEndMs
  // Without a second that has no load the exact one is never later: it may start at any window.
  return Number.isNaN(exactMs) ? loadedMs : Math.min(exactMs, loadedMs)
}

function isBadAtEnd(seconds: readonly Second[]): boolean {
  const last = seconds.slice(-GOOD_SECONDS)
  return !isGood({ offered: sum(last, 'offered'), good: sum(last, 'good') })
}

/** Whether backlog or attempts per request fall from the third quarter of the time after the trigger to the last. */
function isFalling(seconds: readonly Second[]): boolean {
  const half = Math.floor(seconds.length / 2)
  const quarter = Math.floor((seconds.length + half) / 2)
  const [third, last] = [seconds.slice(half, quarter), seconds.slice(quarter)]
  const backlog = (part: readonly Second[]) => sum(part, 'backlog') / part.length
  // Without load there is none, which is no fall.
  const amplification = (part: readonly Second[]) =>
    sum(part, 'offered') === 0 ? Number.NaN : sum(part, 'attempts') / sum(part, 'offered')
  return [backlog, amplification].some((of) => of(last) < FALLING * of(third))
}

/**
 * The horizon rule: at least 3 x backlog / (capacity - offered) of load must follow the trigger, or a plain backlog
 * would be called a collapse.
 */
function tooShort(course: JudgedCourse, after: readonly Second[]): string | undefined {
  const { capacityPerSecond, timeline, windowMs, triggerEndMs, loadEndMs } = course
  if (capacityPerSecond === null) return undefined
  const offeredPerSecond = sum(after, 'offered') / after.length
  const sparePerSecond = capacityPerSecond - offeredPerSecond
  if (sparePerSecond <= 0) {
    return `the load of ${round(offeredPerSecond)} requests/s is not below the capacity of ${round(capacityPerSecond)}`
  }
  const row = timeline[Math.min(timeline.length, Math.max(1, Math.ceil(triggerEndMs / windowMs))) - 1]!
  const neededMs = (HORIZON_FACTOR * backlogOf(row) * 1000) / sparePerSecond
  if (loadEndMs - triggerEndMs >= neededMs) return undefined
  return `the load lasts ${round((loadEndMs - triggerEndMs) / 1000)} s after the trigger; a backlog of ${backlogOf(row)} needs ${round(neededMs / 1000)} s to be told from a collapse`
}

function round(value: number): string {
  return value.toFixed(1)
}

function sum(seconds: readonly Second[], key: 'offered' | 'good' | 'attempts' | 'backlog'): number {
  return seconds.reduce((total, second) => total + second[key], 0)
}

/** Requests lost to the trigger and what followed it: planned where it can harm them ({@link harmedFromMs}), and not completed in time. */
export function goodputDeficit(course: Course): number {
  const { timeline, windowMs, loadEndMs } = course
  const rows = timeline.slice(Math.floor(harmedFromMs(course) / windowMs), Math.ceil(loadEndMs / windowMs))
  return rows.reduce((total, { offered, goodPlanned }) => total + offered - goodPlanned, 0)
}

/** Time in bad seconds from where the trigger can harm requests on, ms. */
export function degradedMs(course: Course): number {
  return secondsFrom(course, harmedFromMs(course)).filter((second) => !isGood(second)).length * 1000
}

/**
 * From the end of the trigger until the backlog is back at what it was at most before the trigger, ms; Infinity when that
 * does not happen, NaN when nothing was measured before the trigger.
 */
export function drainTimeMs({ timeline, windowMs, triggerStartMs, triggerEndMs }: Course): number {
  const before = timeline.slice(0, Math.floor(triggerStartMs / windowMs))
  if (before.length === 0) return Number.NaN
  const usual = before.reduce((max, row) => Math.max(max, backlogOf(row)), 0)
  const first = Math.max(1, Math.ceil(triggerEndMs / windowMs))
  for (let i = first - 1; i < timeline.length; i++) {
    if (backlogOf(timeline[i]!) <= usual) return Math.max(0, (i + 1) * windowMs - triggerEndMs)
  }
  return Number.POSITIVE_INFINITY
}
