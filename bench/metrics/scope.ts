import { PHASES, type Phase } from '../core/phase.ts'
import { addedHistograms } from './histogram.ts'
import { LATENCIES, type PhaseResult, type RunResult } from './result.ts'

/** Data that a metric is computed from: a whole run without its warm-up (`all`), or one phase of it. */
export interface Scope {
  readonly phase: Phase | 'all'
  readonly counts: PhaseResult
  readonly run: RunResult
}

/** The scopes of a run: `all`, then its phases in order. */
export function scopesOf(run: RunResult): Scope[] {
  const phases = PHASES.flatMap((phase) => run.phases.filter((counts) => counts.phase === phase))
  const measured = phases.filter((counts) => counts.phase !== 'warmup')
  return [
    { phase: 'all', counts: measured.reduce(sum), run },
    ...(phases.length > 1 ? phases.map((counts): Scope => ({ phase: counts.phase, counts, run })) : []),
  ]
}

/** Attempts by all causes. */
export function attemptsOf({ attempts }: Pick<PhaseResult, 'attempts'>): number {
  return attempts.first + attempts.retry + attempts.hedge + attempts.redelivery
}

/** Busy time of the target, ms; NaN when it does not report it. */
export function busyMs(run: RunResult): number {
  return run.target?.busyMs ?? Number.NaN
}

/** Busy time for answers that came in time, ms. Includes the warm-up, because the target counts over all phases. */
export function usefulBusyMs(run: RunResult): number {
  return run.phases.reduce((total, counts) => total + (counts.usefulBusyMs ?? Number.NaN), 0)
}

function sum(a: PhaseResult, b: PhaseResult): PhaseResult {
  const latencies = Object.fromEntries(
    LATENCIES.map((name) => [name, addedHistograms([a.latencies[name], b.latencies[name]])]),
  ) as PhaseResult['latencies']
  return {
    phase: a.phase,
    spanMs: a.spanMs + b.spanMs,
    requests: a.requests + b.requests,
    outcomes: sumRecords(a.outcomes, b.outcomes),
    reasons: sumRecords(a.reasons, b.reasons),
    late: a.late + b.late,
    goodDone: a.goodDone + b.goodDone,
    goodAfterLoad: addedHistograms([a.goodAfterLoad, b.goodAfterLoad]),
    duplicates: a.duplicates + b.duplicates,
    attempts: sumRecords(a.attempts, b.attempts),
    rejections: sumRecords(a.rejections, b.rejections),
    usefulBusyMs: a.usefulBusyMs === null || b.usefulBusyMs === null ? null : a.usefulBusyMs + b.usefulBusyMs,
    expectedFailures: a.expectedFailures + b.expectedFailures,
    latencies,
  }
}

function sumRecords<R extends Readonly<Record<string, number>>>(a: R, b: R): R {
  const total: Record<string, number> = { ...a }
  for (const [name, value] of Object.entries(b)) total[name] = (total[name] ?? 0) + value
  return total as R
}
