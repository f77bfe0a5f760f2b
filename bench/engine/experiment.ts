import { injectedFailureRatio } from '../../targets/injected.ts'
import { sparedBy } from '../../targets/model/shards.ts'
import type { Arm } from '../arms/arm.ts'
import { countAttempts } from '../arms/attempts.ts'
import { QueueArm } from '../arms/queue.ts'
import { RpcArm } from '../arms/rpc.ts'
import type { Cell } from '../cell.ts'
import { type Call, newRequest } from '../core/call.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import type { OnEvent } from '../core/on-event.ts'
import { dropped } from '../core/outcome.ts'
import { type Phase, type PhaseSpan, phaseAt } from '../core/phase.ts'
import { drive } from '../load/driver.ts'
import { loadDurationMs, phasesOf, planOf } from '../load/load.ts'
import type { Share } from '../load/share.ts'
import type { HistogramData } from '../metrics/histogram.ts'
import { Ledger } from '../metrics/ledger.ts'
import type { MeasuredRun } from '../metrics/result.ts'
import { Timeline } from '../metrics/timeline.ts'
import { type PolicySpec, stack } from '../policy/stack.ts'
import type { Broker, DeadLetterListener } from '../queue/broker.ts'
import { MemoryBroker } from '../queue/memory-broker.ts'
import { headOf, type ResultHead } from './result-head.ts'

/** Most requests that a run may have open at once. The generator drops any beyond that. */
const OPEN_MAX = 1_000_000

/** Progress of a run while it goes on. */
export interface Progress {
  readonly phase: Phase
  readonly elapsedMs: number
  readonly totalMs: number
  readonly requests: number
  readonly good: number
  readonly retries: number
}

export interface ExperimentOptions {
  readonly seed: number
  /** The part of the load that is started here. @defaultValue all of it */
  readonly share?: Share | undefined
  /** Arrivals of the load that are left out; their ids stay unused. @defaultValue none */
  readonly isLeftOut?: ((id: number, dueMs: number) => boolean) | undefined
  /** Latencies are kept by window, so that those of several generators can be added. */
  readonly keepResponses?: boolean | undefined
  readonly onError: (error: unknown) => void
  /** Attempts inside the target now, for a target in this process. */
  readonly targetInFlight?: () => number
  /** Creates the broker. @defaultValue the one in this process */
  readonly createBroker?: (onDead: DeadLetterListener) => Broker
  /** Hears of everything that happens. */
  readonly onEvent?: OnEvent | undefined
}

/** A result without the facts that only its surroundings know, such as the clock and the target's counters. */
export type ExperimentResult = Omit<MeasuredRun, 'repeat' | 'clock' | 'target' | 'eventLoopDelayP99Ms' | 'othersCores'>

/**
 * Wires driver, policies, broker, ledger and timeline together for one arm under one load against one target, on any
 * clock. It knows nothing of sockets, processes or files.
 */
export class Experiment {
  readonly #clock: Clock
  readonly #cell: Cell
  readonly #seed: number
  readonly #share: Share | undefined
  readonly #isLeftOut: ExperimentOptions['isLeftOut']
  readonly #spans: readonly PhaseSpan[]
  readonly #loadEndMs: number
  readonly #head: ResultHead
  readonly #timeline: Timeline
  readonly #ledger: Ledger
  readonly #arm: Arm
  readonly #targetInFlight: (() => number) | undefined
  #stopTimeline: Cancel = () => undefined
  #stopDriver: Cancel = () => undefined
  #driven = false
  /** Time at which the run was interrupted; Infinity if all arrivals came. */
  #brokenOffMs = Number.POSITIVE_INFINITY

