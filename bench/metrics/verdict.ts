import {
  backlogOf,
  type Course,
  GOOD_SECONDS,
  GOOD_SHARE,
  isGood,
  recoveryTimeMs,
  type Second,
  secondsFrom,
} from './recovery.ts'
import type { RunResult } from './result.ts'

/**
 * What became of a system after its trigger. `absorbed`: never a bad second. `recovered`: good again within the limit.
 * `slow`: later, or still getting better at the end. `oscillating`: good again and bad again three times. `metastable`: bad
 * at the end of the run, and neither backlog nor amplification falls: it stays so without its trigger. `undecided`: the run
 * is too short to tell a plain backlog from a collapse, or the load is above capacity anyway.
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
  return course && judgeCourse(course)
}

/** As {@link verdictOf}, on the course alone. */
export function judgeCourse(course: JudgedCourse): Verdict | undefined {
  const after = secondsFrom(course, Math.ceil(course.triggerEndMs / course.windowMs) * course.windowMs)
  if (after.length < GOOD_SECONDS) return undefined
  const plain = (kind: VerdictKind): Verdict => ({ kind, reason: '' })
  if (secondsFrom(course, course.triggerStartMs).every(isGood)) return plain('absorbed')
  if (reEntries(after) >= RE_ENTRIES_MIN) return plain('oscillating')
  if (!isBadAtEnd(after)) return plain(recoveryTimeMs(course) > course.recoverWithinMs ? 'slow' : 'recovered')
  if (isFalling(after)) return plain('slow')
  const reason = tooShort(course, after)
  return reason === undefined ? plain('metastable') : { kind: 'undecided', reason }
}

/** Times that five good seconds were followed by a bad one. */
function reEntries(seconds: readonly Second[]): number {
  let [run, count] = [0, 0]
  for (const second of seconds) {
    if (isGood(second)) run += 1
    else {
      if (run >= GOOD_SECONDS) count += 1
      run = 0
    }
  }
  return count
}

function isBadAtEnd(seconds: readonly Second[]): boolean {
  const last = seconds.slice(-GOOD_SECONDS)
  return sum(last, 'good') < GOOD_SHARE * sum(last, 'offered')
}

/** Whether backlog or attempts per request fall from the third quarter of the time after the trigger to the last. */
function isFalling(seconds: readonly Second[]): boolean {
  const half = Math.floor(seconds.length / 2)
  const quarter = Math.floor((seconds.length + half) / 2)
  const [third, last] = [seconds.slice(half, quarter), seconds.slice(quarter)]
  const backlog = (part: readonly Second[]) => sum(part, 'backlog') / part.length
  const amplification = (part: readonly Second[]) => sum(part, 'attempts') / Math.max(1, sum(part, 'offered'))
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

/** Requests lost to the trigger and what followed it: planned from its start on, and not completed in time. */
export function goodputDeficit({ timeline, windowMs, triggerStartMs, loadEndMs }: Course): number {
  const first = Math.floor(triggerStartMs / windowMs)
  const rows = timeline.slice(first, Math.ceil(loadEndMs / windowMs))
  return rows.reduce((total, { offered, goodPlanned }) => total + offered - goodPlanned, 0)
}

/** Time from the start of the trigger in bad seconds, ms. */
export function degradedMs(course: Course): number {
  return secondsFrom(course, course.triggerStartMs).filter((second) => !isGood(second)).length * 1000
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
