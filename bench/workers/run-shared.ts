import { isService } from '../../targets/spec.ts'
import { type Cell, seedOf } from '../cell.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Clock } from '../core/clock.ts'
import { epochMs, RealClock } from '../core/real-clock.ts'
import type { Progress } from '../engine/experiment.ts'
import { type RepeatOptions, withAbandoned } from '../engine/real.ts'
import { headOf } from '../engine/result-head.ts'
import type { TargetHost } from '../engine/target-host.ts'
import { observedVerdict } from '../evidence/observed.ts'
import type { PhaseResult, RunResult, TargetCounters, Warning, WorkerRecord } from '../metrics/result.ts'
import { judge } from '../metrics/validity.ts'
import { brokerKindOf } from '../queue/broker.ts'
import { completed, emptyReport } from './complete.ts'
import { Member } from './member.ts'
import { merge } from './merge.ts'
import type { SuiteSource } from './messages.ts'
import { type Planned, plannedOf } from './planned.ts'
import { whyStrange } from './report-check.ts'
import { multiplied } from './share-of.ts'
import type { WorkerPool } from './worker-link.ts'

/** Time from the last message to the workers to the first planned instant. */
const LEAD_MS = 200
/** Longest time to connect, warm up and, in a new process, read the code. */
const PREPARE_MAX_MS = 60_000
/** A worker that is silent for this time is lost. */
const SILENT_MAX_MS = 5000
/** The same before the start, when a worker on a busy host may still read its code. */
const SILENT_AT_FIRST_MAX_MS = 30_000
/** Time after the latest end of a run, or Ctrl-C, for abandoned work, the removal of queues and late reports. */
const REPORT_MAX_MS = 30_000
const LOOK_MS = 250
const MULTIPLIED =
  'Give the arm as many of them as there are workers, to compare it with runs of one generator or in virtual time.'

/** A worker was lost before the run began. With another worker the run can be made. */
export class WorkerLostError extends CannotRunError {}

export interface SharedRunOptions extends RepeatOptions {
  readonly pool: WorkerPool
  /** Number of workers that share the load. */
  readonly workers: number
  /** Suite of the cell. */
  readonly source: SuiteSource
  /** Differs from run to run of the session. */
  readonly run: number
}

/**
 * Runs one cell with its load shared by several workers. Each makes every n-th arrival of the same plan from a common
 * start, and their measurements are merged. @throws CannotRunError when a worker cannot begin (WorkerLostError when it
 * was lost). A worker that is lost later makes the run invalid, and the result names it.
 */
export async function runShared(cell: Cell, host: TargetHost, options: SharedRunOptions): Promise<RunResult> {
  const { pool, workers, repeat, run, source } = options
  const seed = seedOf(cell, repeat)
  const head = headOf(cell, seed)
  const clock = new RealClock()
  const links = await pool.take(workers, options.signal)
  const members = links.map((link, index) => new Member(link, clock, run, { index, count: workers }))
  let hasBegun = false
  const giveUp = () => {
    for (const member of members) member.abandon('the run was interrupted before it began')
  }
  options.signal?.addEventListener('abort', giveUp)
  if (options.signal?.aborted) giveUp()
  try {
    const target = await host.address(cell)
    const task = { source, variant: cell.variant, arm: cell.arm, repeat, target }
    const stopLooking = loseSilent(clock, members)
    const [planned] = await Promise.all([
      plannedOf(cell, seed, head.windowMs, workers),
      ...members.map((member) => member.prepare(task, PREPARE_MAX_MS + settleMaxMs(cell))),
    ])
    await Promise.all(members.map((member) => member.compareClocks()))
    stopLooking()
    const lost = members.find((member) => member.lost !== null)
    if (lost !== undefined) throw new WorkerLostError(`worker ${lost.name}: ${lost.lost!.why}`)
    const originEpochMs = epochMs() + LEAD_MS
    const counters = await host.serve(cell, seed, originEpochMs)
    options.signal?.removeEventListener('abort', giveUp)
    hasBegun = true
    const longestMs = head.loadEndMs + cell.drainMs + REPORT_MAX_MS
    const reportable = { hasBroker: isNamed(cell), isService: isService(cell.target) }
    const expected = { head, repeat, ...reportable, windowsMax: Math.ceil(longestMs / head.windowMs) }
    for (const [i, member] of members.entries()) {
      member.start(originEpochMs, (report, isFinal) =>
        whyStrange(report, isFinal, { ...expected, planned: planned[i]! }),
      )
    }
    watch(clock, members, clock.nowMs() + LEAD_MS + longestMs, options)
    await Promise.all(members.map((member) => member.ended))
    await Promise.all(members.filter(({ isDone }) => isDone).map((member) => member.compareClocksAgain()))
    return resultOf(cell, repeat, planned, members, await counters())
  } catch (error) {
    const isGone = members.some(({ isDiscarded }) => isDiscarded)
    throw isGone && !hasBegun && error instanceof CannotRunError ? new WorkerLostError(error.message) : error
  } finally {
    options.signal?.removeEventListener('abort', giveUp)
    // Workers that are still at work on this run may stop.
    for (const member of members) if (!member.isDone) member.stop()
    clock.stop()
  }
}

