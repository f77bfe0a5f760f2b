/**
 * Brokers that a queue arm can use, with the kinds of storage of each, the default first. For BullMQ, `redis` means
 * storage as that server is set. `aof` and `none` are the ways to start a Redis for the run. Suites and results name
 * all of these, so they are here; the catalogue of `bench/brokers` has the row of each.
 */
export const STORAGES = {
  memory: ['memory'],
  rabbitmq: ['quorum', 'classic'],
  nats: ['file', 'memory'],
  bullmq: ['redis', 'aof', 'none'],
} as const satisfies Record<string, readonly [string, ...string[]]>
export type BrokerKind = keyof typeof STORAGES
/** Brokers outside this process. */
export type RealBrokerKind = Exclude<BrokerKind, 'memory'>
export const BROKER_KINDS = Object.keys(STORAGES) as BrokerKind[]
export const REAL_BROKER_KINDS = BROKER_KINDS.filter((kind): kind is RealBrokerKind => kind !== 'memory')

/** Guarantees of a broker. Figures of brokers with different guarantees do not measure the same thing. */
export interface Capabilities {
  /** Where a message is stored when the broker confirms it. This decides which crashes it survives. */
  readonly confirm: 'process memory' | 'broker memory' | 'page cache' | 'fsync'
  /**
   * How well `depthMax` holds. `exact`: the broker keeps it. `in-flight window`: the broker keeps it, and may exceed it
   * by the messages that wait for their confirmation. `client`: the driver keeps it for what this process publishes.
   */
  readonly bound: 'exact' | 'in-flight window' | 'client'
  /** Messages that `depthMax` counts. `all`: waiting, delayed and in work; `ready`: waiting only. */
  readonly boundCounts: 'all' | 'ready'
  /** Delays that it can keep. `any`: each one; `ladder`: the nearest of a fixed list, at most 10 % off. */
  readonly delay: 'any' | 'ladder'
  /**
   * Event after which the broker redelivers the message of a dead consumer: the end of its connection, of its lease, or
   * of a lock that the client takes as well.
   */
  readonly redeliverOnCrash: 'never' | 'connection' | 'lease' | 'lock'
  /** When a message beyond its TTL becomes a dead letter: when its TTL ends, or when it would be delivered. */
  readonly ttl: 'on time' | 'at delivery'
}

/** Facts about a broker that a report shows. */
export interface BrokerInfo {
  readonly kind: BrokerKind
  /** Name and version of the server, such as `RabbitMQ 3.10.8`. */
  readonly server: string
  /** Package and version of the client. */
  readonly client: string
  /** How messages are stored: `quorum queue`, `file`, `AOF every second`. */
  readonly storage: string
  /** Most messages that may wait for their confirmation; one more is refused as full. Null without a limit. */
  readonly confirmWindow: number | null
  readonly capabilities: Capabilities
}

/**
 * Kind of an event at the broker during a run. `down`, `up`: its connection. `blocked`, `unblocked`: it takes no
 * messages, as in a memory alarm. `foreign`: the run put a message of another run aside. `failed`: the broker refused
 * an operation, such as a settlement.
 */
export type IncidentKind = 'down' | 'up' | 'blocked' | 'unblocked' | 'foreign' | 'failed'

/** An event at the broker, and when it happened, ms since the run began. */
export interface Incident {
  readonly atMs: number
  readonly kind: IncidentKind
  readonly detail: string
}

/** Counts of messages as producer and consumers saw them, each message counted once by its id. */
export interface Testimony {
  /**
   * Messages that the producer published. The broker confirmed them, refused them as full, or did neither (`unknown`),
   * or they could not be sent to it (`unsent`).
   */
  readonly published: number
  readonly confirmed: number
  readonly refused: number
  readonly unknown: number
  readonly unsent: number
  /** Messages that reached a consumer, and further deliveries that neither a retry nor a redrive asked for. */
  readonly delivered: number
  readonly deliveredAgain: number
  /** Confirmed messages that were neither completed nor dead letters in the end. */
  readonly unfinished: number
  /** At least this many of those are not in the broker any more; null when it could not be asked. */
  readonly lost: number | null
}

/** The crash of a consumer, and how its messages came back. */
export interface ConsumerCrash {
  /** When the consumer was killed, ms since the run began. */
  readonly killedMs: number
  /** Messages that it held then, and those of them that another consumer received. */
  readonly held: number
  readonly cameBack: number
  /** Time from the kill to the first, the median and the last of these deliveries, ms; null without any. */
  readonly firstAfterMs: number | null
  readonly medianAfterMs: number | null
  readonly lastAfterMs: number | null
}

/** The crash of a broker, and how the run went on. */
export interface BrokerCrash {
  /** When the broker was killed, and when it took connections again, ms since the run began; null when it did not. */
  readonly killedMs: number
  readonly backMs: number | null
  /** Time from `backMs` until messages were published and consumed again, ms; null when they were not. */
  readonly publishingAfterMs: number | null
  readonly consumingAfterMs: number | null
}
