import { z } from 'zod'
import type { Cancel } from '../core/clock.ts'
import { fields } from '../core/fields.ts'
import { rejected } from '../core/outcome.ts'
import { NOTHING, type Policy, type PolicyContext } from './policy.ts'

/**
 * Limits the calls in flight; further ones wait in order. A slot is free again when its caller stops waiting. Around a
 * timeout, the target may still work on the call then. So the bulkhead protects the target only while
 * inFlightMax <= capacity x timeout.
 */
export const bulkheadSchema = z.strictObject({
  kind: z.literal('bulkhead'),
  /** Most calls in flight at once, 1 to 100,000. */
  inFlightMax: fields.count(1, 100_000),
  /** Most calls that wait for a slot, 0 to 1,000,000; one more is rejected. @defaultValue 0 */
  waitingMax: fields.count(0, 1_000_000).default(0),
  /** Longest wait for a slot, ms, above 0; a call that waited this long is rejected. @defaultValue no limit */
  waitMaxMs: fields.spanMs().optional(),
})
export type BulkheadOptions = z.infer<typeof bulkheadSchema>

/** Admission of one bulkhead. It counts the calls in flight and keeps a function for each waiting call. */
class Bulkhead {
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

  /** Calls `enter` now, queues it behind those that wait, or refuses it as `full`. */
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

  /** Removes a waiting call that stops waiting. */
  giveUp(enter: () => void): void {
    this.#waiting.delete(enter)
  }

  /** Ends a call and gives its slot to the call that has waited longest. */
  leave(): void {
    this.#inFlight -= 1
    // A call that is answered at once leaves within `enter()`. This loop then starts the next one, without recursion.
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

/** Puts a bulkhead around a call. All calls of a client share it. */
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
