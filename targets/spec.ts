import { z } from 'zod'
import { distributionSchema } from '../bench/core/distribution.ts'
import { fields } from '../bench/core/fields.ts'
import { policySchema } from '../bench/policy/stack.ts'
import { type CallSpec, callSchema } from './call/call-spec.ts'
import type { CallTarget } from './call/call-target.ts'
import { CODEL_DEFAULTS } from './model/codel.ts'
import type { ParametersInput } from './parameters.ts'
import { urlSchema } from './url-spec.ts'

/** Delay of each attempt and, drawn separately, of each answer, ms. @defaultValue none */
const network = { network: distributionSchema.optional() }

/**
 * The downstream of the tutorial: latency and failures grow with the attempts in flight.
 * - load = max(loadFactorMin, inFlight / (capacityPerSecond / 10))
 * - time = baseMs + U(0, jitterMs), and above load 1 another (load - 1) x overloadMs
 * - probability of failure = failureRatio, and above load 1
 *   min(failureRatioMax, failureRatio + (load - 1) x overloadFailureRatio)
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
 * A server that gets slower with load: an attempt takes baseMs + perInFlightMs x L. L is the number of attempts in the
 * system at its arrival, with itself; all run at once. Source: Marc Brooker's simple collapse simulation (1000 and 10
 * ms there).
 */
const linearSchema = z.strictObject({
  model: z.literal('linear'),
  baseMs: fields.instantMs(),
  perInFlightMs: fields.spanMs(),
  failureRatio: fields.ratio().default(0),
  ...network,
})
export type LinearSpec = z.infer<typeof linearSchema>

/** Default for the most attempts that may wait. */
export const QUEUE_MAX_DEFAULT = 10_000

/** Order in which free workers take waiting attempts. */
const DISCIPLINES = ['fifo', 'lifo', 'adaptive-lifo', 'codel'] as const

/**
 * `shards` independent copies of `slots` workers, each behind a bounded queue. A request always meets the same copy.
 */
const workersSchema = z
  .strictObject({
    model: z.literal('workers'),
    shards: fields.count(1, 100).default(1),
    /** Workers of each shard. */
    slots: fields.count(1, 100_000),
    /** Time that a worker spends on one attempt, ms. */
    service: distributionSchema,
    /**
     * The attempt that a free worker takes. `fifo`: the oldest. `lifo`: the newest. `adaptive-lifo`: the oldest, or the
     * newest while more than `slots` wait (Maurer, "Fail at Scale"). `codel`: the oldest, with drops by RFC 8289 while
     * waiting stays above a target.
     */
    discipline: z.enum(DISCIPLINES).default('fifo'),
    /** Only for `codel`: waiting time that is allowed, and for how long waiting may exceed it, ms. */
    codel: z
      .strictObject({
        targetMs: fields.spanMs().default(CODEL_DEFAULTS.targetMs),
        intervalMs: fields.spanMs().default(CODEL_DEFAULTS.intervalMs),
      })
      .optional(),
    /** Most attempts that wait in each shard. A further one gets an error at once. */
    queueMax: fields.count(0, 1_000_000).default(QUEUE_MAX_DEFAULT),
    /**
     * The same bound as a time, ms: at most floor(slots x queueMaxMs / mean service time) attempts wait, but at least
     * 1. The smaller of both bounds counts.
     */
    queueMaxMs: fields.spanMs().optional(),
    /**
     * Handling of an attempt whose caller has given up. `ignore`: none. `drop-at-dequeue`: it is dropped when its turn
     * comes. `drop-unfinishable`: also when less than the mean service time is left then. `cancel`: it leaves the queue
     * or its worker at that moment.
     */
    expiry: z.enum(['ignore', 'drop-at-dequeue', 'drop-unfinishable', 'cancel']).default('ignore'),
    failureRatio: fields.ratio().default(0),
    /** Share of requests of which every attempt fails, 0 to 1. */
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

/** One calling layer of `slots` workers. An attempt holds one until all its calls to the next layer have ended. */
const tierSchema = z.strictObject({
  slots: fields.count(1, 100_000),
  /** Time of the tier's work for an attempt, before its calls, ms. */
  service: distributionSchema,
  queueMax: fields.count(0, 1_000_000).default(QUEUE_MAX_DEFAULT),
  /** Policies around each call, outermost first. A tier is one process, so all its calls share them. */
  policy: z.array(tierPolicySchema).max(20).default([]),
  /** Parallel calls to the next layer. The attempt succeeds when all of them do. */
  fanOut: fields.count(1, 100).default(1),
})
export type TierSpec = z.infer<typeof tierSchema>

/** Layers that call each other. The last one calls the leaf. */
const chainSchema = z.strictObject({
  model: z.literal('chain'),
  tiers: z.array(tierSchema).min(1).max(8),
  leaf: z.discriminatedUnion('model', [tutorialSchema, workersSchema, linearSchema]),
  ...network,
})
export type ChainSpec = z.infer<typeof chainSchema>

export const modelSchema = z.discriminatedUnion('model', [tutorialSchema, workersSchema, linearSchema, chainSchema])
export type ModelSpec = z.infer<typeof modelSchema>

export type UrlSpec = z.infer<typeof urlSchema>

const targetObjectSchema = z.discriminatedUnion('model', [
  tutorialSchema,
  workersSchema,
  linearSchema,
  chainSchema,
  urlSchema,
  callSchema,
])

/** The options of all targets. */
const TARGET_OPTIONS = new Set(targetObjectSchema.options.flatMap(({ shape }) => Object.keys(shape)))

/** A model of this program, or `{ url }` or `{ call }` alone. */
export const targetSchema = z.preprocess((value, context) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if ('url' in value) return { model: 'url', ...value }
  if ('call' in value) return { model: 'call', ...value }
  if (!('model' in value)) {
    const keys = Object.keys(value).filter((key) => !TARGET_OPTIONS.has(key))
    const message = [...TARGET_OPTIONS].toReversed().join(' ')
    if (keys.length > 0)
      context.addIssue({ code: 'unrecognized_keys', keys, message, input: value as Record<string, unknown> })
    context.addIssue({ code: 'custom', message: 'needs a url, a call or a model, got none', input: value })
  }
  return value
}, targetObjectSchema)
export type TargetSpec = z.infer<typeof targetSchema>
type UrlInput = Omit<z.input<typeof urlSchema>, 'model' | 'parameters'> & { parameters?: ParametersInput | undefined }
export type TargetInput<State = unknown> = z.input<typeof modelSchema> | UrlInput | CallTarget<State>

/** A service of the user, which only real time can call. */
export type ServiceSpec = UrlSpec | CallSpec

/** Whether a target is a service of the user and no model. */
export function isService(spec: TargetSpec): spec is ServiceSpec {
  return spec.model === 'url' || spec.model === 'call'
}

/** Whether a fault proxy stands before the service of a target. */
export function isProxied(spec: TargetSpec): boolean {
  return spec.model === 'url' ? spec.proxy === true : spec.model === 'call' && spec.through !== undefined
}
