/**
 * Brokers that a queue arm can have, and the kinds of storage of each, the usual one first; of Redis: as it is set, or
 * as one of our own is started.
 */
export const STORAGES = {
  memory: ['memory'],
  rabbitmq: ['quorum', 'classic'],
  nats: ['file', 'memory'],
  bullmq: ['redis', 'aof', 'none'],
} as const satisfies Record<string, readonly [string, ...string[]]>
export type BrokerKind = keyof typeof STORAGES
/** Those that are not in this process. */
export type RealBrokerKind = Exclude<BrokerKind, 'memory'>
export const BROKER_KINDS = Object.keys(STORAGES) as BrokerKind[]

/** What a broker promises, so that figures of different brokers are not taken for figures of the same thing. */
export interface Capabilities {
  /** Where a message is when it is confirmed: what it survives. */
  readonly confirm: 'process memory' | 'broker memory' | 'page cache' | 'fsync'
  /**
   * How well `depthMax` holds. `exact`: by the broker; `in-flight window`: by the broker, exceeded by at most the
   * messages that wait for their confirmation; `client`: by the driver, for what this process publishes.
   */
  readonly bound: 'exact' | 'in-flight window' | 'client'
  /** `all`: waiting, delayed and being worked on; `ready`: waiting only. */
  readonly boundCounts: 'all' | 'ready'
  /** `any`: as long as asked; `ladder`: the nearest of a fixed list, at most 10 % off. */
  readonly delay: 'any' | 'ladder'
  /**
   * What makes a message of a dead consumer come back: the end of its connection, of its lease, or of a lock that the
   * client takes beside that.
   */
  readonly redeliverOnCrash: 'never' | 'connection' | 'lease' | 'lock'
  /** When a message beyond its TTL becomes a dead letter: at that time, or when it would have been delivered. */
  readonly ttl: 'on time' | 'at delivery'
}

/** What a report says of a broker. */
export interface BrokerInfo {
  readonly kind: BrokerKind
  /** As its makers write it, with its version: `RabbitMQ 3.10.8`. */
  readonly server: string
  /** Package and version. */
  readonly client: string
  /** How messages are stored: `quorum queue`, `file`, `AOF every second`. */
  readonly storage: string
  /** Most messages that wait for their confirmation; one more is turned away as full. Null without such a limit. */
  readonly confirmWindow: number | null
  readonly capabilities: Capabilities
}

/**
 * Something that happened to the broker during a run. `down`, `up`: the connection; `blocked`, `unblocked`: it takes no
 * messages, as in a memory alarm; `foreign`: a message that is not of this run, which was put aside; `failed`:
 * something was refused, such as a settlement.
 */
export type IncidentKind = 'down' | 'up' | 'blocked' | 'unblocked' | 'foreign' | 'failed'

/** What happened to the broker, and when, ms since the run began. */
export interface Incident {
  readonly atMs: number
  readonly kind: IncidentKind
  readonly detail: string
}

/** What both ends of a broker saw, each message counted once by its id. */
export interface Testimony {
  /**
   * Messages that the producer published, that the broker confirmed, refused as full, did neither with, and that could
   * not be sent to it.
   */
  readonly published: number
  readonly confirmed: number
  readonly refused: number
  readonly unknown: number
  readonly unsent: number
  /** Messages that reached a consumer, and deliveries beyond the first that no retry and no redrive had asked for. */
  readonly delivered: number
  readonly deliveredAgain: number
  /** Messages that were confirmed, and neither completed nor dead letters in the end. */
  readonly unfinished: number
  /** How many of those the broker does not hold either, at least; null when it could not be asked. */
  readonly lost: number | null
}

/**
 * When a consumer was killed, ms since the run began, how many messages it held then, and how many of them came to
 * another consumer; how long after that the first, the one in the middle and the last of those came, null when none
 * did.
 */
export interface ConsumerCrash {
  readonly killedMs: number
  readonly held: number
  readonly cameBack: number
  readonly firstAfterMs: number | null
  readonly medianAfterMs: number | null
  readonly lastAfterMs: number | null
}

/**
 * When a broker was killed and took connections again, ms since the run began, and how long after that publishing and
 * consuming went on; null when they did not.
 */
export interface BrokerCrash {
  readonly killedMs: number
  readonly backMs: number | null
  readonly publishingAfterMs: number | null
  readonly consumingAfterMs: number | null
}
