import type { Outcome } from '../core/outcome.ts'

/** A request sent alone, outside of a run. */
export interface Probe {
  readonly ms: number
  readonly outcome: Outcome
}

/** How a service answers a request that comes alone while nothing else goes on. */
export interface Level {
  /** The slowest of its answers, ms. */
  readonly answerMs: number
  /** Whether some of them are errors. */
  readonly hasErrors: boolean
}

/** Probes that show a level, fewer where they take longer. */
const LEVEL_PROBES = 10
const LEVEL_MS = 3000
/** Good probes in a row that show a service at rest, fewer where they take longer. */
const GOOD_PROBES = 5
const GOOD_MS = 1000
/** What a busy machine may add to an answer, ms. */
const NOISE_MS = 20

/** Whether probes are enough to show a level. */
export function showLevel(probes: readonly Probe[]): boolean {
  return probes.length >= LEVEL_PROBES || totalMs(probes) >= LEVEL_MS
}

/**
 * The level that probes show. The first half is left out, because code and caches may be cold. Undefined when most had
 * no answer.
 */
export function levelOf(probes: readonly Probe[]): Level | undefined {
  const warm = probes.slice(Math.floor(probes.length / 2))
  const answered = warm.filter(isAnswered)
  if (answered.length === 0 || 2 * answered.length < warm.length) return undefined
  return {
    answerMs: Math.max(...answered.map(({ ms }) => ms)),
    hasErrors: probes.some((probe) => isAnswered(probe) && probe.outcome.kind !== 'ok'),
  }
}

/** The quicker of two levels of a service: at the other one its code was cold, or it was not at rest. */
export function quicker(one: Level, other: Level | undefined): Level {
  if (other === undefined) return one
  return { answerMs: Math.min(one.answerMs, other.answerMs), hasErrors: one.hasErrors || other.hasErrors }
}

/** The slowest answer of a service at rest, ms. Few answers show the level, so twice as slow is as quick. */
export function answerMaxMs({ answerMs }: Level): number {
  return 2 * answerMs + NOISE_MS
}

/**
 * How long a service may take to show that it is at rest, ms: its drain, and the good probes in a row that may begin
 * when it ends.
 */
export function restMaxMs(drainMs: number, level: Level): number {
  const answerMs = answerMaxMs(level)
  return drainMs + Math.min(GOOD_PROBES * answerMs, GOOD_MS + answerMs)
}

/** Whether a service answers as at its level: several probes in a row up to the last. */
export function isAtRest(probes: readonly Probe[], level: Level): boolean {
  const isGood = (probe: Probe) =>
    isAnswered(probe) && (probe.outcome.kind === 'ok' || level.hasErrors) && probe.ms <= answerMaxMs(level)
  const row = probes.slice(probes.findLastIndex((probe) => !isGood(probe)) + 1)
  return row.length >= GOOD_PROBES || (row.length > 0 && totalMs(row) >= GOOD_MS)
}

/** Whether the service answered at all, if only with an error. */
function isAnswered({ outcome }: Probe): boolean {
  return outcome.kind === 'ok' || (outcome.kind === 'failed' && outcome.reason.startsWith('http '))
}

function totalMs(probes: readonly Probe[]): number {
  return probes.reduce((sum, { ms }) => sum + ms, 0)
}
