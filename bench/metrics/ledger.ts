import { ATTEMPT_CAUSES, type AttemptCause, type Request } from '../core/call.ts'
import type { BreakerState, PolicyObserver } from '../core/observer.ts'
import type { OnEvent } from '../core/on-event.ts'
import { MECHANISMS, type Mechanism, OUTCOME_KINDS, type Outcome, type OutcomeKind } from '../core/outcome.ts'
import { type Phase, type PhaseSpan, spanIndexAt } from '../core/phase.ts'
import { shortened } from '../core/shortened.ts'
import { Histogram } from './histogram.ts'
import { LATENCIES, type LatencyName, type PhaseResult } from './result.ts'
import type { Timeline } from './timeline.ts'

/** Different reasons that are counted per phase; further ones count as `other`. */
const REASONS_MAX = 50
/** Longest reason in characters, since a service or a policy may give any text. */
const REASON_LENGTH_MAX = 200

export interface LedgerOptions {
  readonly spans: readonly PhaseSpan[]
  /** Deadline from the planned time, ms; Infinity when no request is late. */
  readonly deadlineMs: number
  /** The share of attempts that an injected failure fails at this instant, 0 to 1. */
  readonly injectedFailureRatio: (atMs: number) => number
  /** Whether a request goes to a part of the target that no fault touches; undefined without such a part. */
  readonly isSpared?: ((request: number) => boolean) | undefined
  /** Receives each event, for a check that a run repeats exactly. */
  readonly onEvent?: OnEvent | undefined
}

class PhaseCounts {
  requests = 0
  late = 0
  goodDone = 0
  readonly goodAfterLoad = new Histogram()
  duplicates = 0
  usefulBusyMs = 0
  expectedFailures = 0
  readonly outcomes = zeros<OutcomeKind>(OUTCOME_KINDS)
  readonly reasons = new Map<string, number>()
  readonly attempts = zeros<AttemptCause>(ATTEMPT_CAUSES)
  readonly rejections = zeros<Mechanism>(MECHANISMS)
  readonly latencies = Object.fromEntries(LATENCIES.map((name) => [name, new Histogram()])) as Record<
    LatencyName,
    Histogram
  >
}

/**
 * Counts the outcome of every request and every attempt, by the phase in which the request was planned. It counts each
 * report, so a request that is reported twice counts twice. The conservation check in validity.ts detects this.
 */
export class Ledger implements PolicyObserver {
  readonly #options: LedgerOptions
  readonly #timeline: Timeline
  readonly #nowMs: () => number
  readonly #phases = new Map<Phase, PhaseCounts>()
  /** The counts of each span's phase, in the order of the spans. */
  readonly #bySpan: readonly PhaseCounts[]
  readonly #loadEndMs: number
  readonly live = { requests: 0, settled: 0, good: 0, retries: 0 }
  readonly #spared = { requests: 0, good: 0 }
  /** Busy time of the target's latest answer to each open request, ms; 0 without an answer. */
  readonly #answerBusyMs = new Map<number, number>()
  #lastMs = 0
  #isOver = false

  constructor(options: LedgerOptions, timeline: Timeline, nowMs: () => number) {
    this.#options = options
    this.#timeline = timeline
    this.#nowMs = nowMs
    for (const { phase } of options.spans) this.#phases.set(phase, new PhaseCounts())
    this.#loadEndMs = options.spans.at(-1)!.toMs
    this.#bySpan = options.spans.map(({ phase }) => this.#phases.get(phase)!)
  }

  /** Stops counting: the run has ended, and later work of policies and brokers belongs to no run. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Ends the run. Only the ends of open attempts and of open requests still count. */
  end(): void {
    this.#isOver = true
  }

  /** Time at which the last request settled, ms. */
  get lastMs(): number {
    return this.#lastMs
  }

  /** Requests to a part of the target that no fault touches; null without such a part. */
  get spared(): { readonly requests: number; readonly good: number } | null {
    return this.#options.isSpared === undefined ? null : this.#spared
  }

  /** Records a request that the driver started. */
  started(request: Request): void {
    this.#options.onEvent?.(this.#nowMs(), request.id, 'start')
    this.#answerBusyMs.set(request.id, 0)
    this.#planned(request).latencies.dispatch_delay.record(this.#nowMs() - request.intendedMs)
  }

  /** Records a request that the driver did not start. */
  notStarted(request: Request, outcome: Outcome): void {
    this.#planned(request)
    this.settled(request, outcome)
  }

