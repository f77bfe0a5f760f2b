import { RETRY_REASONS, type Request, type RetryReason } from '../core/call.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import { MECHANISMS, type Mechanism } from '../core/outcome.ts'
import { type Phase, type PhaseSpan, phaseAt } from '../core/phase.ts'
import { Histogram, type HistogramData } from './histogram.ts'
import type { WindowRow } from './result.ts'

const WINDOWS_MAX = 200_000
/** Widths that divide a second, so that windows add up to whole seconds. */
const WIDTHS_MS = [100, 200, 250, 500, 1000] as const

/** State of requests, queue and target when a window ends. */
export interface Gauges {
  /** Requests that have not ended. */
  readonly open: number
  readonly queueDepth: number
  readonly queueAgeMs: number
  /** Attempts inside the target; null where this is unknown. */
  readonly targetInFlight: number | null
}

const NO_GAUGES: Gauges = { open: 0, queueDepth: 0, queueAgeMs: 0, targetInFlight: null }

/** Width of the windows for a run of this length, ms: 100 to 1000, for at most about 600 windows. */
export function windowMsFor(durationMs: number): number {
  return WIDTHS_MS.find((width) => durationMs / width <= 600) ?? 1000
}

type OpenRow = { -readonly [K in keyof WindowRow]: WindowRow[K] } & {
  rejections: Record<Mechanism, number>
  retriesAfter: Record<RetryReason, number>
}

/** Counts by window of run time. Memory depends on the length of the run, not on the number of requests. */
export class Timeline {
  readonly windowMs: number
  readonly #rows: OpenRow[] = []
  readonly #spans: readonly PhaseSpan[]
  readonly #responses = new Histogram()
  readonly #kept: HistogramData[] | undefined
  #gauges: () => Gauges = () => NO_GAUGES
  #inFlight = 0
  #inFlightMax = 0
  #inFlightWindowMax = 0
  #breakersOpen = 0
  #closed = 0

  /** `keepResponses`: see {@link responses}. */
  constructor(windowMs: number, spans: readonly PhaseSpan[], keepResponses = false) {
    this.windowMs = windowMs
    this.#spans = spans
    this.#kept = keepResponses ? [] : undefined
  }

  get inFlightMax(): number {
    return this.#inFlightMax
  }

  /** Attempts that a client waits for now. */
  get inFlight(): number {
    return this.#inFlight
  }

  get breakersOpen(): number {
    return this.#breakersOpen
  }

  /** Closes each window at its end, until cancelled, and reads `gauges` at that moment. */
  tick(clock: Clock, gauges: () => Gauges): Cancel {
    this.#gauges = gauges
    let cancelTimer: Cancel = () => undefined
    const next = () => {
      cancelTimer = clock.at((this.#closed + 1) * this.windowMs, () => {
        this.#closeUntil(clock.nowMs())
        next()
      })
    }
    next()
    return () => {
      cancelTimer()
      this.#closeUntil(clock.nowMs())
      this.#close()
    }
  }

  offered(intendedMs: number): void {
    this.#row(intendedMs).offered += 1
  }

  succeeded(nowMs: number, intendedMs: number, good: boolean): void {
    this.#closeUntil(nowMs)
    const responseMs = nowMs - intendedMs
    if (good) {
      this.#row(nowMs).good += 1
      this.#row(intendedMs).goodPlanned += 1
    }
    this.#responses.record(responseMs)
  }

  attemptStarted(nowMs: number, { cause, after }: Request): void {
    this.#closeUntil(nowMs)
    const row = this.#row(nowMs)
    row.attempts += 1
    if (cause !== 'first') {
      row.retries += 1
      if (cause === 'redelivery') row.redeliveries += 1
      else if (cause === 'retry' && after !== undefined) row.retriesAfter[after] += 1
    }
    this.#inFlight += 1
    if (this.#inFlight > this.#inFlightWindowMax) this.#inFlightWindowMax = this.#inFlight
    if (this.#inFlight > this.#inFlightMax) this.#inFlightMax = this.#inFlight
  }

  attemptEnded(nowMs: number): void {
    this.#closeUntil(nowMs)
    this.#inFlight -= 1
  }

  rejected(nowMs: number, by: Mechanism): void {
    this.#row(nowMs).rejections[by] += 1
  }

  breakersOpenChanged(nowMs: number, by: number): void {
    this.#closeUntil(nowMs)
    this.#breakersOpen += by
  }

  rows(): WindowRow[] {
    return this.#rows
  }

  /** For each ended window, the latencies of requests that succeeded in it; empty when they are not kept. */
  get responses(): readonly HistogramData[] {
    return this.#kept ?? []
  }

  /** Closes the windows that have ended: a late timer must not put an event into the window before its own. */
  #closeUntil(nowMs: number): void {
    while ((this.#closed + 1) * this.windowMs <= nowMs && this.#closed < WINDOWS_MAX) this.#close()
  }

  #close(): void {
    const gauges = this.#gauges()
    const row = this.#row(this.#closed * this.windowMs)
    row.inFlightMax = this.#inFlightWindowMax
    row.inFlight = this.#inFlight
    row.targetInFlight = gauges.targetInFlight
    row.open = gauges.open
    row.queueDepth = gauges.queueDepth
    row.queueAgeMs = gauges.queueAgeMs
    row.breakersOpen = this.#breakersOpen
    Object.assign(row, latenciesOf(this.#responses))
    this.#kept?.push(this.#responses.toData())
    this.#responses.clear()
    this.#inFlightWindowMax = this.#inFlight
    this.#closed += 1
  }

  #row(atMs: number): OpenRow {
    const index = Math.min(WINDOWS_MAX - 1, Math.max(0, Math.floor(atMs / this.windowMs)))
    while (this.#rows.length <= index) {
      const fromMs = this.#rows.length * this.windowMs
      this.#rows.push(emptyRow(fromMs, phaseAt(this.#spans, fromMs)))
    }
    return this.#rows[index]!
  }
}

/** A new, empty window. */
export function emptyRow(fromMs: number, phase: Phase): OpenRow {
  return {
    fromMs,
    phase,
    offered: 0,
    good: 0,
    goodPlanned: 0,
    attempts: 0,
    retries: 0,
    retriesAfter: Object.fromEntries(RETRY_REASONS.map((reason) => [reason, 0])) as Record<RetryReason, number>,
    redeliveries: 0,
    inFlightMax: 0,
    inFlight: 0,
    targetInFlight: null,
    open: 0,
    queueDepth: 0,
    queueAgeMs: 0,
    breakersOpen: 0,
    rejections: Object.fromEntries(MECHANISMS.map((by) => [by, 0])) as Record<Mechanism, number>,
    p50Us: null,
    p99Us: null,
    maxUs: null,
  }
}

/** Percentiles of the latencies of a window. */
export function latenciesOf(responses: Histogram): Pick<WindowRow, 'p50Us' | 'p99Us' | 'maxUs'> {
  return {
    p50Us: orNull(responses.soundPercentileUs(0.5)),
    p99Us: orNull(responses.soundPercentileUs(0.99)),
    maxUs: orNull(responses.maxUs()),
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
