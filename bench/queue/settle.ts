import type { Settlement } from './broker.ts'

/**
 * Decision about a message after an event of one of its deliveries. `deliver`: a handler has it. `end`: it is done.
 * `again`: it is delivered again after `delayMs`. `dead`: it is a dead letter. `wait`: its last delivery failed, and
 * another handler still works on it, which decides. `ignore`: the delivery is stale, since the message has ended or has
 * been delivered again.
 */
export type Step =
  | { readonly kind: 'deliver' }
  | { readonly kind: 'end' }
  | { readonly kind: 'again'; readonly delayMs: number }
  | { readonly kind: 'dead'; readonly reason: string }
  | { readonly kind: 'wait'; readonly reason: string }
  | { readonly kind: 'ignore' }

/** A message, as its broker knows it. */
export interface MessageState {
  /** It is done or a dead letter. */
  readonly isOver: boolean
  /** Number of times that it has been delivered. */
  readonly deliveries: number
  readonly deliveriesMax: number
  /** Handlers that work on it now. */
  readonly working: number
}

// Made once, since most deliveries of a run take one of these.
const DELIVER: Step = { kind: 'deliver' }
const END: Step = { kind: 'end' }
const IGNORE: Step = { kind: 'ignore' }

/** Why a message is a dead letter when its last lease ended. */
export const LEASE_ENDED = 'deliveries (lease)'

/**
 * A message has come to its consumer. `lastFailure`: why its latest delivery failed, as {@link deathReason} words it.
 */
export function afterArrival(message: MessageState, isExpired: boolean, lastFailure: string): Step {
  if (message.isOver) return IGNORE
  if (isLast(message)) return endedBy(message, lastFailure)
  return isExpired ? { kind: 'dead', reason: 'expired' } : DELIVER
}

/**
 * A handler has settled its delivery; it is none of `message.working` any more. `isLate`: the lease of this delivery
 * had ended before.
 */
export function afterSettlement(message: MessageState, settlement: Settlement, isLate: boolean): Step {
  if (message.isOver) return IGNORE
  if (settlement.kind === 'done') return END
  if (settlement.kind === 'dead' && !isLate) return { kind: 'dead', reason: settlement.reason }
  if (isLast(message)) return endedBy(message, deathReason(settlement))
  if (settlement.kind === 'dead' || isLate) return IGNORE
  return { kind: 'again', delayMs: settlement.delayMs }
}

/**
 * The lease of a delivery has ended, and its handler still works. Nobody gets a message beyond its last delivery, and
 * that may still succeed.
 */
export function afterLease(message: MessageState): Step {
  if (message.isOver) return IGNORE
  return isLast(message) ? { kind: 'wait', reason: LEASE_ENDED } : { kind: 'again', delayMs: 0 }
}

/** Why a message is a dead letter when its last delivery was settled in this way. */
function deathReason(settlement: Exclude<Settlement, { kind: 'done' }>): string {
  if (settlement.kind === 'dead') return settlement.reason
  return settlement.reason === undefined ? 'deliveries' : `deliveries (${settlement.reason})`
}

function isLast({ deliveries, deliveriesMax }: MessageState): boolean {
  return deliveries >= deliveriesMax
}

/** A message that a handler still works on is not dead yet. */
function endedBy({ working }: MessageState, reason: string): Step {
  return { kind: working === 0 ? 'dead' : 'wait', reason }
}
