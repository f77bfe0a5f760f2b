import { z } from 'zod'
import { capacityPerSecond } from '../targets/capacity.ts'
import { faultSchema } from '../targets/faults.ts'
import { type TargetInput, targetSchema } from '../targets/spec.ts'
import { redeliverySchema, redriveSchema } from './arms/queue.ts'
import { mistakesOfCell } from './cell-mistakes.ts'
import { ConfigError } from './core/config-error.ts'
import { DEFAULT_VARIANT } from './core/default-variant.ts'
import { fields } from './core/fields.ts'
import { atCapacity, type LoadInput, loadSchema, usesRho } from './load/load.ts'
import { validitySchema, withBounds } from './metrics/validity-bounds.ts'
import { type PolicyInput, policySchema } from './policy/stack.ts'
import { brokerSchema, consumerCrashSchema } from './queue/broker.ts'
import { knownOptions, mistakesOf } from './suite-mistakes.ts'
import { thresholdsSchema, unknownArms } from './thresholds/thresholds-schema.ts'

export { DEFAULT_VARIANT }

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

/** Each is run at least once. */
const CELLS_MAX = 10_000

const suiteSchema = z
  .strictObject({
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
    /** Bounds on lateness that are left out follow from the deadline: see {@link withBounds}. */
    validity: validitySchema.prefault({}),
    /** What the results must be for the run to pass; they change nothing in it. */
    thresholds: thresholdsSchema,
  })
  .superRefine((suite, context) => {
    // What is wrong in itself cannot be told whether it fits.
    if (context.issues.some(({ path }) => path?.[0] !== 'thresholds')) return
    const cellCount = cellCountOf(suite)
    if (cellCount > CELLS_MAX) {
      const message = `must have at most ${CELLS_MAX} arms in all variants together, got ${cellCount}`
      context.addIssue({ code: 'custom', path: ['variants'], message })
      return
    }
    const cells = cellsOf(suite)
    for (const { path, message } of unknownArms(suite.thresholds, cells)) {
      context.addIssue({ code: 'custom', path: ['thresholds', ...path], message })
    }
    const told = new Set<string>()
    for (const cell of cells) {
      for (const { path, message } of mistakesOfCell(cell)) {
        const own = (suite.variants[cell.variant] as Record<string, unknown> | undefined)?.[path[0] as string]
        const full = own === undefined ? path : ['variants', cell.variant, ...path]
        if (!told.has(full.join())) context.addIssue({ code: 'custom', path: full, message })
        told.add(full.join())
      }
    }
  })

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

/** Fills in defaults. @throws ConfigError with all mistakes, each as `path: rule, got value`. */
export function parseSuite(input: unknown): Suite {
  const result = suiteSchema.safeParse(withBounds(input), { error: knownOptions })
  if (!result.success) throw new ConfigError(mistakesOf(result.error, input))
  return result.data
}

/** The seed of a repeat, which counts from 1: those of a cell follow each other. */
export function seedOf({ seed }: Pick<Cell, 'seed'>, repeat: number): number {
  return seed + repeat - 1
}

/** One arm of one variant: all that a run needs to know. */
export interface Cell extends Omit<Suite, 'arms' | 'variants' | 'about' | 'thresholds'> {
  readonly suite: string
  readonly variant: string
  readonly arm: string
  readonly armSpec: ArmSpec
}

function cellCountOf({ arms, variants }: Pick<Suite, 'arms' | 'variants'>): number {
  const own = Object.values(variants).map((variant) => Object.keys(variant.arms ?? arms).length)
  return own.length === 0 ? Object.keys(arms).length : own.reduce((sum, count) => sum + count)
}

/** All arms of all variants, in the order written. */
export function cellsOf(suite: Suite): Cell[] {
  const { arms, variants, about: _, thresholds: __, ...common } = suite
  const named: [string, z.infer<typeof variantSchema>][] = Object.entries(variants)
  const list: typeof named = named.length > 0 ? named : [[DEFAULT_VARIANT, { about: '' }]]
  return list.flatMap(([variant, { about: _, arms: ownArms, ...own }]) =>
    Object.entries(ownArms ?? arms).map(
      ([arm, armSpec]): Cell => ({
        ...common,
        ...defined(own),
        ...loadAndTarget(own.load ?? common.load, own.target ?? common.target),
        suite: suite.name,
        variant,
        arm,
        armSpec,
      }),
    ),
  )
}

/** Where the load is a share of the capacity, what that is for this target. */
function loadAndTarget(load: Suite['load'], target: Suite['target']): Pick<Suite, 'load' | 'target'> {
  const capacity = capacityPerSecond(target)
  return { target, load: capacity === undefined || !usesRho(load) ? load : (atCapacity(load, capacity) as typeof load) }
}

/** The properties that are not undefined. */
function defined<T extends object>(object: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
}