  /** Records that the broker confirmed a message. */
  accepted(request: Request): void {
    if (this.#isOver) return
    this.#of(request).latencies.accepted.record(this.#nowMs() - request.intendedMs)
  }

  /**
   * Records the end of a request; each has exactly one. Its useful work is the busy time in the target's answer, even
   * if a policy changed that answer.
   */
  settled(request: Request, outcome: Outcome): void {
    const counts = this.#of(request)
    const nowMs = this.#nowMs()
    this.#options.onEvent?.(nowMs, request.id, outcome.kind)
    counts.outcomes[outcome.kind] += 1
    this.live.settled += 1
    this.#lastMs = nowMs
    const busyMs = this.#answerBusyMs.get(request.id) ?? 0
    this.#answerBusyMs.delete(request.id)
    if (outcome.kind !== 'ok') {
      count(counts.reasons, reasonOf(outcome))
      return
    }
    const responseMs = nowMs - request.intendedMs
    const good = responseMs <= this.#options.deadlineMs
    counts.latencies.response.record(responseMs)
    this.#timeline.succeeded(nowMs, request.intendedMs, good)
    if (!good) {
      counts.late += 1
      return
    }
    counts.usefulBusyMs += busyMs
    const done = this.#at(nowMs)
    done.goodDone += 1
    if (nowMs >= this.#loadEndMs) done.goodAfterLoad.record(nowMs - this.#loadEndMs)
    this.live.good += 1
    if (this.#options.isSpared?.(request.id) === true) this.#spared.good += 1
  }

  /** Records work for a request that had already settled. */
  duplicate(request: Request): void {
    this.#options.onEvent?.(this.#nowMs(), request.id, 'duplicate')
    this.#of(request).duplicates += 1
  }

  attemptStarted(request: Request): void {
    const nowMs = this.#nowMs()
    this.#options.onEvent?.(nowMs, request.id, request.cause, request.after)
    this.#of(request).attempts[request.cause] += 1
    if (request.cause !== 'first') this.live.retries += 1
    this.#timeline.attemptStarted(nowMs, request)
  }

  /** Records the end of an attempt: the target answered with `outcome`, or its caller stopped waiting. */
  attemptEnded(request: Request, serviceMs: number, outcome?: Outcome): void {
    this.#options.onEvent?.(this.#nowMs(), request.id, 'attempt ended')
    const { id } = request
    if (outcome?.kind === 'ok' && this.#answerBusyMs.has(id)) this.#answerBusyMs.set(id, outcome.busyMs)
    this.#of(request).latencies.service.record(serviceMs)
    this.#timeline.attemptEnded(this.#nowMs())
  }

  rejected(by: Mechanism, request: Request): void {
    if (this.#isOver) return
    this.#options.onEvent?.(this.#nowMs(), request.id, by)
    this.#of(request).rejections[by] += 1
    this.#timeline.rejected(this.#nowMs(), by)
  }

  breakerChanged(from: BreakerState, to: BreakerState): void {
    if (this.#isOver) return
    this.#timeline.breakersOpenChanged(this.#nowMs(), Number(to !== 'closed') - Number(from !== 'closed'))
  }

  /** Results by phase, up to the end of the run. A phase lasts as planned, so that a late answer changes no rate. */
  result(endMs = Number.POSITIVE_INFINITY): PhaseResult[] {
    return this.#options.spans
      .filter((span, i, spans) => spans.findIndex((other) => other.phase === span.phase) === i)
      .map(({ phase }) => toResult(phase, this.#spanMs(phase, endMs), this.#phases.get(phase)!))
  }

  #spanMs(phase: Phase, endMs: number): number {
    return this.#options.spans.reduce((sum, { phase: other, fromMs, toMs }) => {
      return other === phase ? sum + Math.max(0, Math.min(toMs, endMs) - fromMs) : sum
    }, 0)
  }

  #planned({ id, intendedMs }: Request): PhaseCounts {
    if (this.#options.isSpared?.(id) === true) this.#spared.requests += 1
    const counts = this.#at(intendedMs)
    counts.requests += 1
    counts.expectedFailures += this.#options.injectedFailureRatio(intendedMs)
    this.live.requests += 1
    this.#timeline.offered(intendedMs)
    return counts
  }

  #of(request: Request): PhaseCounts {
    return this.#at(request.intendedMs)
  }

  #at(atMs: number): PhaseCounts {
    return this.#bySpan[spanIndexAt(this.#options.spans, atMs)]!
  }
}

function toResult(phase: Phase, spanMs: number, counts: PhaseCounts): PhaseResult {
  const { latencies, reasons, usefulBusyMs, goodAfterLoad, ...rest } = counts
  return {
    phase,
    spanMs,
    ...rest,
    goodAfterLoad: goodAfterLoad.toData(),
    usefulBusyMs: Number.isNaN(usefulBusyMs) ? null : usefulBusyMs,
    reasons: Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
    latencies: Object.fromEntries(
      LATENCIES.map((name) => [name, latencies[name].toData()]),
    ) as PhaseResult['latencies'],
  }
}

function reasonOf(outcome: Exclude<Outcome, { kind: 'ok' }>): string {
  if ('reason' in outcome) return `${outcome.kind}: ${outcome.reason}`
  return outcome.kind === 'rejected' ? `rejected: ${outcome.by}` : outcome.kind
}

function count(counts: Map<string, number>, name: string): void {
  const short = shortened(name, REASON_LENGTH_MAX)
  const key = counts.has(short) || counts.size < REASONS_MAX ? short : 'other'
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}
