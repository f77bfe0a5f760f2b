import type { BrokerCrash, BrokerInfo, ConsumerCrash, Incident, Testimony } from '../core/broker-info.ts'
import type { AttemptCause, RetryReason } from '../core/call.ts'
import type { Mechanism, OutcomeKind } from '../core/outcome.ts'
import type { Phase } from '../core/phase.ts'
import type { HistogramData } from './histogram.ts'
import type { Verdict } from './verdict.ts'

export type LatencyName = 'response' | 'accepted' | 'service' | 'dispatch_delay'
export const LATENCIES = ['response', 'accepted', 'service', 'dispatch_delay'] as const satisfies LatencyName[]

/** Outcomes of the requests planned in one phase. `goodDone` counts those completed in it. */
export interface PhaseResult {
  readonly phase: Phase
  /** Planned length of the phase, or its length until the run was interrupted, ms. Late answers do not extend it. */
  readonly spanMs: number
  readonly requests: number
  readonly outcomes: Readonly<Record<OutcomeKind, number>>
  /** Number of requests by reason, such as `failed: error` or `dropped: late`. */
  readonly reasons: Readonly<Record<string, number>>
  /** Requests that succeeded, but after their deadline. */
  readonly late: number
  /** Requests completed during the phase within their deadline, whenever they were planned. */
  readonly goodDone: number
  /** For requests of `goodDone` completed after the last stage of the load: the time since its end. */
  readonly goodAfterLoad: HistogramData
  /** Answers to a message whose request had already ended, as counted by the consumers. */
  readonly duplicates: number
  readonly attempts: Readonly<Record<AttemptCause, number>>
  /** Rejected attempts, by mechanism. */
  readonly rejections: Readonly<Record<Mechanism, number>>
  /** Busy time of the target for answers that came in time, ms; null when the target does not report it. */
  readonly usefulBusyMs: number | null
  /** Requests that the injected failures alone would fail, without retries and overload. */
  readonly expectedFailures: number
  readonly latencies: Readonly<Record<LatencyName, HistogramData>>
}

/** One window of a run. Latencies are of requests that succeeded in it, whole us; null for too few requests. */
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
  /** Attempts that clients wait for: the maximum, and the number at the end of the window. */
  readonly inFlightMax: number
  readonly inFlight: number
  /** Attempts inside the target at the end of the window, waited for or not; null where this is unknown. */
  readonly targetInFlight: number | null
  /**
   * Open requests at the end of the window, wherever they wait: in the client, its pool, its timers, the broker or the
   * target.
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

/** Counters of the target. */
export interface TargetCounters {
  readonly attempts: number
  /** Attempts that reached the last tier of a chain; null for a target that is no chain. */
  readonly leafAttempts: number | null
  /** Executions that completed. */
  readonly ok: number
  /**
   * Completed executions beyond the first of their request; in a chain, of each call to its last tier. Missing in older
   * results.
   */
  readonly duplicates?: number
  readonly errors: number
  /** Attempts that it rejected because its queue was full, or dropped because their caller had given up. */
  readonly shed: number
  readonly busyMs: number
  readonly inFlightMax: number
  /** Work finished after its caller had stopped waiting. */
  readonly abandoned: number
  /** Attempts still in it when it was read, 2 s after the run. No figure has their later cost. Left out when 0. */
  readonly leftInFlight?: number
  /** 99th percentile of the event-loop delay of the target, ms. */
  readonly loopDelayP99Ms: number
}

/** Answers of a target that does not count attempts itself, as counted by its clients. */
export interface AnswerCounts {
  /** By HTTP status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Attempts without an answer, by reason. */
  readonly unanswered: Readonly<Record<string, number>>
  /** Attempts sent a second time, because the target closed their idle connection while they were on their way. */
  readonly resent: number
  /** Answers that were not as the suite expects, by reason; only where it expects something special. */
  readonly unexpected?: Readonly<Record<string, number>>
  /** Only for a target that is a function of the user. */
  readonly calls?: CallCounts
}

