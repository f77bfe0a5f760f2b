import type { BrokerCrash, BrokerInfo, ConsumerCrash, Incident, Testimony } from '../core/broker-info.ts'
import type { AttemptCause, RetryReason } from '../core/call.ts'
import type { Mechanism, OutcomeKind } from '../core/outcome.ts'
import type { Phase } from '../core/phase.ts'
import type { HistogramData } from './histogram.ts'
import type { Verdict } from './verdict.ts'

export type LatencyName = 'response' | 'accepted' | 'service' | 'dispatch_delay'
export const LATENCIES = ['response', 'accepted', 'service', 'dispatch_delay'] as const satisfies LatencyName[]

/** What became of the requests planned in one phase (of `goodDone`: of those completed in it). */
export interface PhaseResult {
  readonly phase: Phase
  /**
   * How long the phase lasts by the plan, or did until the run was broken off, ms. Answers after the last stage do not
   * stretch it.
   */
  readonly spanMs: number
  readonly requests: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
  /** `failed: error`, `dropped: late`, ... and how many requests ended so. */
  readonly reasons: Readonly<Record<string, number>>
  /** Requests that succeeded, but after their deadline. */
  readonly late: number
  /** Requests completed during the phase within their deadline, whenever they were planned. */
  readonly goodDone: number
  /** How long after the last stage of the load those of `goodDone` were completed that were completed after it. */
  readonly goodAfterLoad: HistogramData
  /** Answers to a message whose request had already ended, as the consumers saw it. */
  readonly duplicates: number
  readonly attempts: Readonly<Record<AttemptCause, number>>
  /** Attempts turned away, by mechanism. */
  readonly rejections: Readonly<Record<Mechanism, number>>
  /** Target time spent on answers that came in time, ms, as the target named it; null when it names none. */
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
  /** Completed in it within their deadline, whenever they were planned. */
  readonly good: number
  /** Planned in it and completed within their deadline, whenever that was. */
  readonly goodPlanned: number
  readonly attempts: number
  /** Attempts other than first ones: retries, hedges and redeliveries. */
  readonly retries: number
  /** Retries by how the attempt before them ended. */
  readonly retriesAfter: Readonly<Record<RetryReason, number>>
  readonly redeliveries: number
  /** Attempts that clients wait for, at most and at its end. */
  readonly inFlightMax: number
  readonly inFlight: number
  /** Attempts inside the target at its end, waited for or not; null where that cannot be seen. */
  readonly targetInFlight: number | null
  /**
   * Requests that have not ended at its end, wherever they wait: in the client, its pool or its timers, in the broker,
   * at the target.
   */
  readonly open: number
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
  /** Attempts that reached the last tier of a chain; null for a target that is no chain. */
  readonly leafAttempts: number | null
  /** Executions that completed. */
  readonly ok: number
  /**
   * Those of them beyond the first of their request, in a chain of the calls of its last tier; absent from results from
   * before they were counted.
   */
  readonly duplicates?: number
  readonly errors: number
  /** Turned away because its queue was full, or dropped because the caller had given up. */
  readonly shed: number
  readonly busyMs: number
  readonly inFlightMax: number
  /** Work finished after its caller had stopped waiting. */
  readonly abandoned: number
  /**
   * Attempts still in it when it was read, 2 s after the end of the run; what they cost from then on is in no figure.
   * Left out when there are none.
   */
  readonly leftInFlight?: number
  /** 99th percentile of the delay of the target's own event loop. */
  readonly loopDelayP99Ms: number
}

/** How the attempts at a target that does not count for us were answered, as its clients saw it. */
export interface AnswerCounts {
  /** By HTTP status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Attempts without an answer, by reason. */
  readonly unanswered: Readonly<Record<string, number>>
  /**
   * Attempts sent a second time: the target had closed their connection, because it idled, when they were on their way.
   */
  readonly resent: number
}

/** The broker of a run, what the run asked of it, and what happened to it. */
export interface BrokerRecord extends BrokerInfo {
  readonly depthMax: number
  readonly deliveriesMax: number
  /** Null when a delivery is never taken back from its consumer. */
  readonly leaseMs: number | null
  /** What producer and consumer saw, by message ids. */
  readonly seen: Testimony
  readonly incidents: readonly Incident[]
  /** Of a broker that was killed and started again; null of one that was not. */
  readonly crash: BrokerCrash | null
  /** Of a consumer that was killed; null when none was. */
  readonly consumerCrash: ConsumerCrash | null
}

/** One of several generators that shared the load of a run. */
export interface WorkerRecord {
  /** Host and process. */
  readonly name: string
  /** What must be equal for figures of different hosts to be comparable. */
  readonly environmentClass: string
  /** Requests the plan gave it, and how many of them it told of. */
  readonly planned: number
  readonly requests: number
  /** Why nothing more was heard of it, and when it was heard last, ms since the run began; null when it told all. */
  readonly lost: { readonly atMs: number; readonly why: string } | null
  /** How far its clock may have been off that of the others, ms. */
  readonly clockErrorMs: number
}

/** A bound of `validity` that lateness of the generator or the target exceeded. */
export interface Exceeded {
  /** Names the figure, such as "event-loop delay of the generator". */
  readonly what: string
  readonly value: number
  readonly bound: number
  readonly unit: 'ms' | 'ratio'
}

/** A doubt about a run, with what to do about it. `invalid`: its numbers must not be used. */
export interface Warning {
  readonly severity: 'invalid' | 'note'
  readonly message: string
  readonly advice: string
  /** Only of lateness, which another run of the same cell may not have. */
  readonly exceeded?: Exceeded
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
  /**
   * Requests to a part of the target that no fault touches, and those of them completed in time; null without such a
   * part.
   */
  readonly spared: { readonly requests: number; readonly good: number } | null
  /** Requests/s the target can do; null when it is not known. */
  readonly capacityPerSecond: number | null
  /** A recovery that takes longer is called slow. */
  readonly recoverWithinMs: number
  /** Start and end of the trigger, ms; null when there is none. */
  readonly triggerStartMs: number | null
  readonly triggerEndMs: number | null
  /** Null without a trigger, and for a run that was broken off. */
  readonly verdict: Verdict | null
  /** When the last planned stage ends, ms. */
  readonly loadEndMs: number
  readonly inFlightMax: number
  readonly queueDepthMax: number
  readonly queueAgeMaxMs: number
  /** Null for a target that does not count. */
  readonly target: TargetCounters | null
  readonly eventLoopDelayP99Ms: number
  /** Cores that other programs kept busy during the run; null in virtual time, or where it is not known. */
  readonly othersCores: number | null
  /** Of a run in real time against a URL. */
  readonly answers?: AnswerCounts
  /** Of a run whose suite or command line names its broker. */
  readonly broker?: BrokerRecord
  /** Of a run whose load several generators shared. */
  readonly workers?: readonly WorkerRecord[]
  /** Of a virtual run that was done twice and compared: hash over (time, request, event), and how many events. */
  readonly trace?: { readonly hash: string; readonly events: number }
}

/** A run before it is judged. */
export type MeasuredRun = Omit<RunResult, 'status' | 'warnings' | 'verdict'>
