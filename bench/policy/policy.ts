import type { Call, Request } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { Mechanism } from '../core/outcome.ts'

/** What a client decides: wraps a call in another call. */
export type Policy = (inner: Call) => Call

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Learns what policies did; nothing it does changes what they do. */
export interface PolicyObserver {
  /** A mechanism turned this attempt away. */
  rejected(by: Mechanism, request: Request): void
  breakerChanged(from: BreakerState, to: BreakerState): void
}

/** What a policy is built with: time, chance and somebody to tell. */
export interface PolicyContext {
  readonly clock: Clock
  readonly seed: number
  readonly observer: PolicyObserver
}

export const NOTHING = () => undefined