/** Calls of a function of the user, whose failures are `unanswered` attempts. */
export interface CallCounts {
  /** Calls that ended without an error. */
  readonly ok: number
  /** Longest time for which the function blocked the generator before it returned its promise, ms. */
  readonly blockedMsMax: number
}

/** Counts of the fault proxy before a service. */
export interface ProxyCounts {
  /** Connections that clients opened. */
  readonly connections: number
  /** Requests that arrived; null for a proxy that passes bytes and sees no requests. */
  readonly requests: number | null
  /** Requests, or connections, that it passed on to the service. */
  readonly passed: number
  /** Answers of the service. */
  readonly answered: number
  /** Requests sent to the service a second time, because it had closed their idle connection. */
  readonly resent: number
  /** Requests, answers or connections that it had no room for. */
  readonly notPassed: number
  /** Failures that faults injected, by kind, such as `http 503` or `refused`. */
  readonly injected: Readonly<Record<string, number>>
  readonly bytesToService: number
  readonly bytesFromService: number
  /** 99th percentile of its event-loop delay, ms. */
  readonly loopDelayP99Ms: number
  /**
   * Most time that it adds to an answer without faults, ms: the upper 95 % bound of the median, measured before the
   * first run. Null when that failed.
   */
  readonly addedMaxMs: number | null
}

/** The broker of a run, the run's settings for it, and its incidents. */
export interface BrokerRecord extends BrokerInfo {
  readonly depthMax: number
  readonly deliveriesMax: number
  /** Lease of a delivery, ms; null when the broker never takes a delivery back. */
  readonly leaseMs: number | null
  /** Counts of messages by id, as producer and consumers saw them. */
  readonly seen: Testimony
  readonly incidents: readonly Incident[]
  /** The crash of the broker; null when the run did not kill it. */
  readonly crash: BrokerCrash | null
  /** The crash of a consumer; null when the run killed none. */
  readonly consumerCrash: ConsumerCrash | null
}

/** One of several generators that shared the load of a run. */
export interface WorkerRecord {
  /** Host and process id. */
  readonly name: string
  /** Environment class of its host. Figures of several hosts are comparable only within one class. */
  readonly environmentClass: string
  /** Requests that the plan gave it, and how many of them it reported. */
  readonly planned: number
  readonly requests: number
  /** Why it was lost, and when it last reported, ms since the run began; null when it reported all. */
  readonly lost: { readonly atMs: number; readonly why: string } | null
  /** Largest possible difference of its clock from that of the others, ms. */
  readonly clockErrorMs: number
}

/** A bound of `validity` that the lateness of the generator or of the target exceeded. */
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
  /** Given only for lateness, which another run of the same cell may not have. */
  readonly exceeded?: Exceeded
}

export type RunStatus = 'valid' | 'invalid' | 'partial'

/** The measured run of one cell (suite x variant x arm) with one seed. */
export interface RunResult {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly style: 'rpc' | 'queue'
  /** Start of the latency that the report shows first. */
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
  /** Requests to shards that no fault affects, and those of them completed in time; null without such shards. */
  readonly spared: { readonly requests: number; readonly good: number } | null
  /** Capacity of the target, requests/s; null when it is unknown. */
  readonly capacityPerSecond: number | null
  /** A recovery that takes longer is `slow`, ms. */
  readonly recoverWithinMs: number
  /** Start and end of the trigger, ms; null when there is none. */
  readonly triggerStartMs: number | null
  readonly triggerEndMs: number | null
  /** Null without a trigger, and for an interrupted run. */
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
  /** Only for a run in real time against a service of the user. */
  readonly answers?: AnswerCounts
  /** Only for a run against a service with faults. */
  readonly proxy?: ProxyCounts
  /** Only for a run whose suite or command line names its broker. */
  readonly broker?: BrokerRecord
  /** Only for a run whose load several generators shared. */
  readonly workers?: readonly WorkerRecord[]
  /** Only for a virtual run that was repeated and compared: hash over (time, request, event), and number of events. */
  readonly trace?: { readonly hash: string; readonly events: number }
}

/** A run before it is judged. */
export type MeasuredRun = Omit<RunResult, 'status' | 'warnings' | 'verdict'>
