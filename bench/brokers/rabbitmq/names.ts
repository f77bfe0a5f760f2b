import { QUEUE_PREFIX } from '../driver.ts'

/** Steps of the delay ladder per doubling. The nearest step is less than 10 % off. */
const STEPS_PER_DOUBLING = 4
const DELAY_MAX_MS = 24 * 60 * 60 * 1000

/** Delays that have a queue, ms, ascending. Each must be whole, so the shortest are up to 1.5 ms off. */
export const LADDER_MS: readonly number[] = ladder()

function ladder(): number[] {
  const steps = Math.floor(Math.log2(DELAY_MAX_MS) * STEPS_PER_DOUBLING)
  return [...new Set(Array.from({ length: steps + 1 }, (_, step) => rung(step)))]
}

function rung(step: number): number {
  return Math.round(2 ** (step / STEPS_PER_DOUBLING))
}

/** Returns the delay of the ladder that is nearest to the given one. */
export function nearestDelayMs(delayMs: number): number {
  const step = Math.floor(Math.log2(Math.min(Math.max(delayMs, 1), DELAY_MAX_MS)) * STEPS_PER_DOUBLING)
  const below = rung(step)
  const above = Math.min(rung(step + 1), LADDER_MS.at(-1)!)
  return delayMs - below < above - delayMs ? below : above
}

/** AMQP counts the prefetch in 16 bits. */
export const PREFETCH_MAX = 65_535

/** Number of slots for queues on one server. AMQP cannot list queues, so their names must be predictable. */
export const SLOTS = 200

/** Names of the queues of a run. */
export interface QueueNames {
  /** Made first and deleted last. If it does not exist, none of the others does. */
  readonly main: string
  readonly dead: string
  /** Messages that come back from a delay. A full main queue would refuse them. */
  readonly retry: string
  /** An exclusive queue. The connection that has it owns the slot. */
  readonly lock: string
}

/** Returns the names of a slot. */
export function namesOf(slot: number): QueueNames {
  const main = `${QUEUE_PREFIX}${slot}`
  return { main, dead: `${main}-dead`, retry: `${main}-retry`, lock: `${main}-lock` }
}

/** Returns the name of the queue in which messages of a slot wait for a delay. */
export function delayName({ main }: QueueNames, delayMs: number): string {
  return `${main}-delay-${delayMs}`
}
