import { z } from 'zod'
import { faultSchema } from '../targets/faults.ts'
import { type TargetInput, targetSchema } from '../targets/spec.ts'
import { redeliverySchema, redriveSchema } from './arms/queue.ts'
import { fields } from './core/fields.ts'
import { type LoadInput, loadSchema } from './load/load.ts'
import { validitySchema } from './metrics/validity-bounds.ts'
import { type PolicyInput, policySchema } from './policy/stack.ts'
import { brokerSchema, consumerCrashSchema } from './queue/broker.ts'
import { thresholdsSchema } from './thresholds/threshold.ts'

/** The policies around the target, outermost first. */
const policiesSchema = z.array(policySchema).max(20).default([])

const rpcArmSchema = z.strictObject({
  style: z.literal('rpc'),
  /** Client processes that share the load, each with a breaker, a budget and a bulkhead of its own. */
  clients: fields.count(1, 10_000).default(1),
  policy: policiesSchema,
})
const queueArmSchema = z.strictObject({
  style: z.literal('queue'),
  broker: brokerSchema,
  consumers: z.strictObject({
    /** Consumer processes, each with policies of its own. */
    count: fields.count(1, 1000).default(1),
    concurrency: fields.count(1, 10_000),
    policy: policiesSchema,
    /** One more consumer, which is killed; none when left out. */
    crash: consumerCrashSchema.optional(),
  }),
  redelivery: redeliverySchema.prefault({}),
  /** Publishes dead letters again; they stay dead when left out. */
  redrive: redriveSchema.optional(),
  /** Which latency the report leads with: from the planned start, or (a fault worth showing) from dequeue. */
  clockFrom: z.enum(['plan', 'dequeue']).default('plan'),
})
const armSchema = z.discriminatedUnion('style', [rpcArmSchema, queueArmSchema])
export type ArmSpec = z.infer<typeof armSchema>

const armsSchema = z
  .record(fields.name(), armSchema)
  .refine((arms) => Object.keys(arms).length > 0, { error: 'must have at least one arm' })

/** What a variant says differently; all else is the suite's. */
const variantSchema = z.strictObject({
  about: z.string().max(2000).default(''),
  load: loadSchema.optional(),
  target: targetSchema.optional(),
  faults: z.array(faultSchema).max(100).optional(),
  arms: armsSchema.optional(),
  repeats: fields.count(1, 1000).optional(),
})

/** Five minutes down after the cause is gone are a collapse for whoever is on call. */
const COLLAPSE_AFTER_MS = 300_000

export const suiteSchema = z.strictObject({
  name: fields.name(),
  question: z.string().min(1).max(2000),
  /** What a reader should know to understand the result. */
  about: z.string().max(5000).default(''),
  seed: fields.count(0, 2 ** 31 - 1).default(7),
  repeats: fields.count(1, 1000).default(3),
  /** A result that comes later than this after the planned start is not goodput; without it none is too late. */
  deadlineMs: fields.spanMs().optional(),
  /** How long open requests are waited for after the last planned start. */
  drainMs: fields.spanMs().default(10_000),
  /** A recovery from the trigger that takes longer than this is called slow. */
  recoverWithinMs: fields.spanMs().default(10_000),
  /** A system that is still down this long after its trigger has collapsed. */
  collapseAfterMs: fields.spanMs().min(10_000, 'must be at least 10000').default(COLLAPSE_AFTER_MS),
  pacing: z.enum(['timer', 'precise']).default('timer'),
  target: targetSchema,
  faults: z.array(faultSchema).max(100).default([]),
  load: loadSchema,
  arms: armsSchema,
  variants: z.record(fields.name(), variantSchema).default({}),
  /** Bounds on lateness that are left out follow from the deadline (`withBounds` of metrics/validity-bounds.ts). */
  validity: validitySchema.prefault({}),
  /** What the results must be for the run to pass; they change nothing in it. */
  thresholds: thresholdsSchema,
})

/** A variant with its defaults filled in. */
export type Variant = z.infer<typeof variantSchema>

/** A suite with all defaults filled in. */
export type Suite = z.infer<typeof suiteSchema>

type Input<T> = Omit<T, 'target' | 'load' | 'arms' | 'variants'>
type ArmInput =
  | (Omit<z.input<typeof rpcArmSchema>, 'policy'> & { policy?: PolicyInput[] })
  | (Omit<z.input<typeof queueArmSchema>, 'consumers'> & {
      consumers: {
        count?: number
        concurrency: number
        policy?: PolicyInput[]
        crash?: z.input<typeof consumerCrashSchema> | undefined
      }
    })

/** A suite as its author writes it. */
export interface SuiteInput extends Input<z.input<typeof suiteSchema>> {
  target: TargetInput
  load: LoadInput
  arms: Record<string, ArmInput>
  variants?: Record<
    string,
    Input<z.input<typeof variantSchema>> & {
      target?: TargetInput
      load?: LoadInput
      arms?: Record<string, ArmInput>
    }
  >
}
