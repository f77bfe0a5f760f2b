import { type Cell, seedOf } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { cpuTimes, othersCores } from '../core/cpu-meter.ts'
import { LoopDelay } from '../core/loop-delay.ts'
import { warmUpEndMs } from '../core/phase.ts'
import { epochMs, RealClock } from '../core/real-clock.ts'
import { observedVerdict } from '../evidence/observed.ts'
import { phasesOf } from '../load/load.ts'
import type { Share } from '../load/share.ts'
import type { HistogramData } from '../metrics/histogram.ts'
import type { RunResult, TargetCounters } from '../metrics/result.ts'
import { ThrownCounter } from '../metrics/thrown.ts'
import type { Unrest } from '../metrics/unrest.ts'
import { type Evidence, judge } from '../metrics/validity.ts'
import type { BrokerHost } from './broker-host.ts'
import { type BrokerRun, brokerRunOf } from './broker-run.ts'
import { Experiment, type Progress } from './experiment.ts'
import type { Finished, TargetHost } from './target-host.ts'

/** Time from setting up the target to the first planned instant, so that target and load begin together, ms. */
const LEAD_MS = 30
const LOOK_MS = 10
const PROGRESS_MS = 100
/** Time between two reports of the measurement so far, ms. */
const INTERVAL_MS = 2000

/** The measurement of one generator, not yet judged. */
export interface Measurement extends Evidence {
  /** Latencies by window, from the first on; empty unless the options ask for them. */
  readonly responses: readonly HistogramData[]
  /** Attempts that the target finished although the client had given them up, which the target cannot know. */
  readonly abandonedEarly: number
}

/** Options of one repeat of a cell: its number, its progress and its early end. */
export interface RepeatOptions {
  /** Counts from 1; the seed of repeat r is the suite's + r - 1. */
  readonly repeat: number
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Ends the run early. The result then has the measurement until then, and is marked partial. */
  readonly signal?: AbortSignal | undefined
}

export interface MeasureOptions extends RepeatOptions {
  /** The first planned instant, ms since 1970. */
  readonly originEpochMs: number
  readonly targets: Pick<TargetHost, 'begin'>
  /** Describes a target that was not at rest before the run. */
  readonly unrest?: Unrest | undefined
  /** The queue of the arm in a broker other than that of this process. It is removed with the run. */
  readonly queue?: BrokerRun | undefined
  /** The part of the load that is started here. @defaultValue all of it */
  readonly share?: Share | undefined
  /** Called every 2 s; `soFar` returns the measurement until now. Latencies are then kept by window. */
  readonly onInterval?: ((soFar: () => Measurement) => void) | undefined
}

export interface RunOptions extends RepeatOptions {
  /** Makes queues in brokers other than that of this process. */
  readonly brokers?: BrokerHost
}

/**
 * Runs one cell on the wall clock over HTTP, with its own queue in the broker that it names, and judges it. @throws
 * CannotRunError when the signal is aborted before the run begins.
 */
export async function runReal(cell: Cell, host: TargetHost, options: RunOptions): Promise<RunResult> {
  const { brokers, ...rest } = options
  const unrest = await host.rest(cell, options.signal)
  if (options.signal?.aborted) throw new CannotRunError('interrupted before the run began')
  const queue = await brokerRunOf(brokers, cell)
  const originEpochMs = epochMs() + LEAD_MS
  const {
    responses: _,
    abandonedEarly: __,
    ...evidence
  } = await measureReal(cell, { ...rest, originEpochMs, targets: host, queue, unrest })
  const run = { ...evidence.result, ...judge(evidence, cell.validity) }
  return { ...run, verdict: observedVerdict(cell, run) }
}

/**
 * Makes the load of one cell, or a share of it, on the wall clock over HTTP and measures it. Its queue is removed even
 * when the run fails.
 */
export async function measureReal(cell: Cell, options: MeasureOptions): Promise<Measurement> {
  const { queue } = options
  let notRemoved: string[] = []
  const remove = () =>
    queue?.remove().catch((error: Error) => {
      notRemoved = [error.message]
    })
  // The measurement is kept even when the broker is gone for good.
  const measurement = await measure(cell, options).finally(remove)
  return { ...measurement, notRemoved, unrest: options.unrest }
}

async function measure(cell: Cell, options: MeasureOptions): Promise<Measurement> {
  const { repeat, originEpochMs, targets, queue, share } = options
  const seed = seedOf(cell, repeat)
  const errors = new ThrownCounter()
  const onError = errors.add
  const clock = new RealClock({ originEpochMs, pacing: cell.pacing, onError })
  const hosted = await targets.begin(cell, seed, clock, originEpochMs, onError)
  const experiment = new Experiment(clock, cell, hosted.client.call, {
    seed,
    onError,
    share,
    keepResponses: options.onInterval !== undefined,
    ...(queue && { createBroker: (onDead) => queue.broker(clock, onDead, onError) }),
  })
  const loopDelay = new LoopDelay()
  const begun = cpuTimes()
  const soFar = (): Measurement => {
    const { unsure: attemptsUnsure, notSent: attemptsNotSent, abandonedEarly, answers } = hosted.client
    const result = {
      ...experiment.result(),
      repeat,
      clock: 'real' as const,
      target: null,
      eventLoopDelayP99Ms: loopDelay.p99Ms(),
      // A broker in another process works for this run, so it must not count as another program.
      othersCores: queue === undefined ? othersCores(begun, cpuTimes()) : null,
      ...(answers && { answers }),
    }
    return {
      result,
      responses: experiment.responses,
      errors: errors.thrown,
      attemptsUnsure,
      attemptsNotSent,
      interrupted: true,
      notRemoved: [],
      abandonedEarly,
    }
  }

  loopDelay.restartAfter(clock, warmUpEndMs(phasesOf(cell.load, cell.faults)))
  experiment.begin()
  await untilDone(clock, experiment, soFar, options)
  const interrupted = options.signal?.aborted === true && !experiment.done
  experiment.end()
  loopDelay.stop()
  const broker = queue && { broker: await queue.record() }
  clock.stop()

  // The measurement of the clients is kept even when the target died.
  const counted = await hosted.finish().catch((error: Error): Finished => {
    errors.add(`the target's counters could not be read: ${error.message}`)
    return { target: null }
  })
  const measured = soFar()
  const target = counted.target && withAbandoned(counted.target, measured.abandonedEarly)
  const proxy = counted.proxy && { proxy: counted.proxy }
  return { ...measured, result: { ...measured.result, target, ...proxy, ...broker }, interrupted }
}

/** Adds the abandoned attempts that only their callers know of to the counters of the target. */
export function withAbandoned(target: TargetCounters, early: number): TargetCounters {
  return { ...target, abandoned: target.abandoned + early }
}

/** Settles when the run is over: all requests ended, the drain is over, or the signal was aborted. */
function untilDone(
  clock: RealClock,
  experiment: Experiment,
  soFar: () => Measurement,
  { onProgress, onInterval, signal }: MeasureOptions,
): Promise<void> {
  return new Promise((resolve) => {
    let shownMs = Number.NEGATIVE_INFINITY
    let handedMs = 0
    const look = () => {
      const nowMs = clock.nowMs()
      if (nowMs - shownMs >= PROGRESS_MS) {
        onProgress?.(experiment.progress())
        shownMs = nowMs
      }
      if (nowMs - handedMs >= INTERVAL_MS) {
        onInterval?.(soFar)
        handedMs = nowMs
      }
      if (experiment.done || nowMs >= experiment.endMs || signal?.aborted) resolve()
      else clock.at(nowMs + LOOK_MS, look)
    }
    look()
  })
}
