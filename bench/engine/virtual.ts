import type { Model } from '../../targets/model/model.ts'
import { modelCall } from '../../targets/model/model-call.ts'
import { Target } from '../../targets/model/target.ts'
import { isService } from '../../targets/spec.ts'
import { type Cell, seedOf } from '../cell.ts'
import type { Clock } from '../core/clock.ts'
import { ConfigError } from '../core/config-error.ts'
import type { OnEvent } from '../core/on-event.ts'
import { atOnce, type Steps } from '../core/steps.ts'
import { LivelockError, VirtualClock } from '../core/virtual-clock.ts'
import { wholeSeconds } from '../load/load.ts'
import { QUIET_MAX_MS, readOnce } from '../metrics/left-in-target.ts'
import type { RequestLog } from '../metrics/request-log.ts'
import type { RunResult } from '../metrics/result.ts'
import { ThrownCounter } from '../metrics/thrown.ts'
import { judge } from '../metrics/validity.ts'
import { Experiment, type Progress } from './experiment.ts'
import { whyRealOnly } from './real-only.ts'

/** Limits of one step, in tasks and in started requests: a few milliseconds of computing. */
const TASKS_PER_STEP = 10_000
const STARTS_PER_STEP = 10_000

export interface VirtualRunOptions {
  /** Counts from 1; the seed of repeat r is the suite's + r - 1. */
  readonly repeat: number
  /** Called for every event of the run. */
  readonly onEvent?: OnEvent
  /** Keeps when each request was planned and how it ended. */
  readonly log?: RequestLog | undefined
  /** Wraps the target. */
  readonly front?: ((target: Model, clock: Clock) => Model) | undefined
  /** Ends the run between two steps. The result then has what was simulated until then, and is marked partial. */
  readonly signal?: AbortSignal | undefined
}

/** Runs one cell in virtual time without a pause: the result of {@link runVirtualSteps}. */
export function runVirtual(cell: Cell, options: VirtualRunOptions): RunResult {
  return atOnce(runVirtualSteps(cell, options))
}

/**
 * Runs one cell in virtual time. Driver, policies, broker and ledger are those of a real run. The target is its model,
 * and there is no network and no waiting. The same cell and seed give the same result, which has no verdict yet.
 * @throws ConfigError for a target by URL or a broker in another process, which have no model, and for a livelock.
 */
export function* runVirtualSteps(cell: Cell, options: VirtualRunOptions): Steps<Progress, RunResult> {
  const { repeat, front, signal, log } = options
  const spec = cell.target
  const why = whyRealOnly(cell)
  if (why !== undefined || isService(spec)) throw new ConfigError(why!)
  const seed = seedOf(cell, repeat)
  const errors = new ThrownCounter()
  const onError = errors.add
  const clock = new VirtualClock({ onError })
  const target = new Target(clock, spec, cell.faults, seed)
  const inTarget = () => target.counters.inFlight
  const onEvent = bothOf(options.onEvent, log?.hear)
  const experiment = new Experiment(clock, cell, modelCall(front?.(target, clock) ?? target), {
    seed,
    onError,
    targetInFlight: inTarget,
    onEvent,
  })
  const seconds = wholeSeconds(cell.load)
  const advance = function* (done: () => boolean, untilMs: number) {
    while (signal?.aborted !== true && !done()) {
      const startedMax = experiment.started + STARTS_PER_STEP
      const isOver = stepped(cell, clock, () => done() || experiment.started >= startedMax, untilMs)
      if (isOver && experiment.started < startedMax) return
      clock.stands = true
      yield experiment.progress()
      clock.stands = false
    }
  }
  experiment.begin()
  log?.watch(clock, seconds, () => ({
    inTarget: inTarget(),
    inFlight: experiment.inFlight,
    breakersOpen: experiment.breakersOpen,
  }))
  yield* advance(() => experiment.done, experiment.endMs)
  const interrupted = signal?.aborted === true && !experiment.done
  experiment.end()
  yield* advance(() => inTarget() === 0, clock.nowMs() + QUIET_MAX_MS)
  log?.fillUp(seconds)
  clock.stands = true
  const result = {
    ...experiment.result(),
    repeat,
    clock: 'virtual' as const,
    target: readOnce({ ...target.count(), loopDelayP99Ms: 0 }),
    eventLoopDelayP99Ms: 0,
    othersCores: null,
    verdict: null,
  }
  const counts = { attemptsUnsure: 0, attemptsNotSent: 0, interrupted, notRemoved: [] }
  const evidence = { result, errors: errors.thrown, ...counts }
  return { ...result, ...judge(evidence, cell.validity) }
}

/** Joins two listeners into one; returns the other one where only one is given. */
export function bothOf(first: OnEvent | undefined, second: OnEvent | undefined): OnEvent | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return (nowMs, request, event, after) => {
    first(nowMs, request, event, after)
    second(nowMs, request, event, after)
  }
}

/**
 * Runs one step on the clock of a cell. True when the clock has reached `done` or `untilMs`. @throws ConfigError for a
 * livelock, with suite and time.
 */
export function stepped(cell: Cell, clock: VirtualClock, done: () => boolean, untilMs: number): boolean {
  try {
    return clock.runUntil(done, untilMs, TASKS_PER_STEP)
  } catch (error) {
    if (!(error instanceof LivelockError)) throw error
    throw new ConfigError(
      `${cell.suite} ${cell.variant} ${cell.arm}: ${error.message}; a policy or a target repeats something without time passing, such as a retry without backoff, timeout or limit`,
    )
  }
}
