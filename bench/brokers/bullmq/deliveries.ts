import type { Job } from 'bullmq'
import type { Cancel, Clock } from '../../core/clock.ts'
import { epochMs } from '../../core/real-clock.ts'
import type { BrokerSpec, Handler, Message, Settlement } from '../../queue/broker.ts'
import { afterArrival, afterLease, afterSettlement, LEASE_ENDED, type Step } from '../../queue/settle.ts'
import type { BullmqBurials } from './burials.ts'
import { Dead, type JobBook, messageOf } from './codec.ts'
import { type Delivered, type Held, MOVED } from './delivery.ts'
import type { Endings } from './endings.ts'
import { Moves } from './moves.ts'
import type { Meaning } from './trouble.ts'

/** Delay for a message in work that may not be delivered again. After it the driver checks it again. */
const PARK_MS = 1000

/** Parts of the broker that its deliveries use. */
export interface DeliveryContext {
  readonly clock: Clock
  readonly spec: BrokerSpec
  readonly book: JobBook
  readonly burials: BullmqBurials
  readonly endings: Endings
  readonly onForeign: (detail: string) => void
  /** Called when Redis refuses to move a job back. */
  readonly onRefused: (message: Message, error: unknown) => Meaning
}

/** Hands jobs from BullMQ to the handler and carries out its settlements. */
export class BullmqDeliveries {
  readonly #context: DeliveryContext
  readonly #held = new Map<string, Held>()
  readonly #leases = new Set<Cancel>()
  readonly #moves: Moves
  /** Jobs that wait for a free place. They keep their lock. */
  readonly #waiting: (() => void)[] = []
  #consumer: { readonly concurrency: number; readonly handler: Handler } | undefined
  #destroyed = false

  constructor(context: DeliveryContext) {
    this.#context = context
    this.#moves = new Moves(context.clock, context.onRefused)
  }

  /** Sets the consumer. Undefined means that nobody takes messages. */
  serve(consumer: { readonly concurrency: number; readonly handler: Handler } | undefined): void {
    this.#consumer = consumer
    this.#release()
  }

  /** BullMQ has taken a job for this process. */
  taken(jobId: string): void {
    this.#heldOf(jobId)
  }

  /** Whether a handler has the job, or will get it. */
  has(jobId: string): boolean {
    const held = this.#held.get(jobId)
    return held !== undefined && (held.working > 0 || held.state === 'open')
  }

  /** A job was unlocked before Redis completed it. Its message is done, and the job will come again. */
  unlocked(jobId: string): void {
    this.#heldOf(jobId).state = 'done'
  }

  destroy(): void {
    this.#destroyed = true
    this.#consumer = undefined
    this.#waiting.length = 0
    for (const cancel of this.#leases) cancel()
    this.#leases.clear()
    this.#moves.stop()
  }

  /** BullMQ's processor. It settles when the job is completed, and throws `Dead` or `MOVED` otherwise. */
  readonly process = (job: Job, token = ''): Promise<void> =>
    new Promise((complete, fail) => {
      const end = () => {
        this.#context.endings.decided(job.id!)
        complete()
      }
      if (!this.#destroyed) this.#arrive(job, token, end, fail)
    })

  #arrive(job: Job, token: string, complete: () => void, fail: (error: Error) => void): void {
    const jobId = job.id!
    const message = messageOf(job)
    const held = this.#heldOf(jobId)
    this.#context.burials.cancel(jobId)
    if (message === undefined) {
      this.#held.delete(jobId)
      this.#context.onForeign(`job ${jobId} named ${JSON.stringify(job.name).slice(0, 100)} was removed`)
      complete()
      return
    }
    const deliveries = job.attemptsStarted
    const delivered: Delivered = { job, token, message, held, deliveries, complete, fail, late: false, owns: true }
    if (this.#mayStart()) this.#start(delivered)
    else this.#waiting.push(() => this.#start(delivered))
  }

  #mayStart(): boolean {
    return this.#consumer !== undefined && this.#context.book.inFlight < this.#consumer.concurrency
  }

  #release(): void {
    while (this.#waiting.length > 0 && this.#mayStart()) this.#waiting.shift()!()
  }

  #start(delivered: Delivered): void {
    const { message, held, deliveries } = delivered
    const { spec, book } = this.#context
    if (held.state !== 'open') {
      this.#carryOut(delivered)
      return
    }
    const isExpired = book.isExpired(message.id, spec.messageTtlMs)
    // The job may have come back by itself, after a lost connection or lock.
    const lastFailure = spec.leaseMs === undefined ? 'deliveries (connection)' : LEASE_ENDED
    const step = afterArrival(this.#stateOf(held, deliveries - 1), isExpired, lastFailure)
    if (step.kind === 'deliver') this.#deliver(delivered)
    else this.#take(delivered, step)
  }

  #stateOf({ working }: Held, deliveries: number) {
    return { isOver: false, deliveries, deliveriesMax: this.#context.spec.deliveriesMax, working }
  }

  /** Carries out a step of a message whose job is locked for this delivery. */
  #take(delivered: Delivered, step: Step): void {
    const { book } = this.#context
    if (step.kind === 'end') {
      delivered.held.state = 'gone'
      book.ended(delivered.message.id)
      delivered.complete()
    } else if (step.kind === 'dead') this.#bury(delivered, step.reason)
    else if (step.kind === 'again') {
      book.again(delivered.message.id, step.delayMs)
      this.#move(delivered, step.delayMs)
    } else this.#move(delivered, PARK_MS)
  }

