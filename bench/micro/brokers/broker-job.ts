import type { RealBrokerKind } from '../../core/broker-info.ts'
import type { Durations, Latency, Throughput } from './measurement.ts'
import type { Side } from './peers.ts'

/**
 * One measurement, as it is sent to the process that makes it: as a message, since command lines can be read by others.
 */
export interface BrokerJob extends Durations {
  readonly side: Side
  readonly kind: RealBrokerKind
  readonly storage: string | undefined
  readonly url: string | undefined
}

/** Infinity and NaN come through because messages are not JSON. */
export type BrokerAnswer =
  | { readonly kind: 'measured'; readonly throughput: Throughput; readonly latency: Latency }
  /** `message` holds no credentials. */
  | { readonly kind: 'failed'; readonly message: string }
