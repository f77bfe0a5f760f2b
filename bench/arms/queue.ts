import { z } from 'zod'
import { type Call, newRequest, type Request } from '../core/call.ts'
import type { Cancel, Clock } from '../core/clock.ts'
import { draw, STREAM } from '../core/draw.ts'
import { deadLettered, type Outcome, rejected, UNFINISHED } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import { backoffMs, backoffSchema } from '../policy/backoff.ts'
import { NOTHING } from '../policy/policy.ts'
import type { Broker, DeadLetterListener, Delivery, Verdict } from '../queue/broker.ts'
import type { Arm } from './arm.ts'

/** How a failed delivery comes back. */
export const redeliverySchema = z.strictObject({
  backoff: backoffSchema.prefault({ kind: 'none' }),
  /** `broker`: the message waits there. `consumer`: the consumer sleeps and works on nothing else, a fault worth showing. */
  waitIn: z.enum(['broker', 'consumer']).default('broker'),
})
export type RedeliveryOptions = z.infer<typeof redeliverySchema>

export interface QueueArmOptions {
  readonly concurrency: number
  /** After this many deliveries the broker makes a message a dead letter. */
  readonly deliveriesMax: number
  readonly redelivery: RedeliveryOptions
  readonly seed: number
}

/** A request on its way through the broker; `delayMs` is the last redelivery's. */
interface Open {
  readonly request: Request
  delayMs: number
}

/** Publishes to a broker; consumers take the messages and call the target with their own policy. */
export class QueueArm implements Arm {
  readonly #clock: Clock
  readonly #call: Call
  readonly #ledger: Ledger
  readonly #broker: Broker
  readonly #options: QueueArmOptions
  readonly #open = new Map<number, Open>()
  readonly #working = new Set<Cancel>()

  /** `createBroker` gets the listener for dead letters. `call` is the consumers' policy around the target. */
  constructor(
    clock: Clock,
    call: Call,
    ledger: Ledger,
    createBroker: (onDead: DeadLetterListener) => Broker,
    options: QueueArmOptions,
  ) {
    this.#clock = clock
    this.#call = call
    this.#ledger = ledger
    this.#options = options
    this.#broker = createBroker(({ id }, reason) => this.#end(id, deadLettered(reason)))
    this.#broker.consume(options.concurrency, (delivery, settle) => this.#work(delivery, settle))
  }

  get open(): number {
    return this.#open.size
  }

  submit(id: number, intendedMs: number): void {
    const request = newRequest(id, intendedMs)
    this.#ledger.started(request)
    this.#open.set(id, { request, delayMs: 0 })
    this.#broker.publish({ id, intendedMs }, (receipt) => {
      if (receipt === 'accepted') this.#ledger.accepted(request)
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
    this.#broker.destroy()
    for (const cancel of this.#working) cancel()
    this.#working.clear()
    for (const { request } of this.#open.values()) this.#ledger.settled(request, UNFINISHED)
    this.#open.clear()
  }

  #work({ message, deliveries }: Delivery, settle: (verdict: Verdict) => void): void {
    const open = this.#open.get(message.id)
    const base = open?.request ?? newRequest(message.id, message.intendedMs)
    let answered = false
    let cancel: Cancel = NOTHING
    const cancelWork = () => cancel()
    cancel = this.#call(deliveries === 1 ? base : { ...base, cause: 'redelivery' }, (outcome) => {
      answered = true
      this.#working.delete(cancelWork)
      this.#judge(base, open, deliveries, outcome, settle)
    })
    if (!answered) this.#working.add(cancelWork)
  }

  #judge(
    request: Request,
    open: Open | undefined,
    deliveries: number,
    outcome: Outcome,
    settle: (verdict: Verdict) => void,
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
      this.#working.delete(cancel)
      wake()
    })
    this.#working.add(cancel)
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
