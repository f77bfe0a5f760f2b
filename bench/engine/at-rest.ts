import type { Outcome } from '../core/outcome.ts'

/** A request sent alone, outside of a run. */
export interface Probe {
  readonly ms: number
  readonly outcome: Outcome
  /** Whether the service answered, even with an error. */
  readonly isAnswer: boolean
}

/** The answers of a service to single requests while it has no other load. */
export interface Level {
  /** The slowest of its answers, ms. */
  readonly answerMs: number
  /** Whether some of them are errors. */
  readonly hasErrors: boolean
}

/** Number of probes that show a level; fewer are enough once they have taken this long. */
const LEVEL_PROBES = 10
const LEVEL_MS = 3000
/** Good probes in a row that show a service at rest; fewer are enough once they have taken this long. */
const GOOD_PROBES = 5
const GOOD_MS = 1000
/** Delay that a busy machine may add to an answer, ms. */
const NOISE_MS = 20

/** Whether probes are enough to show a level. */
export function showLevel(probes: readonly Probe[]): boolean {
  return probes.length >= LEVEL_PROBES || totalMs(probes) >= LEVEL_MS
}

/**
 * Returns the level that probes show, without their first half, because code and caches may be cold then. Undefined
 * when most of the others had no answer.
 */
export function levelOf(probes: readonly Probe[]): Level | undefined {
  const warm = probes.slice(Math.floor(probes.length / 2))
  const answered = warm.filter(({ isAnswer }) => isAnswer)
  if (answered.length === 0 || 2 * answered.length < warm.length) return undefined
  return {
    answerMs: Math.max(...answered.map(({ ms }) => ms)),
    hasErrors: probes.some((probe) => probe.isAnswer && probe.outcome.kind !== 'ok'),
  }
}

/** Joins two levels of a service by the quicker answer: at the slower one its code was cold, or it was not at rest. */
export function quicker(one: Level, other: Level | undefined): Level {
  if (other === undefined) return one
  return { answerMs: Math.min(one.answerMs, other.answerMs), hasErrors: one.hasErrors || other.hasErrors }
}

/** The slowest answer of a service at rest, ms. Few answers show the level, so twice its time still counts. */
export function answerMaxMs({ answerMs }: Level): number {
  return 2 * answerMs + NOISE_MS
}

/**
 * Time that a service may take to show that it is at rest, ms: its drain, and then the good probes in a row that may
 * begin when the drain ends.
 */
export function restMaxMs(drainMs: number, level: Level): number {
  const answerMs = answerMaxMs(level)
  return drainMs + Math.min(GOOD_PROBES * answerMs, GOOD_MS + answerMs)
}

/** Whether enough probes in a row, up to the last one, were answered as at the level. */
export function isAtRest(probes: readonly Probe[], level: Level): boolean {
  const isGood = (probe: Probe) =>
    probe.isAnswer && (probe.outcome.kind === 'ok' || level.hasErrors) && probe.ms <= answerMaxMs(level)
  const row = probes.slice(probes.findLastIndex((probe) => !isGood(probe)) + 1)
  return row.length >= GOOD_PROBES || (row.length > 0 && totalMs(row) >= GOOD_MS)
}

function totalMs(probes: readonly Probe[]): number {
  return probes.reduce((sum, { ms }) => sum + ms, 0)
}
