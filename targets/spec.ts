import { z } from 'zod'
import { distributionSchema } from '../bench/core/distribution.ts'
import { fields } from '../bench/core/fields.ts'

/**
 * The downstream of the tutorial: latency and failures grow with what is in flight. With load = max(loadFactorMin, inFlight
 * / (capacityPerSecond / 10)) an attempt takes baseMs + U(0, jitterMs) and fails with failureRatio; above load 1 it takes
 * (load - 1) x overloadMs longer and fails with min(failureRatioMax, failureRatio + (load - 1) x overloadFailureRatio).
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
})
export type TutorialSpec = z.infer<typeof tutorialSchema>

/** `slots` workers behind one first-in-first-out queue. */
const workersSchema = z.strictObject({
  model: z.literal('workers'),
  slots: fields.count(1, 100_000),
  /** Time a worker spends on one attempt. */
  service: distributionSchema,
  /** Most attempts waiting; one more is answered at once with an error. */
  queueMax: fields.count(0, 1_000_000).default(10_000),
  /** What happens to an attempt whose caller has given up when its turn comes. */
  expiry: z.enum(['ignore', 'drop-at-dequeue']).default('ignore'),
  failureRatio: fields.ratio().default(0),
})
export type WorkersSpec = z.infer<typeof workersSchema>

export const modelSchema = z.discriminatedUnion('model', [tutorialSchema, workersSchema])
export type ModelSpec = z.infer<typeof modelSchema>

/** A service of the user's own; it does not count for us. Any status below 400 is a success. */
const urlSchema = z.strictObject({
  model: z.literal('url'),
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  headers: z.record(z.string().min(1).max(256), z.string().max(8192)).default({}),
  body: z.string().max(1_000_000).optional(),
})
export type UrlSpec = z.infer<typeof urlSchema>

const targetObjectSchema = z.discriminatedUnion('model', [tutorialSchema, workersSchema, urlSchema])

/** A model of ours, or `{ url }` alone. */
export const targetSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && 'url' in value ? { model: 'url', ...value } : value),
  targetObjectSchema,
)
export type TargetSpec = z.infer<typeof targetSchema>
export type TargetInput =
  | z.input<typeof tutorialSchema>
  | z.input<typeof workersSchema>
  | Omit<z.input<typeof urlSchema>, 'model'>

const window = { fromMs: fields.instantMs(), toMs: fields.spanMs() }

/** Something wrong with the target from `fromMs` (inclusive) to `toMs` (exclusive) of a run. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    /** So many attempts fail in addition, drawn independently. */
    z.strictObject({ kind: z.literal('errors'), ratio: fields.ratio(), ...window }),
    /** Work started takes so many times as long. */
    z.strictObject({ kind: z.literal('slow'), factor: z.number().min(1).max(10_000), ...window }),
    /** `lost`: attempts that arrive are never answered. `refused`: they are answered with an error at once. */
    z.strictObject({ kind: z.literal('outage'), mode: z.enum(['lost', 'refused']).default('lost'), ...window }),
    /** This share of the capacity is left; of workers a whole number, at least one unless it is 0. */
    z.strictObject({ kind: z.literal('capacity'), factor: fields.ratio(), ...window }),
  ])
  .refine((fault) => fault.toMs > fault.fromMs, { error: 'must be above fromMs', path: ['toMs'] })
export type Fault = z.infer<typeof faultSchema>

/** All that is wrong at one instant. */
export interface Trouble {
  readonly errorRatio: number
  readonly slowFactor: number
  readonly capacityFactor: number
  readonly outage: 'lost' | 'refused' | undefined
}

const NO_TROUBLE: Trouble = { errorRatio: 0, slowFactor: 1, capacityFactor: 1, outage: undefined }

/** Overlapping faults add up: factors multiply, error ratios combine as independent chances. */
export function troubleAt(faults: readonly Fault[], atMs: number): Trouble {
  if (faults.length === 0) return NO_TROUBLE
  let { errorRatio, slowFactor, capacityFactor, outage } = NO_TROUBLE
  for (const fault of faults) {
    if (atMs < fault.fromMs || atMs >= fault.toMs) continue
    if (fault.kind === 'errors') errorRatio = either(errorRatio, fault.ratio)
    else if (fault.kind === 'slow') slowFactor *= fault.factor
    else if (fault.kind === 'capacity') capacityFactor *= fault.factor
    else outage ??= fault.mode
  }
  return { errorRatio, slowFactor, capacityFactor, outage }
}

/** The chance that one or the other of two independent events happens. */
export function either(a: number, b: number): number {
  return a + b - a * b
}

/** The share of attempts arriving now that an injected failure fails, leaving overload aside. */
export function injectedFailureRatio(model: TargetSpec, faults: readonly Fault[], atMs: number): number {
  if (model.model === 'url') return 0
  const trouble = troubleAt(faults, atMs)
  return trouble.outage === undefined ? either(model.failureRatio, trouble.errorRatio) : 1
}