/** Longest time for the setup of a service of the user, for probes, a warm-up and its rest, ms. */
function settleMaxMs({ target, drainMs }: Cell): number {
  if (!isService(target)) return 0
  return target.warmUpMs + 3 * drainMs + (target.model === 'call' ? target.setupMaxMs : 0)
}

/** Loses workers that are silent before the start. The returned function, or the end of the clock, stops it. */
function loseSilent(clock: Clock, members: readonly Member[]): () => void {
  let cancel = () => {}
  const look = () => {
    for (const member of members) {
      if (member.silentMs > SILENT_AT_FIRST_MAX_MS)
        member.lose(`no sign of life for ${SILENT_AT_FIRST_MAX_MS / 1000} s`)
    }
    cancel = clock.at(clock.nowMs() + LOOK_MS, look)
  }
  look()
  return () => cancel()
}

/**
 * Watches the workers until the clock stops. It loses those that are silent or late, and stops all at the signal.
 */
function watch(clock: Clock, members: readonly Member[], lastMs: number, options: SharedRunOptions): void {
  const { signal, onProgress } = options
  let untilMs = lastMs
  let lookedMs = clock.nowMs()
  let isStopped = false
  const look = () => {
    const nowMs = clock.nowMs()
    // Messages that came while this process was busy have not been read yet.
    const wasBlocked = nowMs - lookedMs > 4 * LOOK_MS
    lookedMs = nowMs
    if (signal?.aborted && !isStopped) {
      isStopped = true
      untilMs = nowMs + REPORT_MAX_MS
      for (const member of members) member.stop()
    }
    for (const member of members.filter(({ isDone }) => !isDone)) {
      if (member.silentMs > SILENT_MAX_MS && !wasBlocked)
        member.lose(`no sign of life for ${SILENT_MAX_MS / 1000} s`, member.silentMs)
      else if (nowMs > untilMs) member.lose('its report never came')
    }
    const progress = progressOf(members)
    if (progress !== undefined) onProgress?.(progress)
    clock.at(nowMs + LOOK_MS, look)
  }
  look()
}

function resultOf(
  cell: Cell,
  repeat: number,
  planned: readonly Planned[],
  members: readonly Member[],
  target: TargetCounters | null,
): RunResult {
  const windows = Math.max(0, ...members.map(({ last }) => last?.result.timeline.length ?? 0))
  const parts = members.map(({ isDone, last = emptyReport(cell, repeat) }, i) =>
    isDone ? last : completed(last, planned[i]!, windows),
  )
  const records = members.map(
    ({ name, environmentClass, last, lost, clockErrorMs }, i): WorkerRecord => ({
      name,
      environmentClass,
      planned: planned[i]!.requests,
      requests: requestsIn(last?.result.phases ?? []),
      lost,
      clockErrorMs,
    }),
  )
  const { responses: _, abandonedEarly, ...merged } = merge(parts)
  const notRemoved = [...merged.notRemoved, ...queuesLeft(cell, members)]
  const evidence = {
    ...merged,
    notRemoved,
    result: { ...merged.result, target: target && withAbandoned(target, abandonedEarly), workers: records },
  }
  const { status, warnings } = judge(evidence, cell.validity)
  const changed = multiplied(cell, members.length)
  const notes: Warning[] = changed === undefined ? [] : [{ severity: 'note', message: changed, advice: MULTIPLIED }]
  const run = { ...evidence.result, status, warnings: [...warnings, ...notes] }
  return { ...run, verdict: observedVerdict(cell, run) }
}

/** Whether an arm names a broker. */
function isNamed({ armSpec }: Cell): boolean {
  return armSpec.style === 'queue' && armSpec.broker.kind !== undefined
}

/** A lost worker cannot have removed its queue. */
function queuesLeft({ armSpec }: Cell, members: readonly Member[]): string[] {
  if (armSpec.style === 'rpc' || brokerKindOf(armSpec.broker) === 'memory') return []
  return members.flatMap(({ name, lost }) => (lost === null ? [] : [`worker ${name} was lost`]))
}

function progressOf(members: readonly Member[]): Progress | undefined {
  const all = members.flatMap(({ progress }) => progress ?? [])
  // A silent worker must not stop the clock that is shown.
  const [first] = all.toSorted((a, b) => b.elapsedMs - a.elapsedMs)
  if (first === undefined) return undefined
  const total = (key: 'requests' | 'good' | 'retries') => all.reduce((sum, progress) => sum + progress[key], 0)
  return { ...first, requests: total('requests'), good: total('good'), retries: total('retries') }
}

function requestsIn(phases: readonly PhaseResult[]): number {
  return phases.reduce((sum, { requests }) => sum + requests, 0)
}
