import { z } from 'zod'
import { type Distribution, distributionSchema } from '../bench/core/distribution.ts'
import { fields } from '../bench/core/fields.ts'

/** Default for the most attempts that wait for their turn behind a throttle. */
const THROTTLE_QUEUE_MAX = 10_000

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

/** Ways in which a target takes no attempts. */
const OUTAGE_MODES = ['lost', 'refused', 'reset', 'buffered'] as const

/** A fault of the target from `fromMs` (inclusive) to `toMs` (exclusive), ms since the run began. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    /** A share of further attempts fails, drawn independently. */
    z.strictObject({
      kind: z.literal('errors'),
      ratio: fields.ratio(),
      /** Only for a service by URL: status of the answer that takes the place of the service's. @defaultValue 503 */
      status: fields.count(400, 599).optional(),
      ...common,
    }),
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
     * The target takes no attempts. `lost`: they are never answered. `refused` and `reset`: each gets an error at once.
     * `buffered`: they are held, and all arrive when the fault ends.
     */
    z.strictObject({
      kind: z.literal('outage'),
      mode: z.enum(OUTAGE_MODES).default('lost'),
      ...common,
    }),
    /**
     * The share `factor` of the capacity is left. If that is no whole number of workers, the next larger number works,
     * each for its share of the time: 0.01 of 2 is one worker that rests 49 ms after each ms of work.
     */
    z.strictObject({ kind: z.literal('capacity'), factor: fields.ratio(), ...common }),
    /** The whole process stops, as in a garbage collection. Arrivals wait, and work goes on afterwards. */
    z.strictObject({ kind: z.literal('pause'), ...common }),
    /** The network is slow: each attempt sent in the window arrives later, by a drawn delay. */
    z.strictObject({ kind: z.literal('latency'), delay: distributionSchema, ...common }),
    /**
     * At most `ratePerSecond` attempts pass, evenly spread. Others wait for their turn, in order of arrival. Those that
     * still wait at the end of the window pass then.
     */
    z.strictObject({
      kind: z.literal('throttle'),
      ratePerSecond: z.number().gt(0).max(1_000_000),
      /** Most attempts that wait. A further one gets an error at once. */
      queueMax: fields.count(0, 1_000_000).default(THROTTLE_QUEUE_MAX),
      ...common,
    }),
    /** Only for services: the bytes of an answer arrive at most at this rate. */
    z.strictObject({ kind: z.literal('bandwidth'), bytesPerSecond: fields.count(1, 10_000_000_000), ...common }),
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
  readonly outage: (typeof OUTAGE_MODES)[number] | undefined
  readonly paused: boolean
  /** Delays of an attempt that is sent now, each drawn separately. They add up. */
  readonly delays: readonly Distribution[]
  /** Gap between two attempts that pass, and the most that may wait; undefined when nothing throttles. */
  readonly throttle: { readonly gapMs: number; readonly queueMax: number } | undefined
  readonly bytesPerSecond: number
  /** Status of an answer that is an injected error. */
  readonly errorStatus: number
}

/** Status of an injected error whose fault names none. */
const ERROR_STATUS = 503

const NO_TROUBLE: Trouble = {
  errorRatio: 0,
  slowFactor: 1,
  admittedSlowFactor: 1,
  capacityFactor: 1,
  outage: undefined,
  paused: false,
  delays: [],
  throttle: undefined,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  errorStatus: ERROR_STATUS,
}

/**
 * Combines overlapping faults. Factors multiply, delays add up, and error ratios are independent chances. The narrowest
 * throttle and bandwidth count, and the first outage and status.
 */
export function troubleAt(faults: readonly Fault[], atMs: number): Trouble {
  if (!isAnyAt(faults, atMs)) return NO_TROUBLE
  return faults.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs).reduce(combined, NO_TROUBLE)
}

function combined(trouble: Trouble, fault: Fault): Trouble {
  switch (fault.kind) {
    case 'errors': {
      const { errorRatio, errorStatus } = trouble
      const status = errorRatio === 0 ? (fault.status ?? ERROR_STATUS) : errorStatus
      return { ...trouble, errorRatio: either(errorRatio, fault.ratio), errorStatus: status }
    }
    case 'slow':
      return fault.appliesAt === 'admission'
        ? { ...trouble, admittedSlowFactor: trouble.admittedSlowFactor * fault.factor }
        : { ...trouble, slowFactor: trouble.slowFactor * fault.factor }
    case 'capacity':
      return { ...trouble, capacityFactor: trouble.capacityFactor * fault.factor }
    case 'pause':
      return { ...trouble, paused: true }
    case 'outage':
      return { ...trouble, outage: trouble.outage ?? fault.mode }
    case 'latency':
      return { ...trouble, delays: [...trouble.delays, fault.delay] }
    case 'throttle': {
      const { gapMs = 0, queueMax = Number.POSITIVE_INFINITY } = trouble.throttle ?? {}
      const own = 1000 / fault.ratePerSecond
      return { ...trouble, throttle: { gapMs: Math.max(gapMs, own), queueMax: Math.min(queueMax, fault.queueMax) } }
    }
    case 'bandwidth':
      return { ...trouble, bytesPerSecond: Math.min(trouble.bytesPerSecond, fault.bytesPerSecond) }
  }
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
