import type { ConnectOptions } from '../../brokers/driver.ts'
import type { RealBrokerKind } from '../../core/broker-info.ts'
import type { BrokerSpec, Message } from '../../queue/broker.ts'

/** The two that are measured beside each other: the driver through the port, and a loop of the same client library. */
export const SIDES = ['bare client', 'driver'] as const
export type Side = (typeof SIDES)[number]

/** Deliveries worked on at once, and the prefetch of the bare client. */
export const CONSUMERS = 20

/** The queue of both sides. It never fills, and nothing fails. */
export const SPEC: BrokerSpec = { depthMax: 100_000, deliveriesMax: 4 }

/** A queue of its own, and one way to use it. */
export interface Peer {
  /** Sends a message that must survive; `confirmed` is told once, without a reason when the broker has it. */
  publish(message: Message, confirmed: Confirmed): void
  /** Takes messages and acknowledges each at once, then tells it. Asked for once. */
  consume(settled: (message: Message) => void): Promise<void>
  /** Ends it and removes all that was made for it in the broker. */
  remove(): Promise<void>
}

/** Hears what became of a message; `why` when the broker does not have it. */
export type Confirmed = (why?: string) => void

/** What a peer is made of. */
export interface PeerOptions extends ConnectOptions {
  readonly kind: RealBrokerKind
  /** Hears of what ends the measurement, such as a lost connection. */
  readonly fail: (error: Error) => void
}
