import { z } from 'zod'
import { fields } from '../bench/core/fields.ts'

const common = {
  fromMs: fields.instantMs(),
  toMs: fields.spanMs(),
  /** The only shard of workers that it affects, from 0. @defaultValue all shards */
  shard: fields.count(0, 99).optional(),
  /**
   * The only tier of a chain that it affects, from 0 (the first) to the number of tiers (the leaf). @defaultValue the
   * leaf
   */
  tier: fields.count(0, 8).optional(),
}

/** A fault of the target from `fromMs` (inclusive) to `toMs` (exclusive), ms since the run began. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    /** A share of further attempts fails, drawn independently. */
    z.strictObject({ kind: z.literal('errors'), ratio: fields.ratio(), ...common }),
    /**
     * Work takes `factor` times as long. `service`: for attempts whose service begins in the window. `admission`: for
     * attempts that are admitted in it, to a worker or to the queue, whenever their service begins.
     */
    z.strictObject({
      kind: z.literal('slow'),
      factor: z.number().min(1).max(10_000),
      /** @defaultValue 'service' */
      appliesAt: z.enum(['service', 'admission']).optional(),
      ...common,
    }),
    /**
     * The target takes no attempts. `lost`: they are never answered. `refused`: each gets an error at once. `buffered`:
     * they are held, and all arrive when the fault ends.
     */
    z.strictObject({
      kind: z.literal('outage'),
      mode: z.enum(['lost', 'refused', 'buffered']).default('lost'),
      ...common,
    }),
    /**
     * The share `factor` of the capacity is left. If that is no whole number of workers, the next larger number works,
     * each for its share of the time: 0.01 of 2 is one worker that rests 49 ms after each ms of work.
     */
    z.strictObject({ kind: z.literal('capacity'), factor: fields.ratio(), ...common }),
    /** The whole process stops, as in a garbage collection. Arrivals wait, and work goes on afterwards. */
    z.strictObject({ kind: z.literal('pause'), ...common }),
  ])
  .refine((fault) => fault.toMs > fault.fromMs, { error: 'must be above fromMs', path: ['toMs'] })
export type Fault = z.infer<typeof faultSchema>

/** Effect of all faults at one instant. */
export interface Trouble {
  readonly errorRatio: number
  /** Factor for work that begins now. */
  readonly slowFactor: number
  /** Further factor for work that is admitted now. */
  readonly admittedSlowFactor: number
  readonly capacityFactor: number
  readonly outage: 'lost' | 'refused' | 'buffered' | undefined
  readonly paused: boolean
}

const NO_TROUBLE: Trouble = {
  errorRatio: 0,
  slowFactor: 1,
  admittedSlowFactor: 1,
  capacityFactor: 1,
  outage: undefined,
  paused: false,
}

/** Combines overlapping faults: factors multiply, error ratios are independent chances, and the first outage counts. */
export function troubleAt(faults: readonly Fault[], atMs: number): Trouble {
  if (!isAnyAt(faults, atMs)) return NO_TROUBLE
  let { errorRatio, slowFactor, admittedSlowFactor, capacityFactor, outage, paused } = NO_TROUBLE
  for (const fault of faults) {
    if (atMs < fault.fromMs || atMs >= fault.toMs) continue
    if (fault.kind === 'errors') errorRatio = either(errorRatio, fault.ratio)
    else if (fault.kind === 'slow' && fault.appliesAt === 'admission') admittedSlowFactor *= fault.factor
    else if (fault.kind === 'slow') slowFactor *= fault.factor
    else if (fault.kind === 'capacity') capacityFactor *= fault.factor
    else if (fault.kind === 'pause') paused = true
    else outage ??= fault.mode
  }
  return { errorRatio, slowFactor, admittedSlowFactor, capacityFactor, outage, paused }
}

/** Whether any of the faults holds at this instant. */
export function isAnyAt(faults: readonly Fault[], atMs: number): boolean {
  for (const fault of faults) if (atMs >= fault.fromMs && atMs < fault.toMs) return true
  return false
}

/** Probability that at least one of two independent events happens. */
export function either(a: number, b: number): number {
  return a + b - a * b
}

/**
 * As {@link troubleAt}, for instants that never go back. It computes each window once; a query costs one comparison.
 */
export class Troubles {
  readonly #faults: readonly Fault[]
  /** Instants at which anything changes, ascending, ms. */
  readonly #changesMs: readonly number[]
  #next = 0
  #untilMs: number
  #trouble = NO_TROUBLE

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
    this.#changesMs = [...new Set(faults.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort((a, b) => a - b)
    this.#untilMs = this.#changesMs[0] ?? Number.POSITIVE_INFINITY
  }

  at(nowMs: number): Trouble {
    if (nowMs >= this.#untilMs) this.#advance(nowMs)
    return this.#trouble
  }

  #advance(nowMs: number): void {
    while (nowMs >= this.#untilMs) {
      this.#next += 1
      this.#untilMs = this.#changesMs[this.#next] ?? Number.POSITIVE_INFINITY
    }
    this.#trouble = troubleAt(this.#faults, nowMs)
  }
}
