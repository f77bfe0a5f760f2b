import { OUTCOME_KINDS } from '../core/outcome.ts'
import type { Generated } from '../generate.ts'
import { Histogram } from '../metrics/histogram.ts'
import { WORKER_LOST } from '../metrics/lateness.ts'
import type { PhaseResult, WindowRow } from '../metrics/result.ts'
import type { Planned } from './planned.ts'

/**
 * The last report of a worker that was lost, made to hold its whole plan: what it had begun is unfinished, what it had not is dropped, so that a share of
 * the load never vanishes. Without any report of its own `other`'s tells what one looks like.
 */
export function completed(last: Generated | undefined, planned: Planned, other: Generated): Generated {
  const { result, ...rest } = last ?? nothingLike(other)
  const phases = result.phases.map((counts) => completedPhase(counts, planned))
  const timeline = result.timeline.map((row, i) => ({ ...row, offered: planned.offered[i] ?? 0 }))
  const windows = Math.max(other.result.timeline.length, planned.offered.length)
  const missing = Array.from({ length: Math.max(0, windows - timeline.length) }, (_, i) => {
    const fromMs = (timeline.length + i) * result.windowMs
    const row = { ...other.result.timeline[0]!, fromMs, phase: planned.phaseAt(fromMs) }
    return nothingIn(row, planned.offered[timeline.length + i] ?? 0)
  })
  const spared = result.spared === null ? null : { ...result.spared, requests: planned.spared ?? 0 }
  return { ...rest, result: { ...result, phases, timeline: [...timeline, ...missing], spared }, interrupted: false }
}

function completedPhase(counts: PhaseResult, planned: Planned): PhaseResult {
  const { requests, expectedFailures } = planned.byPhase.get(counts.phase)!
  const ended = OUTCOME_KINDS.reduce((sum, kind) => sum + counts.outcomes[kind], 0)
  const open = counts.requests - ended
  const notStarted = requests - counts.requests
  const { outcomes, reasons } = counts
  return {
    ...counts,
    requests,
    expectedFailures,
    outcomes: {
      ...outcomes,
      unfinished: outcomes.unfinished + open,
      dropped: outcomes.dropped + notStarted,
    },
    reasons: {
      ...reasons,
      ...(open > 0 && { unfinished: (reasons.unfinished ?? 0) + open }),
      ...(notStarted > 0 && { [`dropped: ${WORKER_LOST}`]: notStarted }),
    },
  }
}

/** The report of a worker that has not done anything. */
function nothingLike({ result }: Generated): Generated {
  const none = new Histogram().toData()
  const phases = result.phases.map(
    (counts): PhaseResult => ({
      ...zeroed(counts),
      phase: counts.phase,
      outcomes: zeroed(counts.outcomes),
      reasons: {},
      attempts: zeroed(counts.attempts),
      rejections: zeroed(counts.rejections),
      latencies: { response: none, accepted: none, service: none, dispatch_delay: none },
    }),
  )
  const { broker: _, answers: __, ...own } = result
  return {
    result: {
      ...own,
      phases,
      timeline: [],
      durationMs: 0,
      spared: result.spared && { requests: 0, good: 0 },
      queueDepthMax: 0,
      queueAgeMaxMs: 0,
      eventLoopDelayP99Ms: 0,
      othersCores: null,
    },
    responses: [],
    errors: [],
    attemptsUnsure: 0,
    attemptsNotSent: 0,
    interrupted: false,
    notRemoved: [],
  }
}

function nothingIn({ fromMs, phase, ...row }: WindowRow, offered: number): WindowRow {
  const { retriesAfter, rejections } = row
  const nothing = { p50Us: null, p99Us: null, maxUs: null, targetInFlight: null }
  return {
    ...zeroed({ ...row, ...nothing }),
    ...{ fromMs, phase, offered, retriesAfter: zeroed(retriesAfter), rejections: zeroed(rejections) },
  }
}

/** The same with 0 for every number. */
function zeroed<T extends object>(counts: T): T {
  return Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? 0 : value]),
  ) as T
}
