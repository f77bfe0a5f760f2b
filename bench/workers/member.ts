import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Clock } from '../core/clock.ts'
import { oneLine } from '../core/printable.ts'
import { epochMs } from '../core/real-clock.ts'
import type { Progress } from '../engine/experiment.ts'
import type { Measurement } from '../engine/real.ts'
import type { Share } from '../load/share.ts'
import { type Answer, Answers } from './answers.ts'
import { clockOffset, type TimeProbe } from './clock-offset.ts'
import { type FromWorker, parseFromWorker } from './from-worker.ts'
import { type Increment, withIncrement } from './increments.ts'
import type { Task } from './messages.ts'
import type { WorkerLink } from './worker-link.ts'

/** Questions for the time before a run. */
const PROBES = 10
const ANSWER_MAX_MS = 5000
/** Longest time for all of them together. */
const PROBES_MAX_MS = 10_000

const WHY_MAX_CHARS = 300

/** Returns why a report cannot be used. Undefined for one that can. */
type ReportCheck = (report: Measurement, isFinal: boolean) => string | undefined

/**
 * A worker in one run. It prepares and starts the worker and gathers its reports. It does not trust the worker: after
 * one strange message the worker is lost.
 */
export class Member {
  readonly share: Share
  readonly #link: WorkerLink
  readonly #clock: Clock
  readonly #run: number
  /** Settles when the last report has come, or the worker is lost. */
  readonly ended: Promise<void>
  #end: () => void = () => undefined
  readonly #answers: Answers
  #asked = 0
  #environmentClass = ''
  /** Time of the start. Undefined before it. */
  #originEpochMs: number | undefined
  #whyStrange: ReportCheck = () => 'it came before the start'
  #offsetMs = 0
  #clockErrorMs = 0
  #progress: Progress | undefined
  #last: Measurement | undefined
  #increments = 0
  #isDiscarded = false
  #isDone = false
  #isStopped = false
  #lost: { readonly atMs: number; readonly why: string } | null = null

