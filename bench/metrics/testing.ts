import { ATTEMPT_CAUSES, type AttemptCause, RETRY_REASONS } from '../core/call.ts'
import { MECHANISMS, type Mechanism, OUTCOME_KINDS, type OutcomeKind } from '../core/outcome.ts'
import { Histogram, type HistogramData } from './histogram.ts'
import type { BrokerRecord, LatencyName, PhaseResult, RunResult, TargetCounters, WindowRow } from './result.ts'
import type { Verdict, VerdictKind } from './verdict.ts'

/** Overrides of a phase. Records need only the entries that are not 0 or not empty. */
type PhaseOverrides = Partial<Omit<PhaseResult, 'outcomes' | 'attempts' | 'rejections' | 'latencies'>> & {
  readonly outcomes?: Partial<Record<OutcomeKind, number>>
  readonly attempts?: Partial<Record<AttemptCause, number>>
  readonly rejections?: Partial<Record<Mechanism, number>>
  readonly latencies?: Partial<Record<LatencyName, HistogramData>>
}

/** For tests: a histogram of these values, ms, each `times` times. */
export function histogram(valuesMs: readonly number[], times = 1): HistogramData {
  const values = new Histogram()
  for (const ms of valuesMs) for (let i = 0; i < times; i++) values.record(ms)
  return values.toData()
}

/**
 * For tests: one second of `baseline` that adds up. By default `requests` is the sum of the outcomes (10 `ok`), each
 * has one first attempt, and each `ok` is in time.
 */
export function phaseResult(overrides: PhaseOverrides = {}): PhaseResult {
  const { outcomes = { ok: 10 }, attempts, rejections, latencies, ...rest } = overrides
  const ended = { ...zeros(OUTCOME_KINDS), ...outcomes }
  const requests = rest.requests ?? Object.values(ended).reduce((sum, n) => sum + n, 0)
  const none = histogram([])
  return {
    phase: 'baseline',
    spanMs: 1000,
    requests,
    reasons: {},
    late: 0,
    goodDone: ended.ok - (rest.late ?? 0),
    goodAfterLoad: none,
    duplicates: 0,
    usefulBusyMs: 0,
    expectedFailures: 0,
    ...rest,
    outcomes: ended,
    attempts: { ...zeros(ATTEMPT_CAUSES), ...(attempts ?? { first: requests }) },
    rejections: { ...zeros(MECHANISMS), ...rejections },
    latencies: { response: none, accepted: none, service: none, dispatch_delay: none, ...latencies },
  }
}

/** For tests: counters of a target that did nothing, except for the overrides. */
export function targetCounters(overrides: Partial<TargetCounters> = {}): TargetCounters {
  return {
    attempts: 0,
    leafAttempts: null,
    ok: 0,
    duplicates: 0,
    errors: 0,
    shed: 0,
    busyMs: 0,
    inFlightMax: 0,
    abandoned: 0,
    loopDelayP99Ms: 0,
    ...overrides,
  }
}

/** For tests: the broker of a run without incidents. */
export function brokerRecord(overrides: Partial<BrokerRecord> = {}): BrokerRecord {
  return {
    kind: 'nats',
    server: 'nats-server 2.9.10',
    client: '@nats-io/jetstream 3.4.0',
    storage: 'JetStream, file',
    confirmWindow: 1000,
    capabilities: {
      confirm: 'page cache',
      bound: 'exact',
      boundCounts: 'all',
      delay: 'any',
      redeliverOnCrash: 'lease',
      ttl: 'at delivery',
    },
    depthMax: 100,
    deliveriesMax: 3,
    leaseMs: null,
    seen: {
      published: 10,
      confirmed: 10,
      refused: 0,
      unknown: 0,
      unsent: 0,
      delivered: 10,
      deliveredAgain: 0,
      unfinished: 0,
      lost: 0,
    },
    incidents: [],
    crash: null,
    consumerCrash: null,
    ...overrides,
  }
}

