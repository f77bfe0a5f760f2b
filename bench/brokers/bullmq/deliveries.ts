import type { Job } from 'bullmq'
import type { Cancel, Clock } from '../../core/clock.ts'
import { epochMs } from '../../core/real-clock.ts'
import type { BrokerSpec, Handler, Message, Settlement } from '../../queue/broker.ts'
import { afterArrival, afterLease, afterSettlement, LEASE_ENDED, type Step } from '../../queue/settle.ts'
import type { Burials } from './burials.ts'
import { Dead, type JobBook, messageOf } from './codec.ts'
import type { Endings } from './endings.ts'
import { Moves } from './moves.ts'
import type { Meaning } from './trouble.ts'
import { MOVED, type Turn, type Work } from './turn.ts'

/** How soon a message is looked at again that may not be delivered, but is still being worked on. */
const PARK_MS = 1000

/** What deliveries need of the broker they belong to. */
export interface DeliveriesNeeds {
  readonly clock: Clock
  readonly spec: BrokerSpec
  readonly book: JobBook
  readonly burials: Burials
  readonly endings: Endings
  readonly onForeign: (detail: string) => void
  /** BullMQ would not move a job back. */
  readonly onRefused: (message: Message, error: unknown) => Meaning
}

/** Jobs that BullMQ has handed to this process: gives them to the handler and carries out what it decides. */
export class Deliveries {
  readonly #needs: DeliveriesNeeds
  readonly #works = new Map<string, Work>()
  readonly #leases = new Set<Cancel>()
  readonly #moves: Moves
  /** Jobs that arrived when nobody could take them; they keep their lock. */
  readonly #held: (() => void)[] = []
  #consumer: { readonly concurrency: number; readonly handler: Handler } | undefined
  #destroyed = false

  constructor(needs: DeliveriesNeeds) {
    this.#needs = needs
    this.#moves = new Moves(needs.clock, needs.onRefused)
  }

  /** Undefined: nobody takes anything. */
  serve(consumer: { readonly concurrency: number; readonly handler: Handler } | undefined): void {
    this.#consumer = consumer
    this.#release()
  }

  /** BullMQ has taken a job for this process. */
  taken(jobId: string): void {
    this.#workOf(jobId)
  }

  /** Whether it is with a handler, or on its way to one. */
  has(jobId: string): boolean {
    const work = this.#works.get(jobId)
    return work !== undefined && (work.handlers > 0 || work.fate === 'open')
  }

  /** The job of a message that is done was unlocked before Redis heard of it: it will be met again. */
  unlocked(jobId: string): void {
    this.#workOf(jobId).fate = 'done'
  }

  destroy(): void {
    this.#destroyed = true
    this.#consumer = undefined
    this.#held.length = 0
    for (const cancel of this.#leases) cancel()
    this.#leases.clear()
    this.#moves.stop()
  }

  /** BullMQ's processor. It settles when the job is completed, and throws `Dead` or `MOVED` otherwise. */
  readonly process = (job: Job, token = ''): Promise<void> =>
    new Promise((complete, fail) => {
      const end = () => {
        this.#needs.endings.decided(job.id!)
        complete()
      }
      if (!this.#destroyed) this.#arrive(job, token, end, fail)
    })

  #arrive(job: Job, token: string, complete: () => void, fail: (error: Error) => void): void {
    const jobId = job.id!
    const message = messageOf(job)
    const work = this.#workOf(jobId)
    this.#needs.burials.cancel(jobId)
    if (message === undefined) {
      this.#works.delete(jobId)
      this.#needs.onForeign(`job ${jobId} named ${JSON.stringify(job.name).slice(0, 100)} was removed`)
      complete()
      return
    }
    const deliveries = job.attemptsStarted
    const turn: Turn = { job, token, message, work, deliveries, complete, fail, late: false, owns: true }
    if (this.#mayStart()) this.#start(turn)
    else this.#held.push(() => this.#start(turn))
  }

  #mayStart(): boolean {
    return this.#consumer !== undefined && this.#needs.book.inFlight < this.#consumer.concurrency
  }

  #release(): void {
    while (this.#held.length > 0 && this.#mayStart()) this.#held.shift()!()
  }

  #start(turn: Turn): void {
    const { message, work, deliveries } = turn
    const { spec, book } = this.#needs
    if (work.fate !== 'open') {
      this.#carryOut(turn)
      return
    }
    const isExpired = book.isExpired(message.id, spec.messageTtlMs)
    // It may have come back by itself, after a lost connection or lock.
    const lastFailure = spec.leaseMs === undefined ? 'deliveries (connection)' : LEASE_ENDED
    const step = afterArrival(this.#stateOf(work, deliveries - 1), isExpired, lastFailure)
    if (step.kind === 'deliver') this.#deliver(turn)
    else this.#take(turn, step)
  }

  #stateOf({ handlers }: Work, deliveries: number) {
    return { isOver: false, deliveries, deliveriesMax: this.#needs.spec.deliveriesMax, working: handlers }
  }

  /** Carries out a step of a message whose job is locked for this delivery. */
  #take(turn: Turn, step: Step): void {
    const { book } = this.#needs
    if (step.kind === 'end') {
      turn.work.fate = 'gone'
      book.ended(turn.message.id)
      turn.complete()
    } else if (step.kind === 'dead') this.#bury(turn, step.reason)
    else if (step.kind === 'again') {
      book.again(turn.message.id, step.delayMs)
      this.#move(turn, step.delayMs)
    } else this.#move(turn, PARK_MS)
  }

