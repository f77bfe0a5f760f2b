import type { Request } from './call.ts'
import type { Mechanism } from './outcome.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Receives what policies did. It cannot change what they do. */
export interface PolicyObserver {
  /** A mechanism rejected this attempt. */
  rejected(by: Mechanism, request: Request): void
  breakerChanged(from: BreakerState, to: BreakerState): void
}