  constructor(link: WorkerLink, clock: Clock, run: number, share: Share) {
    this.share = share
    this.#link = link
    this.#clock = clock
    this.#answers = new Answers(clock)
    this.#run = run
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    link.listen({ hear: (message) => this.#hear(message), gone: (why) => this.lose(why) })
  }

  get name(): string {
    return this.#link.name
  }

  /** Known when it is prepared. */
  get environmentClass(): string {
    return this.#environmentClass
  }

  /** Its latest report. Undefined before the first. */
  get last(): Measurement | undefined {
    return this.#last
  }

  /** Its last report has come. */
  get isDone(): boolean {
    return this.#isDone
  }

  get lost(): { readonly atMs: number; readonly why: string } | null {
    return this.#lost
  }

  /** It is lost and cannot be used again. */
  get isDiscarded(): boolean {
    return this.#isDiscarded
  }

  get progress(): Progress | undefined {
    return this.#progress
  }

  /** Largest error of its clock offset, ms, at the start or at the later comparison. */
  get clockErrorMs(): number {
    return this.#clockErrorMs
  }

  get silentMs(): number {
    return this.#link.silentMs()
  }

  /** @throws CannotRunError when it does not get ready. */
  async prepare(task: Omit<Task, 'share'>, maxMs: number): Promise<void> {
    const ready = this.#answer(maxMs, (answer) => answer.kind === 'ready')
    this.#link.send({ kind: 'prepare', run: this.#run, task: { ...task, share: this.share } })
    this.#environmentClass = (await ready).environmentClass
  }

  /** Measures how far its clock is ahead of this process's. @throws CannotRunError when it does not answer. */
  async compareClocks(): Promise<void> {
    const { offsetMs, errorMs } = await this.#askTime()
    this.#offsetMs = offsetMs
    this.#clockErrorMs = errorMs
  }

  /**
   * Measures again after a run, since clocks may have drifted apart. A worker that no longer answers keeps its error.
   */
  async compareClocksAgain(): Promise<void> {
    const now = await this.#askTime().catch(() => undefined)
    if (now === undefined) {
      this.#link.discard('it did not answer after a run')
      return
    }
    this.#clockErrorMs = Math.max(this.#clockErrorMs, Math.abs(now.offsetMs - this.#offsetMs) + now.errorMs)
  }

  async #askTime(): Promise<ReturnType<typeof clockOffset>> {
    const probes: TimeProbe[] = []
    const cancel = this.#clock.at(this.#clock.nowMs() + PROBES_MAX_MS, () => this.lose('its answers are too slow'))
    try {
      while (probes.length < PROBES) probes.push(await this.#probe())
    } finally {
      cancel()
    }
    return clockOffset(probes)
  }

  async #probe(): Promise<TimeProbe> {
    this.#asked += 1
    const n = this.#asked
    const isIt = (answer: Answer): answer is Extract<Answer, { kind: 'pong' }> =>
      answer.kind === 'pong' && answer.n === n
    const pong = this.#answer(ANSWER_MAX_MS, isIt)
    const askedMs = epochMs()
    this.#link.send({ kind: 'ping', n })
    const { epochMs: answerMs } = await pong
    return { askedMs, answerMs, heardMs: epochMs() }
  }

  /** Starts the run. `whyStrange` checks each report from now on. */
  start(originEpochMs: number, whyStrange: ReportCheck): void {
    this.#originEpochMs = originEpochMs
    this.#whyStrange = whyStrange
    this.#link.send({ kind: 'start', run: this.#run, originEpochMs: originEpochMs + this.#offsetMs })
  }

  stop(): void {
    this.#isStopped = true
    this.#link.send({ kind: 'stop', run: this.#run })
  }

  /** Gives the worker up. `silentMs`: time for which it has been silent. */
  lose(why: string, silentMs = 0): void {
    const isNew = !this.#isDone && this.#lost === null
    this.#giveUp(why, silentMs)
    if (!isNew) return
    this.#isDiscarded = true
    this.#link.discard(why)
  }

  /** As `lose`, but the worker may do another run, and removes what it made for this one. */
  abandon(why: string): void {
    this.#giveUp(why)
  }

  #giveUp(why: string, silentMs = 0): void {
    this.#answers.fail(new CannotRunError(`worker ${this.name}: ${why}`))
    if (this.#isDone || this.#lost !== null) return
    const nowMs = epochMs() - silentMs
    this.#lost = { atMs: Math.max(0, nowMs - (this.#originEpochMs ?? nowMs)), why }
    this.#end()
  }

  #hear(given: unknown): void {
    if (this.#lost !== null) return
    try {
      this.#take(parseFromWorker(given))
    } catch (error) {
      this.#distrust((error as Error).message)
    }
  }

  /** @throws Error for a message that no worker of this run would send. */
  #take(message: FromWorker): void {
    if ('run' in message && message.run !== this.#run) {
      // Messages of an earlier run may still be on their way.
      if (message.run > this.#run) throw new Error(`run: must be at most ${this.#run}, got ${message.run}`)
    } else if (message.kind === 'ready' || message.kind === 'pong') this.#answers.hear(message)
    else if (message.kind === 'refused' || message.kind === 'failed') this.#hearFailure(message)
    else if (message.kind === 'progress') this.#progress = message.progress
    else if (message.kind === 'report') this.#hearReport(message.increment, message.final)
  }

  /** @throws Error for a report that cannot be used. */
  #hearReport(increment: Increment, final: boolean): void {
    if (this.#isDone) throw new Error('a report after the last')
    this.#increments += 1
    if (increment.n !== this.#increments) throw new Error(`report ${this.#increments} is missing, got ${increment.n}`)
    const report = withIncrement(this.#last, increment)
    const why = this.#whyStrange(report, final)
    if (why !== undefined) throw new Error(why)
    this.#last = report
    if (!final) return
    // Not this controller has ended it, and the rest of its share is missing.
    if (report.interrupted && !this.#isStopped) this.lose('it was interrupted')
    else this.#isDone = true
    this.#end()
  }

  /** Loses the worker, even if it was done. Its earlier reports stay. */
  #distrust(why: string): void {
    this.#isDone = false
    this.lose(`it sent what no worker would: ${oneLine(why, WHY_MAX_CHARS)}`)
  }

  #hearFailure({ kind, reason }: { readonly kind: string; readonly reason: string }): void {
    if (kind === 'failed') this.lose(reason)
    // The worker may do another run.
    else if (this.#answers.isAwaited) this.#giveUp(reason)
  }

  async #answer<T extends Answer>(maxMs: number, isIt: (answer: Answer) => answer is T): Promise<T> {
    if (this.#lost !== null) throw new CannotRunError(`worker ${this.name}: ${this.#lost.why}`)
    return this.#answers.next(maxMs, isIt, () => this.lose(`no answer within ${maxMs / 1000} s`))
  }
}
