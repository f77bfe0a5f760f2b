import type { BrokerHost } from './broker-host.ts'
import { type BrokerRun, brokerRunOf } from './broker-run.ts'
import { LoopDelay } from './core/loop-delay.ts'
import { epochMs, RealClock } from './core/real-clock.ts'
import { Experiment, type Progress } from './experiment.ts'
import type { RunResult, Warning } from './metrics/result.ts'
import { judge } from './metrics/validity.ts'
import type { Cell } from './suite.ts'
import type { TargetHost } from './target-host.ts'

/** From setting up the target to the first planned instant, so that both begin together. */
const LEAD_MS = 30
const LOOK_MS = 10
const PROGRESS_MS = 100

export interface RunOptions {
  /** Counts from 1; the seed of repeat r is the suite's + r - 1. */
  readonly repeat: number
  readonly onProgress?: (progress: Progress) => void
  /** Ends the run early; what was measured so far is the result, marked partial. */
  readonly signal?: AbortSignal
  /** Where queues in another broker than that of this process come from. */
  readonly brokers?: BrokerHost
}

/** Runs one cell on the wall clock over HTTP, with a queue of its own in the broker that it names. */
export async function runReal(cell: Cell, host: TargetHost, options: RunOptions): Promise<RunResult> {
  const queue = await brokerRunOf(options.brokers, cell)
  if (queue === undefined) return runWith(undefined, cell, host, options)
  let notRemoved: unknown
  const remove = () =>
    queue.remove().catch((error: unknown) => {
      notRemoved = error
    })
  // A broker that is gone for good must not take with it what was measured until then.
  const result = await runWith(queue, cell, host, options).finally(remove)
  return notRemoved === undefined ? result : { ...result, warnings: [...result.warnings, leftBehind(notRemoved)] }
}

function leftBehind(error: unknown): Warning {
  return {
    severity: 'note',
    message: `What the run made in its broker could not be removed: ${(error as Error).message}`,
    advice: '`npm run bench -- brokers clean` removes it when the broker is back.',
  }
}

async function runWith(
  queue: BrokerRun | undefined,
  cell: Cell,
  host: TargetHost,
  options: RunOptions,
): Promise<RunResult> {
  const seed = cell.seed + options.repeat - 1
  const errors: string[] = []
  const onError = (error: unknown) => errors.push(error instanceof Error ? error.message : String(error))
  const originEpochMs = epochMs() + LEAD_MS
  const clock = new RealClock({ originEpochMs, pacing: cell.pacing, onError })
  const hosted = await host.begin(cell, seed, clock, originEpochMs, onError)
  const experiment = new Experiment(clock, cell, hosted.client.call, {
    ...{ seed, onError },
    ...(queue && { createBroker: (onDead) => queue.broker(clock, onDead, onError) }),
  })
  const loopDelay = new LoopDelay()

  loopDelay.restart()
  experiment.begin()
  await untilDone(clock, experiment, options)
  const interrupted = options.signal?.aborted === true && !experiment.done
  experiment.end()
  loopDelay.stop()
  const broker = queue && { broker: await queue.record() }
  clock.stop()

  const target = await hosted.finish()
  const { unsure: attemptsUnsure, notSent: attemptsNotSent } = hosted.client
  const eventLoopDelayP99Ms = loopDelay.p99Ms()
  const result = {
    ...experiment.result(),
    ...{ repeat: options.repeat, clock: 'real' as const, target, eventLoopDelayP99Ms, ...broker },
  }
  return { ...result, ...judge({ result, errors, attemptsUnsure, attemptsNotSent, interrupted }, cell.validity) }
}

/** Settles when the run is over: all done, the drain at its end, or the signal given. */
function untilDone(clock: RealClock, experiment: Experiment, { onProgress, signal }: RunOptions): Promise<void> {
  return new Promise((resolve) => {
    let shownMs = Number.NEGATIVE_INFINITY
    const look = () => {
      const nowMs = clock.nowMs()
      if (nowMs - shownMs >= PROGRESS_MS) {
        onProgress?.(experiment.progress())
        shownMs = nowMs
      }
      if (experiment.done || nowMs >= experiment.endMs || signal?.aborted) resolve()
      else clock.at(nowMs + LOOK_MS, look)
    }
    look()
  })
}
