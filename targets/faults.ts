import { z } from 'zod'
import { fields } from '../bench/core/fields.ts'

const common = {
  fromMs: fields.instantMs(),
  toMs: fields.spanMs(),
  /** Only this shard of workers, from 0; all of them when left out. */
  shard: fields.count(0, 99).optional(),
  /** Only this tier of a chain, from 0 (the first one) to the number of tiers (the leaf). @defaultValue the leaf */
  tier: fields.count(0, 8).optional(),
}

/** Something wrong with the target from `fromMs` (inclusive) to `toMs` (exclusive) of a run. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    /** So many attempts fail in addition, drawn independently. */
    z.strictObject({ kind: z.literal('errors'), ratio: fields.ratio(), ...common }),
    /**
     * Work takes this many times as long: that of attempts whose service begins in the window, or, with `admission`, of
     * those that are admitted in it (to a worker or to the queue), whenever their service begins.
     */
    z.strictObject({
      kind: z.literal('slow'),
      factor: z.number().min(1).max(10_000),
      /** @defaultValue 'service' */
      appliesAt: z.enum(['service', 'admission']).optional(),
      ...common,
    }),
    /**
     * What becomes of attempts that arrive. `lost`: they are never answered. `refused`: they are answered with an error
     * at once. `buffered`: they are held, and all arrive when it ends.
     */
    z.strictObject({
      kind: z.literal('outage'),
      mode: z.enum(['lost', 'refused', 'buffered']).default('lost'),
      ...common,
    }),
    /**
     * This share of the capacity is left. Where that is no whole number of workers, the next larger number works, each
     * for its share of the time: 0.01 of 2 is one worker that rests 49 ms after each ms of work.
     */
    z.strictObject({ kind: z.literal('capacity'), factor: fields.ratio(), ...common }),
    /** The whole process stands still, as in a garbage collection: work goes on afterwards, what arrives waits. */
    z.strictObject({ kind: z.literal('pause'), ...common }),
  ])
  .refine((fault) => fault.toMs > fault.fromMs, { error: 'must be above fromMs', path: ['toMs'] })
export type Fault = z.infer<typeof faultSchema>

/** All that is wrong at one instant. */
export interface Trouble {
  readonly errorRatio: number
  /** Of work that begins now. */
  readonly slowFactor: number
  /** Of work that is admitted now, in addition. */
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

/**
 * Overlapping faults add up: factors multiply, error ratios combine as independent chances, the first outage counts.
 */
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

/** The chance that one or the other of two independent events happens. */
export function either(a: number, b: number): number {
  return a + b - a * b
}

/**
 * The same as {@link troubleAt} for instants that never go back: worked out once per window, so that asking at every
 * attempt costs one comparison.
 */
export class Troubles {
  readonly #faults: readonly Fault[]
  /** When anything changes, ascending. */
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
