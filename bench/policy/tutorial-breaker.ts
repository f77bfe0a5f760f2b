import { z } from 'zod'
import type { AttemptCause } from '../core/call.ts'
import { fields } from '../core/fields.ts'
import type { BreakerState } from '../core/observer.ts'
import type { Breaker } from './breaker.ts'

/**
 * The rule of the tutorial this project grew from: opens for `openMs` whenever at least `failuresMin` of a full window
 * of `windowCalls` results failed. There is no half-open state, and results of calls from before the break count too,
 * so that late failures keep it open. `askedPer: 'request'` asks before a request's first attempt only.
 */
export const tutorialBreakerSchema = z.strictObject({
  kind: z.literal('tutorial-breaker'),
  failuresMin: fields.count(1, 100_000).default(8),
  windowCalls: fields.count(1, 100_000).default(20),
  openMs: fields.spanMs().default(500),
  askedPer: z.enum(['attempt', 'request']).default('attempt'),
})
export type TutorialBreakerOptions = z.infer<typeof tutorialBreakerSchema>

const PERMIT = {}

/** The breaker of {@link tutorialBreakerSchema}. Every permit is the same: it does not ask when a call began. */
export class TutorialBreaker implements Breaker {
  readonly #options: TutorialBreakerOptions
  readonly #failed: Uint8Array
  #results = 0
  #failures = 0
  #openUntilMs = Number.NEGATIVE_INFINITY
  #state: BreakerState = 'closed'

  constructor(options: TutorialBreakerOptions) {
    this.#options = options
    this.#failed = new Uint8Array(options.windowCalls)
  }

  get state(): BreakerState {
    return this.#state
  }

  admit(nowMs: number, cause: AttemptCause): object | undefined {
    if (nowMs >= this.#openUntilMs) this.#state = 'closed'
    const asked = this.#options.askedPer === 'attempt' || cause === 'first' || cause === 'redelivery'
    return asked && this.#state === 'open' ? undefined : PERMIT
  }

  succeed(_permit: object, nowMs: number): void {
    this.#record(0, nowMs)
  }

  fail(_permit: object, nowMs: number): void {
    this.#record(1, nowMs)
  }

  release(): void {}

  #record(failed: 0 | 1, nowMs: number): void {
    const { windowCalls, failuresMin, openMs } = this.#options
    const slot = this.#results % windowCalls
    this.#failures += failed - this.#failed[slot]!
    this.#failed[slot] = failed
    this.#results += 1
    if (this.#results < windowCalls || this.#failures < failuresMin) return
    this.#openUntilMs = nowMs + openMs
    this.#state = 'open'
  }
}
