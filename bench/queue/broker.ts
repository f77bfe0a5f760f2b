import { z } from 'zod'
import { BROKER_KINDS, type BrokerKind, STORAGES } from '../core/broker-info.ts'
import { fields } from '../core/fields.ts'
import { suggestion } from '../core/suggestion.ts'

/** Largest bound that a suite may give a broker. No run fills it. */
export const DEPTH_MAX = 10_000_000

/**
 * Broker options of a suite. The harness owns the policy (attempts, delays, what is fatal), a broker the mechanism.
 */
export const brokerSchema = z
  .strictObject({
    /** Which broker. `memory`, the one in this process, when left out. */
    kind: z.enum(BROKER_KINDS).optional(),
    /** One of the broker's kinds of storage. Its usual one when left out. */
    storage: z.string().optional(),
    /** Most messages the broker holds: waiting, delayed and being worked on. One more is refused. */
    depthMax: fields.count(1, DEPTH_MAX),
    /**
     * The run starts a broker for itself, kills it with SIGKILL at `atMs` and starts it again `downMs` after that. When
     * left out, the run uses a broker that is already running.
     */
    crash: z.strictObject({ atMs: fields.instantMs(), downMs: fields.spanMs().default(1500) }).optional(),
    /** Most deliveries of a message. After the last it is a dead letter. */
    deliveriesMax: fields.count(1, 1000),
    /** A message not taken within this time after publishing becomes a dead letter. No limit when left out. */
    messageTtlMs: fields.spanMs().optional(),
    /** A delivery not settled within this time is delivered again. No limit when left out. */
    leaseMs: fields.spanMs().optional(),
  })
  .superRefine(({ kind = 'memory', storage, crash }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const known: readonly string[] = STORAGES[kind]
    if (storage !== undefined && !known.includes(storage))
      refuse(
        'storage',
        `must be one of ${known.join(', ')} for ${kind}, got ${JSON.stringify(storage)}${suggestion(storage, known)}`,
      )
    else if (kind === 'bullmq' && storage !== undefined && crash === undefined)
      refuse('storage', 'must be left out without `crash`: how a Redis that is running stores is its own setting')
    if (kind === 'memory' && crash !== undefined) refuse('crash', 'must be left out for the broker in this process')
  })
export type BrokerSpec = z.infer<typeof brokerSchema>

/**
 * A further consumer process takes up to `holding` messages shortly before `atMs`. It settles none of them and is
 * killed with SIGKILL at `atMs`.
 */
export const consumerCrashSchema = z.strictObject({ atMs: fields.instantMs(), holding: fields.count(1, 1000) })
export type ConsumerCrashSpec = z.infer<typeof consumerCrashSchema>

/** Returns the kind of broker that a suite asks for. */
export function brokerKindOf({ kind = 'memory' }: BrokerSpec): BrokerKind {
  return kind
}

/** A message in the broker. */
export interface Message {
  readonly id: number
  readonly intendedMs: number
}

/**
 * Outcome of publishing a message. `unknown`: the broker may or may not have it. `unsent`: it does not, since there was
 * no connection or no queue.
 */
export type Receipt = 'accepted' | 'full' | 'unknown' | 'unsent'

export interface Delivery {
  readonly message: Message
  /** Number of deliveries of the message, this one included. */
  readonly deliveries: number
}

/** How the consumer settles a delivery. */
export type Settlement =
  | { readonly kind: 'done' }
  /** `reason`: why this delivery failed. */
  | { readonly kind: 'retry'; readonly delayMs: number; readonly reason?: string }
  | { readonly kind: 'dead'; readonly reason: string }

/** Works on a delivery, then settles it once; settling one whose lease has ended does nothing. */
export type Handler = (delivery: Delivery, settle: (settlement: Settlement) => void) => void

export interface Consumer {
  /** Takes no further message. Deliveries in work may still be settled. */
  stop(): void
}

export interface BrokerStats {
  /** Messages that could be delivered now, and those waiting for a delay to end. */
  readonly ready: number
  readonly delayed: number
  readonly inFlight: number
  readonly dead: number
  /** Age of the message that has waited longest, ms. */
  readonly oldestMs: number
  readonly depthMax: number
  /** Longest time from publishing a message to a delivery of it, ms. */
  readonly ageMaxMs: number
}

/** A queue with at-least-once delivery, a bound, delayed redelivery and dead letters. Never throws for a full queue. */
export interface Broker {
  publish(message: Message, confirm: (receipt: Receipt) => void): void
  /** At most `concurrency` deliveries are worked on at once. */
  consume(concurrency: number, handler: Handler): Consumer
  stats(): BrokerStats
  /** Takes up to `max` of the oldest dead letters. It calls `take` once, at once or later. */
  takeDead(max: number, take: (messages: Message[]) => void): void
  /** From now on nothing is delivered, confirmed or made a dead letter, and `publish` does nothing. */
  destroy(): void
}

/** Called for each message that becomes a dead letter. */
export type DeadLetterListener = (message: Message, reason: string) => void
