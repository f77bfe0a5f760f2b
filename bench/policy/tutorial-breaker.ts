import { z } from 'zod'
import type { AttemptCause } from '../core/call.ts'
import { fields } from '../core/fields.ts'
import type { BreakerState } from '../core/observer.ts'
import type { Breaker } from './breaker.ts'

/**
 * The breaker of the tutorial this project grew from. It opens for `openMs` whenever at least `failuresMin` of a full
 * window of `windowCalls` results failed. It has no half-open state. Results of calls that began before it opened count
 * too, so late failures keep it open.
 */
export const tutorialBreakerSchema = z.strictObject({
  kind: z.literal('tutorial-breaker'),
  /** Failures in a full window that open it, 1 to 100,000. @defaultValue 8 */
  failuresMin: fields.count(1, 100_000).default(8),
  /** Results in the window, 1 to 100,000. @defaultValue 20 */
  windowCalls: fields.count(1, 100_000).default(20),
  /** Time that it stays open, ms, above 0. @defaultValue 500 */
  openMs: fields.spanMs().default(500),
  /** Asked before each attempt, or before first attempts and redeliveries alone. @defaultValue 'attempt' */
  askedPer: z.enum(['attempt', 'request']).default('attempt'),
})
export type TutorialBreakerOptions = z.infer<typeof tutorialBreakerSchema>

const PERMIT = {}

/** The breaker of {@link tutorialBreakerSchema}. All permits are equal, since it ignores when a call began. */
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
