import type { RealBrokerKind } from '../../core/broker-info.ts'
import type { Durations, Latency, Throughput } from './measurement.ts'
import type { Side } from './peers.ts'

/**
 * One measurement, sent to its process as a message, since other users can read command lines.
 */
export interface BrokerJob extends Durations {
  readonly side: Side
  readonly kind: RealBrokerKind
  readonly storage: string | undefined
  readonly url: string | undefined
}

/** The answer of that process. Infinity and NaN survive, because messages are not JSON. */
export type BrokerAnswer =
  | { readonly kind: 'measured'; readonly throughput: Throughput; readonly latency: Latency }
  /** `message` holds no credentials. */
  | { readonly kind: 'failed'; readonly message: string }
