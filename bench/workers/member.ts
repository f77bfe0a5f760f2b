import { CannotRunError } from '../core/cannot-run-error.ts'
import type { Clock } from '../core/clock.ts'
import { epochMs } from '../core/real-clock.ts'
import type { Progress } from '../experiment.ts'
import type { Generated } from '../generate.ts'
import type { Share } from '../load/share.ts'
import { clockOffset, type TimeProbe } from './clock-offset.ts'
import { type Increment, withIncrement } from './increments.ts'
import type { FromWorker, Task } from './messages.ts'
import type { WorkerLink } from './worker-link.ts'

/** Questions for the time before a run. */
const PROBES = 10
const ANSWER_MAX_MS = 5000

type Answer = Extract<FromWorker, { kind: 'ready' | 'pong' }>

/** An answer that is waited for. */
interface Wait {
  readonly isIt: (message: Answer) => boolean
  readonly resolve: (message: Answer) => void
  readonly reject: (error: Error) => void
}

/** A worker in one run: gets it ready, starts it and gathers what it tells. */
export class Member {
  readonly share: Share
  readonly #link: WorkerLink
  readonly #clock: Clock
  readonly #run: number
  /** Settles when it has told all, or is lost. */
  readonly ended: Promise<void>
  #end: () => void = () => undefined
  #wait: Wait | undefined
  #asked = 0
  #environmentClass = ''
  /** Of the start; undefined before it. */
  #originEpochMs: number | undefined
  #offsetMs = 0
  #clockErrorMs = 0
  #progress: Progress | undefined
  #last: Generated | undefined
  #increments = 0
  #isDiscarded = false
  #isDone = false
  #isStopped = false
  #lost: { readonly atMs: number; readonly why: string } | null = null

  constructor(link: WorkerLink, clock: Clock, run: number, share: Share) {
    this.share = share
    this.#link = link
    this.#clock = clock
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

  /** Its latest report; undefined before the first. */
  get last(): Generated | undefined {
    return this.#last
  }

  /** It has told all. */
  get isDone(): boolean {
    return this.#isDone
  }

  get lost(): { readonly atMs: number; readonly why: string } | null {
    return this.#lost
  }

  /** It is lost, and is of no more use. */
  get isDiscarded(): boolean {
    return this.#isDiscarded
  }

  get progress(): Progress | undefined {
    return this.#progress
  }

  /** How far its clock may have been off what it was taken for, ms, at the start or when it was compared again. */
  get clockErrorMs(): number {
    return this.#clockErrorMs
  }

  get silentMs(): number {
    return this.#link.silentMs()
  }

  /** @throws CannotRunError when it does not get ready. */
  async prepare(task: Omit<Task, 'share'>, maxMs: number): Promise<void> {
    const ready = this.#answer(maxMs, ({ kind }) => kind === 'ready')
    this.#link.send({ kind: 'prepare', run: this.#run, task: { ...task, share: this.share } })
    const answer = await ready
    if (answer.kind === 'ready') this.#environmentClass = answer.environmentClass
  }

  /** Learns how far its clock is ahead of that of this process. @throws CannotRunError when it does not answer. */
  async compareClocks(): Promise<void> {
    const { offsetMs, errorMs } = await this.#askTime()
    this.#offsetMs = offsetMs
    this.#clockErrorMs = errorMs
  }

  /** After a run: clocks that go differently fast have drifted apart since the start. One that does not answer any more keeps its error. */
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
    for (let i = 0; i < PROBES; i++) {
      this.#asked += 1
      const n = this.#asked
      const answer = this.#answer(ANSWER_MAX_MS, (message) => message.kind === 'pong' && message.n === n)
      const askedMs = epochMs()
      this.#link.send({ kind: 'ping', n })
      const pong = await answer
      if (pong.kind === 'pong') probes.push({ askedMs, answerMs: pong.epochMs, heardMs: epochMs() })
    }
    return clockOffset(probes)
  }

  start(originEpochMs: number): void {
    this.#originEpochMs = originEpochMs
    this.#link.send({ kind: 'start', run: this.#run, originEpochMs: originEpochMs + this.#offsetMs })
  }

  stop(): void {
    this.#isStopped = true
    this.#link.send({ kind: 'stop', run: this.#run })
  }

  /** Nothing more is expected of it; `silentMs`: for so long nothing has been heard of it. */
  lose(why: string, silentMs = 0): void {
    const isNew = !this.#isDone && this.#lost === null
    this.#giveUp(why, silentMs)
    if (!isNew) return
    this.#isDiscarded = true
    this.#link.discard(why)
  }

  /** As `lose`, but it may do another run, and removes what it made for this one. */
  abandon(why: string): void {
    this.#giveUp(why)
  }

  #giveUp(why: string, silentMs = 0): void {
    this.#wait?.reject(new CannotRunError(`worker ${this.name}: ${why}`))
    this.#wait = undefined
    if (this.#isDone || this.#lost !== null) return
    const nowMs = epochMs() - silentMs
    this.#lost = { atMs: Math.max(0, nowMs - (this.#originEpochMs ?? nowMs)), why }
    this.#end()
  }

  #hear(message: FromWorker): void {
    if ('run' in message && message.run !== this.#run) return
    if (message.kind === 'ready' || message.kind === 'pong') {
      // An answer that comes late is none to the next question.
      if (this.#wait?.isIt(message) !== true) return
      this.#wait.resolve(message)
      this.#wait = undefined
    } else if (message.kind === 'refused' || message.kind === 'failed') this.#hearFailure(message)
    else if (message.kind === 'progress') this.#progress = message.progress
    else if (message.kind === 'report' && !this.#isDone && this.#lost === null) {
      this.#hearReport(message.increment, message.final)
    }
  }

  #hearReport(increment: Increment, final: boolean): void {
    try {
      this.#increments += 1
      if (increment.n !== this.#increments) throw new Error('one of its reports is missing')
      this.#last = withIncrement(this.#last, increment)
    } catch (error) {
      this.lose((error as Error).message)
      return
    }
    if (!final) return
    // Somebody else has ended it: the rest of its share is missing.
    if (this.#last.interrupted && !this.#isStopped) this.lose('it was interrupted')
    else this.#isDone = true
    this.#end()
  }

  #hearFailure({ kind, reason }: { readonly kind: string; readonly reason: string }): void {
    if (kind === 'failed') this.lose(reason)
    // It may do another run.
    else if (this.#wait !== undefined) this.#giveUp(reason)
  }

  #answer(maxMs: number, isIt: Wait['isIt']): Promise<Answer> {
    if (this.#lost !== null) throw new CannotRunError(`worker ${this.name}: ${this.#lost.why}`)
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.at(this.#clock.nowMs() + maxMs, () => this.lose(`no answer within ${maxMs / 1000} s`))
      this.#wait = {
        isIt,
        resolve: (message) => {
          cancel()
          resolve(message)
        },
        reject: (error) => {
          cancel()
          reject(error)
        },
      }
    })
  }
}
