import type { Request } from './call.ts'
import type { Mechanism } from './outcome.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

/** Learns what policies did; nothing it does changes what they do. */
export interface PolicyObserver {
  /** A mechanism turned this attempt away. */
  rejected(by: Mechanism, request: Request): void
  breakerChanged(from: BreakerState, to: BreakerState): void
}
