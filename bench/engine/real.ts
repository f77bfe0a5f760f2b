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
import type { TargetHost } from './target-host.ts'

/** From setting up the target to the first planned instant, so that both begin together. */
const LEAD_MS = 30
const LOOK_MS = 10
const PROGRESS_MS = 100
/** How often what was measured so far is handed over. */
const INTERVAL_MS = 2000

/** What one generator measured, not yet judged. */
export interface Measurement extends Evidence {
  /** Latencies by window, from the first on; empty unless they were asked for. */
  readonly responses: readonly HistogramData[]
  /** Attempts that the target finished after they were given up here, which it cannot know. */
  readonly abandonedEarly: number
}

/** Which repeat of a cell is run, who hears of it and who ends it. */
export interface RepeatOptions {
  /** Counts from 1; the seed of repeat r is the suite's + r - 1. */
  readonly repeat: number
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Ends the run early; what was measured until then is the result, marked partial. */
  readonly signal?: AbortSignal | undefined
}

export interface MeasureOptions extends RepeatOptions {
  /** The first planned instant, ms since 1970. */
  readonly originEpochMs: number
  readonly targets: Pick<TargetHost, 'begin'>
  /** Of a target that was not at rest before. */
  readonly unrest?: Unrest | undefined
  /** The queue of an arm in another broker than that of this process; it is gone with the run. */
  readonly queue?: BrokerRun | undefined
  /** The part of the load that is started here. @defaultValue all of it */
  readonly share?: Share | undefined
  /** Hears every 2 s; `soFar` tells what was measured until now. Latencies are kept by window. */
  readonly onInterval?: ((soFar: () => Measurement) => void) | undefined
}

export interface RunOptions extends RepeatOptions {
  /** Where queues in another broker than that of this process come from. */
  readonly brokers?: BrokerHost
}

/**
 * Runs one cell on the wall clock over HTTP, with a queue of its own in the broker that it names. @throws
 * CannotRunError when the signal is given before it begins.
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
 * Makes the load of one cell on the wall clock over HTTP, measures what comes of it, and removes its queue, however it
 * ends.
 */
export async function measureReal(cell: Cell, options: MeasureOptions): Promise<Measurement> {
  const { queue } = options
  let notRemoved: string[] = []
  const remove = () =>
    queue?.remove().catch((error: Error) => {
      notRemoved = [error.message]
    })
  // A broker that is gone for good must not take with it what was measured until then.
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
      // A broker in another process works for this run and is no other program.
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

  loopDelay.restart()
  // Stalls of a warm-up are no more part of what is measured than its requests.
  const endMs = warmUpEndMs(phasesOf(cell.load, cell.faults))
  clock.at(endMs, () => loopDelay.restart(endMs > 0 ? clock.nowMs() - endMs : 0))
  experiment.begin()
  await untilDone(clock, experiment, soFar, options)
  const interrupted = options.signal?.aborted === true && !experiment.done
  experiment.end()
  loopDelay.stop()
  const broker = queue && { broker: await queue.record() }
  clock.stop()

  // A target that died must not take with it what its clients measured.
  const counted = await hosted.finish().catch((error: Error) => {
    errors.add(`what the target counted could not be read: ${error.message}`)
    return null
  })
  const measured = soFar()
  const target = counted && withAbandoned(counted, measured.abandonedEarly)
  return { ...measured, result: { ...measured.result, target, ...broker }, interrupted }
}

/** Counters of the target, plus the abandoned attempts that only their callers know of. */
export function withAbandoned(target: TargetCounters, early: number): TargetCounters {
  return { ...target, abandoned: target.abandoned + early }
}

/** Settles when the run is over: all done, the drain at its end, or the signal given. */
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
