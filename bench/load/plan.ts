import { draw, STREAM } from '../core/draw.ts'

/** Due times in ms since the run began, ascending. Pure: iterating again gives the same times. */
export type Plan = Iterable<number>

/** How arrivals of a rate are spaced: evenly, or at random with that mean (a Poisson process). */
export type Arrival = 'constant' | 'poisson'

/** A rate that runs linearly from one value to another, in requests per second. */
export interface RatePart {
  readonly kind: 'rate'
  readonly fromRatePerSecond: number
  readonly toRatePerSecond: number
  readonly durationMs: number
}

/** The largest burst. */
export const BURST_MAX = 100_000

/** `size` arrivals at once, every `everyMs`, until `total` have come. The last burst may be smaller. */
export interface BurstPart {
  readonly kind: 'bursts'
  readonly size: number
  readonly everyMs: number
  readonly total: number
}

export type Part = RatePart | BurstPart

/** Arrivals at one constant rate: `[...steady({ ratePerSecond: 4, durationMs: 1000 })]` is `[0, 250, 500, 750]`. */
export function steady(options: { ratePerSecond: number; durationMs: number }): Plan {
  const { ratePerSecond, durationMs } = options
  return rates([{ kind: 'rate', fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond, durationMs }])
}

/** Arrivals at a rate that changes linearly; the k-th (from 0) is where the integral of the rate reaches k. */
export function ramp(options: { fromRatePerSecond: number; toRatePerSecond: number; durationMs: number }): Plan {
  return rates([{ kind: 'rate', ...options }])
}

/** Bursts: `[...bursts({ size: 2, everyMs: 80, total: 5 })]` is `[0, 0, 80, 80, 160]`. */
export function* bursts({ size, everyMs, total }: Omit<BurstPart, 'kind'>, fromMs = 0): Generator<number> {
  for (let i = 0; i < total; i++) yield fromMs + Math.floor(i / size) * everyMs
}

/** Arrivals of a Poisson process: gaps in the integral of the rate are exponential with mean 1, drawn by seed. */
export function poisson(parts: readonly RatePart[], seed: number): Plan {
  return { [Symbol.iterator]: () => arrivals(parts, exponentialPoints(seed)) }
}

/** All parts one after the other. A fraction of an arrival at the end of a rate carries over to the next rate. */
export function sequence(parts: readonly Part[], arrival: Arrival, seed: number): Plan {
  return {
    [Symbol.iterator]: () => arrivals(parts, arrival === 'constant' ? wholePoints() : exponentialPoints(seed)),
  }
}

/** How long a part lasts, ms. */
export function partDurationMs(part: Part): number {
  return part.kind === 'rate' ? part.durationMs : Math.ceil(part.total / part.size) * part.everyMs
}

/** Arrivals that a part asks for; of random ones their mean. */
export function partArrivals(part: Part): number {
  return part.kind === 'bursts'
    ? part.total
    : ((part.fromRatePerSecond + part.toRatePerSecond) / 2) * (part.durationMs / 1000)
}

function rates(parts: readonly RatePart[]): Plan {
  return sequence(parts, 'constant', 0)
}

function* wholePoints(): Generator<number> {
  for (let k = 0; ; k++) yield k
}

function* exponentialPoints(seed: number): Generator<number> {
  let sum = 0
  for (let k = 0; ; k++) {
    sum -= Math.log1p(-draw(seed, STREAM.arrival, k, 0))
    yield sum
  }
}

/** Yields the arrivals of all parts. In a rate, one comes where the integral of the rate reaches the next point. */
function* arrivals(parts: readonly Part[], points: Generator<number>): Generator<number> {
  let fromMs = 0
  let reached = 0
  let point: number = points.next().value
  for (const part of parts) {
    if (part.kind === 'bursts') {
      yield* bursts(part, fromMs)
    } else {
      const end = reached + partArrivals(part)
      for (; point < end; point = points.next().value) yield fromMs + offsetMs(part, point - reached)
      reached = end
    }
    fromMs += partDurationMs(part)
  }
}

/**
 * Time after the start of a rate part at which it has had `count` arrivals, ms: the root of a t^2 + b t = count with
 * a = (to - from) / (2 x duration) and b = from. This form of it holds for a = 0 and b = 0 as well.
 */
function offsetMs({ fromRatePerSecond, toRatePerSecond, durationMs }: RatePart, count: number): number {
  if (count === 0) return 0
  if (fromRatePerSecond === toRatePerSecond) return (count * 1000) / fromRatePerSecond
  const seconds = durationMs / 1000
  const a = (toRatePerSecond - fromRatePerSecond) / (2 * seconds)
  const root = Math.sqrt(Math.max(0, fromRatePerSecond ** 2 + 4 * a * count))
  return Math.min(durationMs, (2000 * count) / (fromRatePerSecond + root))
}
