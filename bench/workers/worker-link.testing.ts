import type { Cell } from '../cell.ts'
import type { Call } from '../core/call.ts'
import { epochMs } from '../core/real-clock.ts'
import { sumOf } from '../core/sums.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import { Experiment } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import { type Share, WHOLE } from '../load/share.ts'
import { attemptsOf } from '../metrics/scope.ts'
import { NONE_THROWN } from '../metrics/thrown.ts'
import type { FromWorker } from './from-worker.ts'
import type { ToWorker } from './messages.ts'
import { type WorkerOptions, WorkerSession } from './session.ts'
import { shareOf } from './share-of.ts'
import type { WorkerLink, WorkerListener, WorkerPool } from './worker-link.ts'

/** For tests: returns the immediate answers of a scripted worker to a message. */
export type Script = (message: ToWorker) => unknown

/** For tests: says that it is ready, and gives the time by a clock this far ahead, ms. It answers nothing else. */
export function willing(aheadMs = 0): Script {
  return (message) => {
    if (message.kind === 'prepare') return { kind: 'ready', run: message.run, environmentClass: 'linux' }
    if (message.kind === 'ping') return { kind: 'pong', n: message.n, epochMs: epochMs() + aheadMs }
    return undefined
  }
}

/** For tests: the measurement of a worker whose requests were all answered after 10 ms. */
export function reportOf(cell: Cell, share: Share = WHOLE, more: Partial<Measurement> = {}): Measurement {
  const clock = new VirtualClock()
  const answered: Call = (_, settle) => clock.at(clock.nowMs() + 10, () => settle({ kind: 'ok', busyMs: Number.NaN }))
  const options = { seed: cell.seed, share, keepResponses: true, onError: () => undefined }
  const experiment = new Experiment(clock, shareOf(cell, share), answered, options)
  experiment.begin()
  clock.runUntil(() => experiment.done, experiment.endMs)
  experiment.end()
  const own = { repeat: 1, clock: 'real' as const, target: null, eventLoopDelayP99Ms: 1, othersCores: null }
  const counts = {
    errors: NONE_THROWN,
    attemptsUnsure: 0,
    attemptsNotSent: 0,
    abandonedEarly: 0,
    interrupted: false,
    notRemoved: [],
  }
  const measured = experiment.result()
  const statuses = { 200: sumOf(measured.phases, attemptsOf) }
  const answers = cell.target.model === 'url' && { answers: { statuses, unanswered: {}, resent: 0 } }
  return { result: { ...measured, ...own, ...answers }, responses: experiment.responses, ...counts, ...more }
}

/** For tests: a first report that is also the last, as it is sent. */
export function finalReport(run: number, generated: Measurement): FromWorker & { readonly kind: 'report' } {
  return JSON.parse(JSON.stringify({ kind: 'report', run, final: true, increment: { n: 1, from: 0, generated } }))
}

/** For tests: a worker that sends the messages of its script or of the test. */
export class ScriptedLink implements WorkerLink {
  readonly name: string
  readonly sent: ToWorker[] = []
  silence = 0
  /** Why it was discarded. */
  discarded: string | undefined
  #script: Script
  #listener: WorkerListener | undefined

  constructor(name: string, script: Script = willing()) {
    this.name = name
    this.#script = script
  }

  /** Kinds of the messages sent to it, without questions for the time. */
  get commands(): string[] {
    return this.sent.map(({ kind }) => kind).filter((kind) => kind !== 'ping')
  }

  send(message: ToWorker): void {
    this.sent.push(message)
    const answer = this.#script(message)
    if (answer !== undefined) this.say(answer)
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener
  }

  silentMs(): number {
    return this.silence
  }

  discard(why: string): void {
    this.discarded = why
  }

  fallSilent(): void {
    this.#script = () => undefined
  }

  say(message: unknown): void {
    this.#listener?.hear(message)
  }

  die(why: string): void {
    this.#listener?.gone(why)
  }
}

/** For tests: a session in this process behind a link. Messages are copied, as between processes. */
export class SessionLink implements WorkerLink {
  readonly name = 'here'
  readonly session: WorkerSession
  #listener: WorkerListener | undefined
  #answered: (message: FromWorker) => void = () => undefined

  constructor(options: Omit<WorkerOptions, 'environmentClass' | 'send'>) {
    const send = (message: FromWorker) => this.#hear(JSON.parse(JSON.stringify(message)))
    this.session = new WorkerSession({ ...options, environmentClass: 'linux', send })
  }

  send(message: unknown): void {
    this.session.hear(JSON.parse(JSON.stringify(message)))
  }

  /** Returns its next message, without signs of life and progress. */
  ask(message: unknown): Promise<FromWorker> {
    return new Promise((resolve) => {
      this.#answered = resolve
      this.send(message)
    })
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener
  }

  silentMs(): number {
    return 0
  }

  discard(): void {}

  #hear(message: FromWorker): void {
    this.#listener?.hear(message)
    const isNews = message.kind === 'report' ? !message.final : ['alive', 'progress'].includes(message.kind)
    if (!isNews) this.#answered(message)
  }
}

/** For tests: these workers, first to last. */
export function poolOf(links: readonly WorkerLink[]): WorkerPool {
  return { take: async (count) => links.slice(0, count), close: async () => undefined }
}