  #deliver(turn: Turn): void {
    const { message, work, deliveries } = turn
    const { clock, spec, book } = this.#needs
    work.handlers += 1
    work.deliveries = deliveries
    book.delivered(message)
    let settled = false
    let cancelLease: Cancel | undefined
    if (spec.leaseMs !== undefined) {
      const cancel = clock.at(clock.nowMs() + spec.leaseMs, () => {
        this.#leases.delete(cancel)
        this.#endLease(turn)
      })
      this.#leases.add(cancel)
      cancelLease = cancel
    }
    this.#consumer!.handler({ message, deliveries }, (settlement) => {
      if (settled || this.#destroyed) return
      settled = true
      if (cancelLease !== undefined) {
        cancelLease()
        this.#leases.delete(cancelLease)
      }
      work.handlers -= 1
      book.released()
      if (turn.owns) this.#settle(turn, settlement)
      else this.#settleLate(turn, settlement)
      this.#tidy(turn)
      this.#release()
    })
  }

  /** The message goes to another handler; this one keeps its place. After its last delivery it stays where it is. */
  #endLease(turn: Turn): void {
    const { job, token, message, work, deliveries } = turn
    turn.late = true
    if (work.fate === 'open') {
      if (afterLease(this.#stateOf(work, deliveries)).kind === 'wait') return
      this.#needs.book.again(message.id, 0)
    }
    turn.owns = false
    const ask = () => job.moveToWait(token)
    this.#moves.move(message, ask, () => undefined)
  }

  #settle(turn: Turn, settlement: Settlement): void {
    const { work, deliveries, late } = turn
    if (work.fate !== 'open') this.#carryOut(turn)
    else this.#take(turn, afterSettlement(this.#stateOf(work, deliveries), settlement, late))
  }

  /**
   * Settles a delivery whose job has gone back to the queue. A known gap: BullMQ renews locks by the id of the job.
   * When this delivery ends, it stops doing so for a newer one of the same job. A newer delivery that lasts longer than
   * its lock then stalls, and comes here again.
   */
  #settleLate({ message, work, fail }: Turn, settlement: Settlement): void {
    if (work.fate === 'open') {
      const step = afterSettlement(this.#stateOf(work, work.deliveries), settlement, true)
      if (step.kind === 'end') {
        work.fate = 'done'
        this.#needs.book.ended(message.id)
      } else if (step.kind === 'dead') work.fate = new Dead(step.reason)
    }
    fail(MOVED)
  }

  /** What was decided while the job was elsewhere. */
  #carryOut(turn: Turn): void {
    const { fate } = turn.work
    turn.work.fate = 'gone'
    this.#tidy(turn)
    if (fate instanceof Dead) this.#fail(turn, fate)
    else turn.complete()
  }

  #bury(turn: Turn, reason: string): void {
    turn.work.fate = 'gone'
    this.#tidy(turn)
    this.#fail(turn, new Dead(reason))
  }

  #fail({ job, message, fail }: Turn, dead: Dead): void {
    this.#needs.burials.begin(job.id!, message, dead)
    fail(dead)
  }

  /** Back to the queue, at once or after a delay. The place of the delivery is free when Redis has answered. */
  #move({ job, token, message, fail }: Turn, delayMs: number): void {
    const dueMs = Math.ceil(epochMs() + delayMs)
    const ask = () => (delayMs > 0 ? job.moveToDelayed(dueMs, token) : job.moveToWait(token))
    this.#moves.move(message, ask, () => fail(MOVED))
  }

  #workOf(jobId: string): Work {
    let work = this.#works.get(jobId)
    if (work === undefined) {
      work = { handlers: 0, deliveries: 0, fate: 'open' }
      this.#works.set(jobId, work)
    }
    return work
  }

  /** Forgets what nobody works on and nothing was decided for that must be remembered. */
  #tidy({ job, work }: Turn): void {
    if (work.handlers === 0 && (work.fate === 'open' || work.fate === 'gone')) this.#works.delete(job.id!)
  }
}
