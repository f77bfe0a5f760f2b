import { randomBytes } from 'node:crypto'
import type { BrokerInfo, BrokerKind, IncidentKind } from '../core/broker-info.ts'
import type { Clock } from '../core/clock.ts'
import type { Broker, BrokerSpec, DeadLetterListener } from '../queue/broker.ts'

export type { BrokerInfo, Capabilities } from '../core/broker-info.ts'

/** Prefix of the names of all that a driver makes in a broker. What a crash leaves behind can be found by it. */
export const QUEUE_PREFIX = 'stormbench-'

/**
 * Most messages of a run that may wait for their confirmation. One more is refused as full. A broker in an alarm
 * confirms none.
 */
export const CONFIRM_WINDOW = 1000

/**
 * Time between two attempts to restore a lost connection. It has no backoff and no jitter, and is the same for every
 * broker, so that their outages compare.
 */
export const RECONNECT_MS = 100

export interface ConnectOptions {
  /** May hold credentials, which must reach no message, file or log. Undefined means the driver's usual address. */
  readonly url: string | undefined
  /** One of the driver's kinds of storage. Undefined means the first. */
  readonly storage: string | undefined
}

/** Connects to one kind of broker. */
export interface BrokerDriver {
  readonly kind: BrokerKind
  /** Kinds of storage that it offers, the usual one first. */
  readonly storages: readonly string[]
  /**
   * @throws CannotRunError when the client is not installed (with the command that does), the broker cannot be reached
   * (with its address and a command that starts one) or refuses the credentials; ConfigError for an unknown URL or
   * storage.
   */
  connect(options: ConnectOptions): Promise<BrokerConnection>
}

/** A connected broker. */
export interface BrokerConnection {
  readonly info: BrokerInfo
  /** Makes an empty queue for one run. @throws CannotRunError when the broker refuses. */
  open(spec: BrokerSpec): Promise<RunQueue>
  /** Removes what runs left behind, except what a run still uses. */
  clean(): Promise<Cleaned>
  /** Ends the connection. All queues must have been removed before. */
  close(): Promise<void>
}

/** Result of a cleaning, as names in the broker. */
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
  /** Name by which a consumer in another process finds it. Undefined where none can. */
  readonly queueName?: string
  /** Returns its broker on the clock of the run. Called once. */
  broker(clock: Clock, events: BrokerEvents): Broker
  /**
   * Counts the messages that the broker says it holds for the run: waiting, delayed and not settled, without dead
   * letters. Called after `destroy`.
   * @throws Error when the broker cannot be asked.
   */
  remaining(): Promise<number>
  /** Removes all that was made for it in the broker. Works after `destroy`, and if `broker` was never called. */
  remove(): Promise<void>
}

/** Returns a name that no other run has. */
export function uniqueName(): string {
  return `${QUEUE_PREFIX}${randomBytes(8).toString('hex')}`
}
