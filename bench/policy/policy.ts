import type { Call } from '../core/call.ts'
import type { Clock } from '../core/clock.ts'
import type { PolicyObserver } from '../core/observer.ts'

/** What a client decides: wraps a call in another call. */
export type Policy = (inner: Call) => Call

/** What a policy is built with: time, chance and somebody to tell. */
export interface PolicyContext {
  readonly clock: Clock
  readonly seed: number
  readonly observer: PolicyObserver
}

export const NOTHING = () => undefined