/** For tests: an empty window, except for the overrides. */
export function windowRow(overrides: Partial<WindowRow> = {}): WindowRow {
  return {
    fromMs: 0,
    phase: 'baseline',
    offered: 0,
    good: 0,
    goodPlanned: 0,
    attempts: 0,
    retries: 0,
    retriesAfter: zeros(RETRY_REASONS),
    redeliveries: 0,
    inFlightMax: 0,
    inFlight: 0,
    targetInFlight: null,
    open: 0,
    queueDepth: 0,
    queueAgeMs: 0,
    breakersOpen: 0,
    rejections: zeros(MECHANISMS),
    p50Us: null,
    p99Us: null,
    maxUs: null,
    ...overrides,
  }
}

/** For tests: a valid run of one RPC arm on virtual time, by default one phase of 10 requests that succeed. */
export function runResult(overrides: Partial<RunResult> = {}): RunResult {
  return {
    suite: 'burst',
    variant: '-',
    arm: 'rpc',
    style: 'rpc',
    clockFrom: 'plan',
    repeat: 1,
    seed: 1,
    clock: 'virtual',
    status: 'valid',
    warnings: [],
    deadlineMs: null,
    durationMs: 1000,
    phases: [phaseResult()],
    windowMs: 1000,
    timeline: [windowRow({ offered: 10, good: 10, goodPlanned: 10, attempts: 10 })],
    spared: null,
    capacityPerSecond: null,
    recoverWithinMs: 10_000,
    triggerStartMs: null,
    triggerEndMs: null,
    verdict: null,
    loadEndMs: 1000,
    inFlightMax: 1,
    queueDepthMax: 0,
    queueAgeMaxMs: 0,
    target: null,
    eventLoopDelayP99Ms: 0,
    othersCores: null,
    ...overrides,
  }
}

/** For tests: a verdict that was decided within the plan, 10 s after the trigger. */
export function verdict(kind: VerdictKind, overrides: Partial<Verdict> = {}): Verdict {
  const decided = { reason: '', neededS: null, backAfterMs: null, isProjected: false }
  return { kind, ...decided, afterS: 10, beyondPlanS: 0, ...overrides }
}

/**
 * For tests: a run with 20 requests in each of these seconds, each `g`ood or `b`ad, with its trigger in the second one.
 * It is back if the last second is good.
 */
export function triggeredRun(letters: string, overrides: Partial<RunResult> = {}): RunResult {
  const goods = [...letters].map((letter) => (letter === 'g' ? 20 : 0))
  const timeline = goods.map((good, i) =>
    windowRow({ fromMs: 1000 * i, offered: 20, good, goodPlanned: good, attempts: 20 }),
  )
  const ok = goods.reduce<number>((sum, good) => sum + good, 0)
  const back = letters.includes('b')
    ? verdict('recovered', { backAfterMs: 0 })
    : verdict('absorbed', { backAfterMs: 0 })
  return runResult({
    timeline,
    phases: [phaseResult({ outcomes: { ok, timeout: 20 * letters.length - ok } })],
    deadlineMs: 1000,
    triggerStartMs: 1000,
    triggerEndMs: 2000,
    loadEndMs: letters.length * 1000,
    verdict: letters.endsWith('b') ? verdict('metastable', { reason: 'down for 300 s' }) : back,
    ...overrides,
  })
}

/** For tests: a run whose one phase matches its windows, so that a reader of files accepts it. */
export function countedRun(overrides: Partial<RunResult> = {}): RunResult {
  const run = runResult(overrides)
  const sum = (of: (row: WindowRow) => number) => run.timeline.reduce((total, row) => total + of(row), 0)
  const [ok, requests] = [sum(({ goodPlanned }) => goodPlanned), sum(({ offered }) => offered)]
  return {
    ...run,
    timeline: run.timeline.map((row, i) => ({ ...row, fromMs: i * run.windowMs, good: row.goodPlanned })),
    phases: [
      phaseResult({
        outcomes: { ok, timeout: requests - ok },
        reasons: { timeout: requests - ok },
        attempts: { first: sum(({ attempts }) => attempts) },
        latencies: { response: histogram([1], ok) },
      }),
    ],
  }
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}
