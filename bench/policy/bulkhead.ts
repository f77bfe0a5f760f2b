import { z } from 'zod'
import type { Cancel } from '../core/clock.ts'
import { fields } from '../core/fields.ts'
import { rejected } from '../core/outcome.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/**
 * At most `inFlightMax` calls at once; up to `waitingMax` more wait in order, each for at most `waitMaxMs`. A slot is
 * free again when its caller stops waiting: inside a timeout the target may still be at work then, so it protects the
 * target only while inFlightMax <= capacity x timeout.
 */
export const bulkheadSchema = z.strictObject({
  kind: z.literal('bulkhead'),
  inFlightMax: fields.count(1, 100_000),
  waitingMax: fields.count(0, 1_000_000).default(0),
  waitMaxMs: fields.spanMs().optional(),
})
export type BulkheadOptions = z.infer<typeof bulkheadSchema>

/** Admission of one bulkhead: who is in flight, who waits. Each waiter is the function that lets it in. */
export class Bulkhead {
  readonly #options: BulkheadOptions
  readonly #waiting = new Set<() => void>()
  #inFlight = 0
  #admitting = false

  constructor(options: BulkheadOptions) {
    this.#options = options
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Lets `enter` in now, lets it wait behind those that wait already, or turns it away. */
  offer(enter: () => void): 'entered' | 'waiting' | 'full' {
    if (this.#inFlight < this.#options.inFlightMax && this.#waiting.size === 0) {
      this.#inFlight += 1
      enter()
      return 'entered'
    }
    if (this.#waiting.size >= this.#options.waitingMax) return 'full'
    this.#waiting.add(enter)
    return 'waiting'
  }

  /** A waiter gives up. */
  giveUp(enter: () => void): void {
    this.#waiting.delete(enter)
  }

  /** A call is over: its slot goes to the one that has waited longest. */
  leave(): void {
    this.#inFlight -= 1
    // One that is answered at once leaves again in here; this loop, not a call in a call, then lets in the next.
    if (this.#admitting) return
    this.#admitting = true
    try {
      for (const enter of this.#waiting) {
        if (this.#inFlight >= this.#options.inFlightMax) break
        this.#waiting.delete(enter)
        this.#inFlight += 1
        enter()
      }
    } finally {
      this.#admitting = false
    }
  }
}

/** Puts one bulkhead, shared by all calls of the client, around a call. */
export function bulkheadPolicy(options: BulkheadOptions, { clock, observer }: PolicyContext): Policy {
  const bulkhead = new Bulkhead(options)
  return (inner) => (request, settle) => {
    let state: 'waiting' | 'in-flight' | 'over' = 'waiting'
    let cancelWait: Cancel = NOTHING
    let cancelInner: Cancel = NOTHING

    const turnAway = () => {
      state = 'over'
      bulkhead.giveUp(enter)
      observer.rejected('bulkhead', request)
      settle(rejected('bulkhead'))
    }
    const enter = () => {
      cancelWait()
      state = 'in-flight'
      cancelInner = inner(request, (outcome) => {
        state = 'over'
        bulkhead.leave()
        settle(outcome)
      })
    }

    const answer = bulkhead.offer(enter)
    if (answer === 'full') turnAway()
    else if (answer === 'waiting' && options.waitMaxMs !== undefined) {
      cancelWait = clock.at(clock.nowMs() + options.waitMaxMs, turnAway)
    }
    return () => {
      const before = state
      state = 'over'
      if (before === 'waiting') {
        cancelWait()
        bulkhead.giveUp(enter)
      } else if (before === 'in-flight') {
        cancelInner()
        bulkhead.leave()
      }
    }
  }
}
