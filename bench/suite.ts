import { z } from 'zod'
import { faultSchema } from '../targets/faults.ts'
import { type TargetInput, targetSchema } from '../targets/spec.ts'
import { redeliverySchema, redriveSchema } from './arms/queue.ts'
import { fields } from './core/fields.ts'
import { SEED_MAX } from './core/seed-max.ts'
import { type LoadInput, loadSchema } from './load/load.ts'
import { validitySchema } from './metrics/validity-bounds.ts'
import { type PolicyInput, policySchema } from './policy/stack.ts'
import { brokerSchema, consumerCrashSchema } from './queue/broker.ts'
import { thresholdsSchema } from './thresholds/threshold.ts'

/** The policies around the target, outermost first. */
const policiesSchema = z.array(policySchema).max(20).default([])

const rpcArmSchema = z.strictObject({
  style: z.literal('rpc'),
  /** Client processes that share the load, each with its own breaker, budget and bulkhead. @defaultValue 1 */
  clients: fields.count(1, 10_000).default(1),
  policy: policiesSchema,
})
const queueArmSchema = z.strictObject({
  style: z.literal('queue'),
  broker: brokerSchema,
  consumers: z.strictObject({
    /** Consumer processes, each with its own policies. @defaultValue 1 */
    count: fields.count(1, 1000).default(1),
    concurrency: fields.count(1, 10_000),
    policy: policiesSchema,
    /** One more consumer, which the run kills. @defaultValue none */
    crash: consumerCrashSchema.optional(),
  }),
  redelivery: redeliverySchema.prefault({}),
  /** Publishes dead letters again. @defaultValue they stay dead letters */
  redrive: redriveSchema.optional(),
  /** Start of the latency that a report leads with. `dequeue` shows a mistake of method. @defaultValue 'plan' */
  clockFrom: z.enum(['plan', 'dequeue']).default('plan'),
})
const armSchema = z.discriminatedUnion('style', [rpcArmSchema, queueArmSchema])
export type ArmSpec = z.infer<typeof armSchema>

const armsSchema = z
  .record(fields.name(), armSchema)
  .refine((arms) => Object.keys(arms).length > 0, { error: 'must have at least one arm' })

/** Options of a variant. Those left out are the suite's. */
const variantSchema = z.strictObject({
  about: z.string().max(2000).default(''),
  load: loadSchema.optional(),
  target: targetSchema.optional(),
  faults: z.array(faultSchema).max(100).optional(),
  arms: armsSchema.optional(),
  repeats: fields.count(1, 1000).optional(),
})

/** For the engineer on call, a system that is down five minutes after the cause is gone has collapsed. */
const COLLAPSE_AFTER_MS = 300_000

export const suiteSchema = z.strictObject({
  name: fields.name(),
  question: z.string().min(1).max(2000),
  /** Background that a reader of the result needs. @defaultValue '' */
  about: z.string().max(5000).default(''),
  seed: fields.count(0, SEED_MAX).default(7),
  repeats: fields.count(1, 1000).default(3),
  /** The suite runs only when it is named, since its service is not always there. @defaultValue false */
  onlyByName: z.boolean().optional(),
  /** A result later than this after the planned start is no goodput, ms. @defaultValue no result is late */
  deadlineMs: fields.spanMs().optional(),
  /** Longest wait for open requests after the last planned start, ms. @defaultValue 10,000 */
  drainMs: fields.spanMs().default(10_000),
  /** A recovery that takes longer than this after the trigger is `slow`, ms. @defaultValue 10,000 */
  recoverWithinMs: fields.spanMs().default(10_000),
  /** A system still down this long after its trigger has collapsed, ms, at least 10,000. @defaultValue 300,000 */
  collapseAfterMs: fields.spanMs().min(10_000, 'must be at least 10000').default(COLLAPSE_AFTER_MS),
  pacing: z.enum(['timer', 'precise']).default('timer'),
  target: targetSchema,
  faults: z.array(faultSchema).max(100).default([]),
  load: loadSchema,
  arms: armsSchema,
  variants: z.record(fields.name(), variantSchema).default({}),
  /** Bounds on the generator's lateness. Their defaults follow from the deadline (metrics/validity-bounds.ts). */
  validity: validitySchema.prefault({}),
  /** Conditions that the results must meet for the run to pass. They do not change the run. */
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

/**
 * A suite as its author writes it. A suite with its defaults filled in is one too. `State`: the result of `setup` of a
 * target that is a function.
 */
export interface SuiteInput<State = unknown> extends Input<z.input<typeof suiteSchema>> {
  target: TargetInput<State>
  load: LoadInput
  arms: Record<string, ArmInput>
  variants?: Record<
    string,
    Input<z.input<typeof variantSchema>> & {
      target?: TargetInput | undefined
      load?: LoadInput | undefined
      arms?: Record<string, ArmInput> | undefined
    }
  >
}
