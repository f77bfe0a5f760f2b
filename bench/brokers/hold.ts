import type { RealBrokerKind } from '../core/broker-info.ts'

/**
 * Data that a consumer in another process needs to take messages of a run and keep them. It travels by IPC only, since
 * the address may hold credentials.
 */
export interface Hold {
  readonly kind: RealBrokerKind
  /** Undefined means the driver's usual address. */
  readonly url: string | undefined
  /** `RunQueue.queueName`. */
  readonly queueName: string
  readonly leaseMs: number | undefined
  /** Most messages that it takes. */
  readonly holding: number
}

/**
 * Connects as the driver's consumer does. The function that it returns begins to take messages. `onHeld` gets the id of
 * each. No message is ever settled.
 * @throws Error when it cannot connect
 */
export type HoldMessages = (hold: Hold, onHeld: (id: number) => void) => Promise<() => void>

/** Report of the process: it is connected, has a message, or failed. The error text holds no credentials. */
export type HoldReport = 'ready' | { readonly held: number } | { readonly failed: string }
