import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { PolicyObserver } from '../core/observer.ts'

/** A decision of a client: wraps a call in another call. */
export type Policy = (inner: Call) => Call

/** Arguments of a policy's constructor: clock, seed and observer. */
export interface PolicyContext {
  readonly clock: Clock
  readonly seed: number
  readonly observer: PolicyObserver
}

export const NOTHING = () => undefined
