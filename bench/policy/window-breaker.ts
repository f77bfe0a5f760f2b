import { z } from 'zod'
import { fields } from '../core/fields.ts'
import type { BreakerState } from '../core/observer.ts'
import type { Breaker } from './breaker.ts'
import { CountWindow, type HealthWindow, TimeWindow } from './health-window.ts'

/**
 * Opens when the failure ratio of a sliding window reaches `failureRatio`. After `openMs` it is half open: it admits
 * `probes` attempts and rejects all others. When all probes are back, their failure ratio decides between closed and
 * open. Rules and defaults are those of resilience4j's CircuitBreakerConfig (50 %, 100 calls, 60 s, 10 probes). With
 * `window: { ms }` and one probe the rules are those of Polly v8.
 */
export const breakerSchema = z.strictObject({
  kind: z.literal('breaker'),
  /** Share of failures at which it opens, above 0, at most 1. @defaultValue 0.5 */
  failureRatio: z.number().gt(0).max(1).default(0.5),
  /** The latest results that count: `{ calls }`, 1 to 100,000, or `{ ms }`, above 0. @defaultValue `{ calls: 100 }` */
  window: z
    .union([z.strictObject({ calls: fields.count(1, 100_000) }), z.strictObject({ ms: fields.spanMs() })], {
      error: 'must be { calls: 1 to 100000 } or { ms: above 0, up to a day }',
    })
    .default({ calls: 100 }),
  /** Results in the window before it may open, 1 to 100,000; at most the size of the window. @defaultValue 100 */
  callsMin: fields.count(1, 100_000).default(100),
  /** Time that it stays open, ms, above 0. @defaultValue 60,000 */
  openMs: fields.spanMs().default(60_000),
  /** Attempts that it admits while half open, 1 to 1000. @defaultValue 10 */
  probes: fields.count(1, 1000).default(10),
})
export type BreakerOptions = z.infer<typeof breakerSchema>

interface Closed {
  readonly kind: 'closed'
  readonly window: HealthWindow
}
interface Open {
  readonly kind: 'open'
  readonly untilMs: number
}
interface HalfOpen {
  readonly kind: 'half-open'
  permitsLeft: number
  results: number
  failures: number
}
type State = Closed | Open | HalfOpen

/** The breaker of {@link breakerSchema}. A permit is the state in which it was given. */
export class WindowBreaker implements Breaker<State> {
  readonly #options: BreakerOptions
  #state: State

  constructor(options: BreakerOptions) {
    const { window, callsMin } = options
    // As in resilience4j: a window smaller than `callsMin` counts as soon as it is full.
    this.#options = { ...options, callsMin: 'calls' in window ? Math.min(callsMin, window.calls) : callsMin }
    this.#state = this.#closed()
  }

  get state(): BreakerState {
    return this.#state.kind
  }

  admit(nowMs: number): State | undefined {
    if (this.#state.kind === 'open') {
      if (nowMs < this.#state.untilMs) return undefined
      this.#state = { kind: 'half-open', permitsLeft: this.#options.probes, results: 0, failures: 0 }
    }
    if (this.#state.kind === 'half-open') {
      if (this.#state.permitsLeft === 0) return undefined
      this.#state.permitsLeft -= 1
    }
    return this.#state
  }

  succeed(permit: State, nowMs: number): void {
    this.#record(permit, false, nowMs)
  }

  fail(permit: State, nowMs: number): void {
    this.#record(permit, true, nowMs)
  }

  release(permit: State): void {
    if (permit.kind === 'half-open') permit.permitsLeft += 1
  }

  #record(permit: State, failed: boolean, nowMs: number): void {
    if (permit !== this.#state) return
    if (permit.kind === 'closed') this.#recordClosed(permit, failed, nowMs)
    else if (permit.kind === 'half-open') this.#recordProbe(permit, failed, nowMs)
  }

  #recordClosed({ window }: Closed, failed: boolean, nowMs: number): void {
    const { callsMin, failureRatio } = this.#options
    window.record(failed, nowMs)
    const calls = window.calls(nowMs)
    if (calls >= callsMin && window.failures(nowMs) / calls >= failureRatio) this.#open(nowMs)
  }

  #recordProbe(state: HalfOpen, failed: boolean, nowMs: number): void {
    const { probes, failureRatio } = this.#options
    state.results += 1
    if (failed) state.failures += 1
    if (state.results < probes) return
    if (state.failures / state.results >= failureRatio) this.#open(nowMs)
    else this.#state = this.#closed()
  }

  #open(nowMs: number): void {
    this.#state = { kind: 'open', untilMs: nowMs + this.#options.openMs }
  }

  #closed(): Closed {
    const { window } = this.#options
    return { kind: 'closed', window: 'calls' in window ? new CountWindow(window.calls) : new TimeWindow(window.ms) }
  }
}
