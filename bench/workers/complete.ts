import { type Cell, seedOf } from '../cell.ts'
import { OUTCOME_KINDS } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import { WORKER_LOST } from '../metrics/lateness.ts'
import type { PhaseResult } from '../metrics/result.ts'
import { NONE_THROWN } from '../metrics/thrown.ts'
import { emptyRow } from '../metrics/timeline.ts'
import type { Planned } from './planned.ts'

/**
 * Completes the last report of a lost worker to its whole plan. Requests that it had begun count as unfinished, the
 * others as dropped, so that no share of the load vanishes. `windows`: least number of windows.
 */
export function completed({ result, ...rest }: Measurement, planned: Planned, windows: number): Measurement {
  const phases = result.phases.map((counts) => completedPhase(counts, planned))
  const count = Math.max(windows, result.timeline.length, planned.offered.length)
  const timeline = Array.from({ length: count }, (_, i) => {
    const fromMs = i * result.windowMs
    return { ...(result.timeline[i] ?? emptyRow(fromMs, planned.phaseAt(fromMs))), offered: planned.offered[i] ?? 0 }
  })
  const spared = result.spared === null ? null : { ...result.spared, requests: planned.spared ?? 0 }
  return { ...rest, result: { ...result, phases, timeline, spared }, interrupted: false }
}

/** Returns the counts of a phase in which open requests are unfinished. */
export function withOpen(counts: PhaseResult): PhaseResult {
  const { outcomes, reasons, requests } = counts
  const open = requests - OUTCOME_KINDS.reduce((sum, kind) => sum + outcomes[kind], 0)
  if (open <= 0) return counts
  return {
    ...counts,
    outcomes: { ...outcomes, unfinished: outcomes.unfinished + open },
    reasons: { ...reasons, unfinished: (reasons.unfinished ?? 0) + open },
  }
}

function completedPhase(counts: PhaseResult, planned: Planned): PhaseResult {
  const { requests, expectedFailures } = planned.byPhase.get(counts.phase)!
  const { outcomes, reasons, ...rest } = withOpen(counts)
  const notStarted = requests - counts.requests
  const why = `dropped: ${WORKER_LOST}`
  return {
    ...rest,
    requests,
    expectedFailures,
    outcomes: { ...outcomes, dropped: outcomes.dropped + notStarted },
    reasons: notStarted === 0 ? reasons : { ...reasons, [why]: (reasons[why] ?? 0) + notStarted },
  }
}

/** Returns the report of a generator that has done nothing. */
export function emptyReport(cell: Cell, repeat: number): Measurement {
  const seed = seedOf(cell, repeat)
  const never = () => () => undefined
  const experiment = new Experiment(new VirtualClock(), cell, never, { seed, onError: () => undefined })
  const result = { ...experiment.result(), repeat, clock: 'real' as const, target: null }
  return {
    result: { ...result, eventLoopDelayP99Ms: 0, othersCores: null },
    responses: [],
    errors: NONE_THROWN,
    attemptsUnsure: 0,
    abandonedEarly: 0,
    attemptsNotSent: 0,
    interrupted: false,
    notRemoved: [],
  }
}
