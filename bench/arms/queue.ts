import { z } from 'zod'
import { type Call, newRequest, type Request } from '../core/call.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import { draw, STREAM } from '../core/draw.ts'
import { fields } from '../core/fields.ts'
import { deadLettered, failed, type Outcome, rejected, UNFINISHED } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import { backoffMs, backoffSchema } from '../policy/backoff.ts'
import { NOTHING } from '../policy/policy.ts'
import type { Broker, DeadLetterListener, Delivery, Message, Settlement } from '../queue/broker.ts'
import type { Arm } from './arm.ts'
import { Consumers } from './consumers.ts'
import { OpenCalls } from './open-calls.ts'

/** How a failed delivery comes back. */
export const redeliverySchema = z.strictObject({
  backoff: backoffSchema.prefault({ kind: 'none' }),
  /**
   * `broker`: the message waits there. `consumer`: the consumer sleeps and works on nothing else, a fault worth
   * showing.
   */
  waitIn: z.enum(['broker', 'consumer']).default('broker'),
})
export type RedeliveryOptions = z.infer<typeof redeliverySchema>

/** When dead letters are published again: all at once, or at a rate. */
export const redriveSchema = z.strictObject({
  atMs: fields.instantMs(),
  ratePerSecond: z.number().gt(0).max(1_000_000).optional(),
})
export type RedriveOptions = z.infer<typeof redriveSchema>

export interface QueueArmOptions {
  /** Deliveries that each consumer works on at once. */
  readonly concurrency: number
  /** After this many deliveries the broker makes a message a dead letter. */
  readonly deliveriesMax: number
  readonly redelivery: RedeliveryOptions
  readonly redrive?: RedriveOptions | undefined
  readonly seed: number
}

/** A request on its way through the broker. `delayMs`: delay of its last redelivery. */
interface Open {
  readonly request: Request
  delayMs: number
}

/** Publishes to a broker. Consumers take the messages and call the target with their own policy. */
export class QueueArm implements Arm {
  readonly #clock: Clock
  readonly #consumers: Consumers
  readonly #ledger: Ledger
  readonly #broker: Broker
  readonly #options: QueueArmOptions
  readonly #open = new Map<number, Open>()
  /** Deliveries at a consumer that wait for their answer. */
  readonly #working: OpenCalls
  /** Timers of sleeping consumers and of messages to publish again. */
  readonly #timers = new Set<Cancel>()
  /** Dead letters that wait to be published again, and why they died. */
  readonly #parked = new Map<number, string>()
  #redriven = false
  #isOver = false

  /**
   * `createBroker` gets the listener for dead letters. `calls`: for each consumer the target behind its policies.
   * `onError` gets an error for each call that settles twice.
   */
  constructor(
    clock: Clock,
    calls: readonly Call[],
    ledger: Ledger,
    createBroker: (onDead: DeadLetterListener) => Broker,
    options: QueueArmOptions,
    onError: (error: unknown) => void,
  ) {
    this.#clock = clock
    this.#consumers = new Consumers(calls, options.concurrency)
    this.#ledger = ledger
    this.#options = options
    this.#working = new OpenCalls(onError)
    this.#broker = createBroker(({ id }, reason) => this.#die(id, reason))
    this.#broker.consume(options.concurrency * calls.length, (delivery, settle) => this.#work(delivery, settle))
    if (options.redrive !== undefined) this.#timers.add(clock.at(options.redrive.atMs, () => this.#redrive()))
  }

  get open(): number {
    return this.#open.size
  }