  constructor(clock: Clock, cell: Cell, target: Call, options: ExperimentOptions) {
    const { seed, onError } = options
    this.#clock = clock
    this.#cell = cell
    this.#seed = seed
    this.#share = options.share
    this.#isLeftOut = options.isLeftOut
    this.#spans = phasesOf(cell.load, cell.faults)
    this.#loadEndMs = loadDurationMs(cell.load)
    this.#head = headOf(cell, seed)
    this.#timeline = new Timeline(this.#head.windowMs, this.#spans, options.keepResponses)
    this.#ledger = new Ledger(
      {
        spans: this.#spans,
        deadlineMs: cell.deadlineMs ?? Number.POSITIVE_INFINITY,
        injectedFailureRatio: (atMs) => injectedFailureRatio(cell.target, cell.faults, atMs),
        isSpared: sparedBy(cell.target, cell.faults, seed),
        onEvent: options.onEvent,
      },
      this.#timeline,
      () => clock.nowMs(),
    )
    this.#targetInFlight = options.targetInFlight
    this.#arm = this.#createArm(target, onError, options.createBroker)
  }

  /** Latest end of the run, ms. Requests that are open then are unfinished. */
  get endMs(): number {
    return this.#loadEndMs + this.#cell.drainMs
  }

  /** Whether every request has been started and has ended. */
  get done(): boolean {
    return this.#driven && this.#arm.open === 0
  }

  /** Requests that were started or dropped so far. */
  get started(): number {
    return this.#ledger.live.requests
  }

  /** Attempts that a client waits for now. */
  get inFlight(): number {
    return this.#timeline.inFlight
  }

  get breakersOpen(): number {
    return this.#timeline.breakersOpen
  }

  begin(): void {
    const targetInFlight = () => this.#targetInFlight?.() ?? null
    this.#stopTimeline = this.#timeline.tick(this.#clock, () => {
      const { queueDepth, queueAgeMs } = this.#arm.gauges()
      const { requests, settled } = this.#ledger.live
      return { open: requests - settled, queueDepth, queueAgeMs, targetInFlight: targetInFlight() }
    })
    const arrivals = {
      start: (id: number, intendedMs: number) => {
        if (this.#arm.open < OPEN_MAX) this.#arm.submit(id, intendedMs)
        else this.#ledger.notStarted(newRequest(id, intendedMs), dropped('generator full'))
      },
      dropLate: (id: number, intendedMs: number) =>
        this.#ledger.notStarted(newRequest(id, intendedMs), dropped('started too late')),
      done: () => {
        this.#driven = true
      },
    }
    const { dispatchLateMaxMs } = this.#cell.validity
    this.#stopDriver = drive(this.#clock, planOf(this.#cell.load, this.#seed), arrivals, {
      dispatchLateMaxMs,
      share: this.#share,
      isLeftOut: this.#isLeftOut,
    })
  }

  /** Stops arrivals and counts what is still open as unfinished. */
  end(): void {
    if (!this.#driven) this.#brokenOffMs = this.#clock.nowMs()
    this.#stopDriver()
    this.#ledger.end()
    this.#arm.abandon()
    this.#stopTimeline()
  }

  progress(): Progress {
    const elapsedMs = Math.max(0, this.#clock.nowMs())
    const { requests, good, retries } = this.#ledger.live
    const totalMs = this.#loadEndMs
    return { phase: phaseAt(this.#spans, elapsedMs), elapsedMs, totalMs, requests, good, retries }
  }

  /** Latencies of the windows that have ended, if they are kept. */
  get responses(): readonly HistogramData[] {
    return this.#timeline.responses
  }

  /** Returns the result so far, as measured on this side of the target. */
  result(): ExperimentResult {
    const { suite, variant, arm, style, clockFrom, seed, deadlineMs, windowMs, ...later } = this.#head
    const { depth, ageMs } = this.#arm.queueMaxima()
    return {
      suite,
      variant,
      arm,
      style,
      clockFrom,
      seed,
      deadlineMs,
      durationMs: this.#ledger.lastMs,
      phases: this.#ledger.result(this.#brokenOffMs),
      windowMs,
      timeline: this.#timeline.rows(),
      spared: this.#ledger.spared,
      ...later,
      inFlightMax: this.#timeline.inFlightMax,
      queueDepthMax: depth,
      queueAgeMaxMs: ageMs,
    }
  }

  #createArm(
    target: Call,
    onError: (error: unknown) => void,
    createBroker: ((onDead: DeadLetterListener) => Broker) | undefined,
  ): Arm {
    const clock = this.#clock
    const ledger = this.#ledger
    const seed = this.#seed
    const spec = this.#cell.armSpec
    const context = { clock, seed, observer: ledger }
    const counted = countAttempts(target, clock, ledger)
    const processes = (count: number, policy: readonly PolicySpec[]): Call[] =>
      Array.from({ length: count }, () => stack(policy, context, counted, onError))
    if (spec.style === 'rpc') return new RpcArm(processes(spec.clients, spec.policy), seed, ledger, onError)
    const { count, concurrency, policy } = spec.consumers
    const { deliveriesMax } = spec.broker
    const { redelivery, redrive } = spec
    const options = { concurrency, deliveriesMax, redelivery, redrive, seed }
    const inProcess = (onDead: DeadLetterListener) => new MemoryBroker(clock, spec.broker, onDead)
    return new QueueArm(clock, processes(count, policy), ledger, createBroker ?? inProcess, options, onError)
  }
}
