import type { AttemptCause } from '../core/call.ts'
import type { Mechanism, OutcomeKind } from '../core/outcome.ts'
import type { Phase } from '../core/phase.ts'
import type { HistogramData } from './histogram.ts'

export type LatencyName = 'response' | 'accepted' | 'service' | 'dispatch_delay'
export const LATENCIES = ['response', 'accepted', 'service', 'dispatch_delay'] as const satisfies LatencyName[]

/** What became of the requests planned in one phase (of `goodDone`: of those completed in it). */
export interface PhaseResult {
  readonly phase: Phase
  readonly spanMs: number
  readonly requests: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
  /** `failed: error`, `dropped: late`, ... and how many requests ended so. */
  readonly reasons: Readonly<Record<string, number>>
  /** Requests that succeeded, but after their deadline. */
  readonly late: number
  /** Requests completed during the phase within their deadline, whenever they were planned. */
  readonly goodDone: number
  readonly duplicates: number
  readonly attempts: Readonly<Record<AttemptCause, number>>
  /** Attempts turned away, by mechanism. */
  readonly rejections: Readonly<Record<Mechanism, number>>
  /** Target time spent on answers that came in time, ms; null when the target does not tell. */
  readonly usefulBusyMs: number | null
  /** Requests that the injected failures alone would fail, without retries and overload. */
  readonly expectedFailures: number
  readonly latencies: Readonly<Record<LatencyName, HistogramData>>
}

/** One window of a run. Latencies are those of requests that succeeded in it, whole us; null where too few tell. */
export interface WindowRow {
  readonly fromMs: number
  readonly phase: Phase
  readonly offered: number
  readonly good: number
  readonly attempts: number
  readonly retries: number
  readonly inFlightMax: number
  readonly queueDepth: number
  readonly queueAgeMs: number
  readonly breakersOpen: number
  readonly rejections: Readonly<Record<Mechanism, number>>
  readonly p50Us: number | null
  readonly p99Us: number | null
  readonly maxUs: number | null
}

/** What the target counted itself. */
export interface TargetCounters {
  readonly attempts: number
  readonly ok: number
  readonly errors: number
  /** Turned away because its queue was full, or dropped because the caller had given up. */
  readonly shed: number
  readonly busyMs: number
  readonly inFlightMax: number
  /** Work finished after its caller had stopped waiting. */
  readonly abandoned: number
  /** 99th percentile of the delay of the target's own event loop. */
  readonly loopDelayP99Ms: number
}

/** A doubt about a run, with what to do about it. `invalid`: its numbers must not be used. */
export interface Warning {
  readonly severity: 'invalid' | 'note'
  readonly message: string
  readonly advice: string
}

export type RunStatus = 'valid' | 'invalid' | 'partial'

/** One suite x variant x arm x seed, measured. */
export interface RunResult {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly style: 'rpc' | 'queue'
  /** Which latency the report leads with. */
  readonly clockFrom: 'plan' | 'dequeue'
  readonly repeat: number
  readonly seed: number
  readonly clock: 'real' | 'virtual'
  readonly status: RunStatus
  readonly warnings: readonly Warning[]
  /** Deadline of a request from its planned time, ms; null when there is none. */
  readonly deadlineMs: number | null
  /** From the first planned start to the last result. */
  readonly durationMs: number
  readonly phases: readonly PhaseResult[]
  readonly windowMs: number
  readonly timeline: readonly WindowRow[]
  /** End of the trigger, ms; null when there is none. */
  readonly triggerEndMs: number | null
  /** When the last planned stage ends, ms. */
  readonly loadEndMs: number
  readonly inFlightMax: number
  readonly queueDepthMax: number
  readonly queueAgeMaxMs: number
  /** Null for a target that does not count. */
  readonly target: TargetCounters | null
  readonly eventLoopDelayP99Ms: number
}