  #deliver(delivered: Delivered): void {
    const { message, held, deliveries } = delivered
    const { clock, spec, book } = this.#context
    held.working += 1
    held.deliveries = deliveries
    book.delivered(message)
    let settled = false
    let cancelLease: Cancel | undefined
    if (spec.leaseMs !== undefined) {
      const cancel = clock.at(clock.nowMs() + spec.leaseMs, () => {
        this.#leases.delete(cancel)
        this.#endLease(delivered)
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
      held.working -= 1
      book.released()
      if (delivered.owns) this.#settle(delivered, settlement)
      else this.#settleLate(delivered, settlement)
      this.#tidy(delivered)
      this.#release()
    })
  }

  /** Gives the message to another handler. This one keeps its place. A last delivery stays with its handler. */
  #endLease(delivered: Delivered): void {
    const { job, token, message, held, deliveries } = delivered
    delivered.late = true
    if (held.state === 'open') {
      if (afterLease(this.#stateOf(held, deliveries)).kind === 'wait') return
      this.#context.book.again(message.id, 0)
    }
    delivered.owns = false
    const ask = () => job.moveToWait(token)
    this.#moves.move(message, ask, () => undefined)
  }

  #settle(delivered: Delivered, settlement: Settlement): void {
    const { held, deliveries, late } = delivered
    if (held.state !== 'open') this.#carryOut(delivered)
    else this.#take(delivered, afterSettlement(this.#stateOf(held, deliveries), settlement, late))
  }

  /**
   * Settles a delivery whose job has gone back to the queue. A known gap: BullMQ renews locks by the id of the job.
   * When this delivery ends, BullMQ stops the renewal for a newer delivery of the same job. If that one outlasts its
   * lock, it stalls, and the job comes here again.
   */
  #settleLate({ message, held, fail }: Delivered, settlement: Settlement): void {
    if (held.state === 'open') {
      const step = afterSettlement(this.#stateOf(held, held.deliveries), settlement, true)
      if (step.kind === 'end') {
        held.state = 'done'
        this.#context.book.ended(message.id)
      } else if (step.kind === 'dead') held.state = new Dead(step.reason)
    }
    fail(MOVED)
  }

  /** Carries out what was decided while the job was elsewhere. */
  #carryOut(delivered: Delivered): void {
    const { state } = delivered.held
    delivered.held.state = 'gone'
    this.#tidy(delivered)
    if (state instanceof Dead) this.#fail(delivered, state)
    else delivered.complete()
  }

  #bury(delivered: Delivered, reason: string): void {
    delivered.held.state = 'gone'
    this.#tidy(delivered)
    this.#fail(delivered, new Dead(reason))
  }

  #fail({ job, message, fail }: Delivered, dead: Dead): void {
    this.#context.burials.begin(job.id!, message, dead)
    fail(dead)
  }

  /** Moves the job back to the queue, at once or after a delay. Its place is free when Redis has answered. */
  #move({ job, token, message, fail }: Delivered, delayMs: number): void {
    const dueMs = Math.ceil(epochMs() + delayMs)
    const ask = () => (delayMs > 0 ? job.moveToDelayed(dueMs, token) : job.moveToWait(token))
    this.#moves.move(message, ask, () => fail(MOVED))
  }

  #heldOf(jobId: string): Held {
    let held = this.#held.get(jobId)
    if (held === undefined) {
      held = { working: 0, deliveries: 0, state: 'open' }
      this.#held.set(jobId, held)
    }
    return held
  }

  /** Forgets a job that nobody works on, unless a decision about it must be remembered. */
  #tidy({ job, held }: Delivered): void {
    if (held.working === 0 && (held.state === 'open' || held.state === 'gone')) this.#held.delete(job.id!)
  }
}
