import { randomBytes } from 'node:crypto'
import type { BrokerInfo, BrokerKind, IncidentKind } from '../core/broker-info.ts'
import type { Clock } from '../core/clock.ts'
import type { Broker, BrokerSpec, DeadLetterListener } from '../queue/broker.ts'

export type { BrokerInfo, BrokerKind, Capabilities, IncidentKind } from '../core/broker-info.ts'

/** Everything a driver makes in a broker has a name that begins so: what a crash leaves behind can be found by it. */
export const QUEUE_PREFIX = 'stormbench-'

/**
 * Most messages of a run that wait for their confirmation; one more is turned away as full. A broker in an alarm
 * confirms none.
 */
export const CONFIRM_WINDOW = 1000

/**
 * A lost connection is tried again after this time, without backoff or jitter: the same for every broker, so that their
 * outages compare.
 */
export const RECONNECT_MS = 100

export interface ConnectOptions {
  /** With credentials, if any: they must reach no message, file or log. The driver's usual address when undefined. */
  readonly url: string | undefined
  /** One of the driver's kinds of storage; its first when undefined. */
  readonly storage: string | undefined
}

/** Knows how to reach one kind of broker. */
export interface BrokerDriver {
  readonly kind: BrokerKind
  /** Kinds of storage it can be asked for, the usual one first. */
  readonly storages: readonly string[]
  /**
   * @throws CannotRunError when the client is not installed (with the command that does), the broker cannot be reached
   * (with its address and a command that starts one) or refuses the credentials; ConfigError for a URL or a storage
   * that it does not know.
   */
  connect(options: ConnectOptions): Promise<BrokerConnection>
}

/** A broker that is connected to. */
export interface BrokerConnection {
  readonly info: BrokerInfo
  /** Makes an empty queue of its own for one run. @throws CannotRunError when the broker refuses. */
  open(spec: BrokerSpec): Promise<RunQueue>
  /** Removes what runs left behind. What a run is using stays. */
  clean(): Promise<Cleaned>
  /** Ends the connection; all queues must have been removed before. */
  close(): Promise<void>
}

/** Names in the broker. */
export interface Cleaned {
  readonly removed: readonly string[]
  readonly inUse: readonly string[]
}

export interface BrokerEvents {
  readonly onDead: DeadLetterListener
  readonly onIncident: (kind: IncidentKind, detail: string) => void
}

/** The queue of one run. */
export interface RunQueue {
  /** By this name a consumer in another process finds it; undefined where none can. */
  readonly queueName?: string
  /** Its broker on the clock of the run; asked for once. */
  broker(clock: Clock, events: BrokerEvents): Broker
  /**
   * Messages that the broker itself says it holds for the run: waiting, delayed and not settled, without dead letters.
   * Asked for after `destroy`.
   * @throws Error when it cannot be asked.
   */
  remaining(): Promise<number>
  /** Removes all that was made for it in the broker; also after `destroy`, also when nobody asked for its broker. */
  remove(): Promise<void>
}

/** A name that no other run has. */
export function uniqueName(): string {
  return `${QUEUE_PREFIX}${randomBytes(8).toString('hex')}`
}
