import { z } from 'zod'
import { distributionSchema } from '../bench/core/distribution.ts'
import { fields } from '../bench/core/fields.ts'
import { policySchema } from '../bench/policy/stack.ts'
import { CODEL_DEFAULTS } from './model/codel.ts'
import { headerMistake } from './sendable.ts'

/** Each attempt arrives so much later and, drawn separately, is answered so much later, ms; none when left out. */
const network = { network: distributionSchema.optional() }

/**
 * The downstream of the tutorial: latency and failures grow with what is in flight. With load = max(loadFactorMin,
 * inFlight / (capacityPerSecond / 10)) an attempt takes baseMs + U(0, jitterMs) and fails with failureRatio; above load
 * 1 it takes (load - 1) x overloadMs longer and fails with min(failureRatioMax, failureRatio + (load - 1) x
 * overloadFailureRatio).
 */
const tutorialSchema = z.strictObject({
  model: z.literal('tutorial'),
  baseMs: fields.instantMs().default(8),
  jitterMs: fields.instantMs().default(6),
  failureRatio: fields.ratio().default(0.05),
  overloadFailureRatio: z.number().min(0).max(100).default(0.4),
  failureRatioMax: fields.ratio().default(0.95),
  overloadMs: fields.instantMs().default(50),
  capacityPerSecond: z.number().gt(0).max(1_000_000).default(250),
  loadFactorMin: z.number().min(0).max(1).default(0.5),
  ...network,
})
export type TutorialSpec = z.infer<typeof tutorialSchema>

/**
 * An attempt takes baseMs + perInFlightMs x L, L being the attempts in the system at its arrival with itself; all run
 * at once. Source: Marc Brooker's simple collapse simulation (1000 and 10 ms there).
 */
const linearSchema = z.strictObject({
  model: z.literal('linear'),
  baseMs: fields.instantMs(),
  perInFlightMs: fields.spanMs(),
  failureRatio: fields.ratio().default(0),
  ...network,
})
export type LinearSpec = z.infer<typeof linearSchema>

/** Attempts that may wait, where a suite does not say how many. */
export const QUEUE_MAX_DEFAULT = 10_000

/** Which waiting attempt a free worker takes. */
const DISCIPLINES = ['fifo', 'lifo', 'adaptive-lifo', 'codel'] as const

/** `shards` independent copies of `slots` workers behind one bounded queue; a request always meets the same copy. */
const workersSchema = z
  .strictObject({
    model: z.literal('workers'),
    shards: fields.count(1, 100).default(1),
    /** Workers of each shard. */
    slots: fields.count(1, 100_000),
    /** Time a worker spends on one attempt. */
    service: distributionSchema,
    /**
     * `fifo`: the oldest. `lifo`: the newest. `adaptive-lifo`: the oldest until more than `slots` wait, then the newest
     * (Maurer, "Fail at Scale"). `codel`: the oldest, dropping by the law of RFC 8289 while waiting stays above a
     * target.
     */
    discipline: z.enum(DISCIPLINES).default('fifo'),
    /** Waiting time that is tolerated, and for how long more is. */
    codel: z
      .strictObject({
        targetMs: fields.spanMs().default(CODEL_DEFAULTS.targetMs),
        intervalMs: fields.spanMs().default(CODEL_DEFAULTS.intervalMs),
      })
      .optional(),
    /** Most attempts waiting in each shard; one more is answered at once with an error. */
    queueMax: fields.count(0, 1_000_000).default(QUEUE_MAX_DEFAULT),
    /**
     * The same bound in time: at most floor(slots x queueMaxMs / mean service time), at least 1. The smaller one
     * counts.
     */
    queueMaxMs: fields.spanMs().optional(),
    /**
     * What happens to an attempt whose caller has given up. `drop-at-dequeue`: it is dropped when its turn comes.
     * `drop-unfinishable`: also when less than the mean service time is left. `cancel`: it leaves at that very moment,
     * from the queue or from its worker.
     */
    expiry: z.enum(['ignore', 'drop-at-dequeue', 'drop-unfinishable', 'cancel']).default('ignore'),
    failureRatio: fields.ratio().default(0),
    /** Share of requests that fail at every attempt, however often they are tried. */
    poisonRatio: fields.ratio().default(0),
    ...network,
  })
  .refine(({ codel, discipline }) => codel === undefined || discipline === 'codel', {
    error: 'must not be given unless discipline is codel',
    path: ['codel'],
  })
export type WorkersSpec = z.infer<typeof workersSchema>

const tierPolicySchema = policySchema.refine(({ kind }) => kind !== 'custom', {
  error: 'must not be custom in a tier: its function cannot be sent to the thread of the target',
  path: ['kind'],
})

/** One calling layer: `slots` workers, each held by an attempt until all its calls to the next layer have ended. */
const tierSchema = z.strictObject({
  slots: fields.count(1, 100_000),
  /** Own work, done before the calls. */
  service: distributionSchema,
  queueMax: fields.count(0, 1_000_000).default(QUEUE_MAX_DEFAULT),
  /** Around each call, outermost first; the tier is one process, so all its calls share one stack. */
  policy: z.array(tierPolicySchema).max(20).default([]),
  /** Calls at once to the next layer; the attempt succeeds when all of them do. */
  fanOut: fields.count(1, 100).default(1),
})
export type TierSpec = z.infer<typeof tierSchema>

/** Layers that call each other, the last one calls the leaf. */
const chainSchema = z.strictObject({
  model: z.literal('chain'),
  tiers: z.array(tierSchema).min(1).max(8),
  leaf: z.discriminatedUnion('model', [tutorialSchema, workersSchema, linearSchema]),
  ...network,
})
export type ChainSpec = z.infer<typeof chainSchema>

export const modelSchema = z.discriminatedUnion('model', [tutorialSchema, workersSchema, linearSchema, chainSchema])
export type ModelSpec = z.infer<typeof modelSchema>

/** A service of the user's own; it does not count for us. Any status below 400 is a success. */
const urlSchema = z
  .strictObject({
    model: z.literal('url'),
    /** Its fragment is never sent. */
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .max(8192)
      .transform((text) => text.replace(/#.*$/s, '')),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    headers: z.record(z.string().min(1).max(256), z.string().max(8192)).default({}),
    body: z.string().max(1_000_000).optional(),
    /** Whether a connection serves further attempts after an answer. */
    reuseConnections: z.boolean().default(true),
    /**
     * How long the load that a run begins with is sent before the first run, so that code and caches of both sides are
     * warm; 0 sends none.
     */
    warmUpMs: fields.instantMs().default(2000),
  })
  .check(({ value, issues }) => {
    for (const [name, text] of Object.entries(value.headers)) {
      const message = headerMistake(name, text, value)
      // The value may be a secret, so it is not shown.
      if (message !== undefined) issues.push({ code: 'custom', message, path: ['headers', name], input: undefined })
    }
  })
export type UrlSpec = z.infer<typeof urlSchema>

const targetObjectSchema = z.discriminatedUnion('model', [
  tutorialSchema,
  workersSchema,
  linearSchema,
  chainSchema,
  urlSchema,
])

/** A model of ours, or `{ url }` alone. */
export const targetSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && 'url' in value ? { model: 'url', ...value } : value),
  targetObjectSchema,
)
export type TargetSpec = z.infer<typeof targetSchema>
export type TargetInput = z.input<typeof modelSchema> | Omit<z.input<typeof urlSchema>, 'model'>