  submit(id: number, intendedMs: number): void {
    const request = newRequest(id, intendedMs)
    this.#ledger.started(request)
    this.#open.set(id, { request, delayMs: 0 })
    this.#broker.publish({ id, intendedMs }, (receipt) => {
      if (this.#isOver) return
      if (receipt === 'accepted') this.#ledger.accepted(request)
      if (receipt === 'unsent') this.#end(id, failed('not sent to the broker'))
      if (receipt !== 'full') return
      this.#ledger.rejected('queue', request)
      this.#end(id, rejected('queue'))
    })
  }

  gauges() {
    const { ready, delayed, oldestMs } = this.#broker.stats()
    return { queueDepth: ready + delayed, queueAgeMs: oldestMs }
  }

  queueMaxima() {
    const { depthMax, ageMaxMs } = this.#broker.stats()
    return { depth: depthMax, ageMs: ageMaxMs }
  }

  abandon(): void {
    this.#isOver = true
    this.#broker.destroy()
    this.#working.end(NOTHING)
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    for (const { request } of this.#open.values()) this.#ledger.settled(request, UNFINISHED)
    this.#open.clear()
  }

  #work({ message, deliveries }: Delivery, settle: (settlement: Settlement) => void): void {
    // A broker elsewhere delivers until it learns that the run is over.
    if (this.#isOver) return
    const open = this.#open.get(message.id)
    const base = open?.request ?? newRequest(message.id, message.intendedMs)
    const consumer = this.#consumers.take()
    const release = (settlement: Settlement) => {
      this.#consumers.give(consumer)
      settle(settlement)
    }
    const isFirst = base.trail.attempts === 0 && deliveries === 1
    this.#working.make(consumer.call, isFirst ? base : { ...base, cause: 'redelivery' }, (outcome) =>
      this.#judge(base, open, deliveries, outcome, release),
    )
  }

  #judge(
    request: Request,
    open: Open | undefined,
    deliveries: number,
    outcome: Outcome,
    settle: (settlement: Settlement) => void,
  ): void {
    if (outcome.kind === 'ok') {
      if (this.#open.has(request.id)) this.#end(request.id, outcome)
      else this.#ledger.duplicate(request)
      settle({ kind: 'done' })
      return
    }
    const { deliveriesMax, redelivery, seed } = this.#options
    const u = draw(seed, STREAM.redelivery, request.id, deliveries)
    const delayMs = backoffMs(redelivery.backoff, deliveries, u, open?.delayMs ?? 0)
    if (open !== undefined) open.delayMs = delayMs
    const waits = redelivery.waitIn === 'consumer' && delayMs > 0 && deliveries < deliveriesMax
    const reason = causeOf(outcome)
    if (!waits) settle({ kind: 'retry', delayMs, reason })
    else this.#sleep(delayMs, () => settle({ kind: 'retry', delayMs: 0, reason }))
  }

  #sleep(delayMs: number, wake: () => void): void {
    const cancel = this.#clock.at(this.#clock.nowMs() + delayMs, () => {
      this.#timers.delete(cancel)
      wake()
    })
    this.#timers.add(cancel)
  }

  /** A dead letter is the end of its request, unless it will be published again. */
  #die(id: number, reason: string): void {
    if (this.#options.redrive === undefined || this.#redriven) this.#end(id, deadLettered(reason))
    else this.#parked.set(id, reason)
  }

  /** Publishes the present dead letters again, at once or one after the other. */
  #redrive(): void {
    this.#redriven = true
    this.#broker.takeDead(this.#parked.size, (messages) => this.#publishAll(messages))
  }

  #publishAll(messages: readonly Message[]): void {
    const { ratePerSecond = Number.POSITIVE_INFINITY } = this.#options.redrive!
    const fromMs = this.#clock.nowMs()
    for (const [i, message] of messages.entries()) {
      this.#parked.delete(message.id)
      this.#timers.add(this.#clock.at(fromMs + (i * 1000) / ratePerSecond, () => this.#publishAgain(message)))
    }
    // A broker keeps a limited number of dead letters. The others cannot come back.
    for (const [id, reason] of this.#parked) this.#end(id, deadLettered(reason))
    this.#parked.clear()
  }

  #publishAgain(message: Message): void {
    this.#broker.publish(message, (receipt) => {
      if (receipt === 'full') this.#end(message.id, deadLettered('redrive: queue full'))
      if (receipt === 'unsent') this.#end(message.id, deadLettered('redrive: not sent to the broker'))
    })
  }

  #end(id: number, outcome: Outcome): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    this.#ledger.settled(open.request, outcome)
  }
}

function causeOf(outcome: Outcome): string {
  if ('reason' in outcome) return outcome.reason
  return outcome.kind === 'rejected' ? outcome.by : outcome.kind
}
