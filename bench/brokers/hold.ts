import type { RealBrokerKind } from '../core/broker-info.ts'

/**
 * What a consumer in another process needs to take messages of a run and keep them. It travels by IPC only, as the
 * address may hold credentials.
 */
export interface Hold {
  readonly kind: RealBrokerKind
  /** The driver's usual address when undefined. */
  readonly url: string | undefined
  /** `RunQueue.queueName`. */
  readonly queueName: string
  readonly leaseMs: number | undefined
  /** Most messages that it takes. */
  readonly holding: number
}

/**
 * Connects as the driver's consumer does. What it returns begins to take messages; `onHeld` hears the id of each.
 * Nothing is ever settled.
 * @throws Error when it cannot connect
 */
export type HoldMessages = (hold: Hold, onHeld: (id: number) => void) => Promise<() => void>

/** What the process says: it is connected; it has a message; it cannot go on, in words without credentials. */
export type HoldReport = 'ready' | { readonly held: number } | { readonly failed: string }
