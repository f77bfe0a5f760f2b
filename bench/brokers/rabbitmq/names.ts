import { QUEUE_PREFIX } from '../driver.ts'

/** Steps of the delay ladder per doubling: the nearest is less than 10 % off. */
const STEPS_PER_DOUBLING = 4
const DELAY_MAX_MS = 24 * 60 * 60 * 1000

/** Delays that have a queue, ms, rising. Each must be whole, so the shortest are up to 1.5 ms off. */
export const LADDER_MS: readonly number[] = ladder()

function ladder(): number[] {
  const steps = Math.floor(Math.log2(DELAY_MAX_MS) * STEPS_PER_DOUBLING)
  return [...new Set(Array.from({ length: steps + 1 }, (_, step) => rung(step)))]
}

function rung(step: number): number {
  return Math.round(2 ** (step / STEPS_PER_DOUBLING))
}

/** The delay of the ladder that is nearest to the one asked for. */
export function nearestDelayMs(delayMs: number): number {
  const step = Math.floor(Math.log2(Math.min(Math.max(delayMs, 1), DELAY_MAX_MS)) * STEPS_PER_DOUBLING)
  const below = rung(step)
  const above = Math.min(rung(step + 1), LADDER_MS.at(-1)!)
  return delayMs - below < above - delayMs ? below : above
}

/** AMQP counts the prefetch in 16 bits. */
export const PREFETCH_MAX = 65_535

/** Slots for queues on one server. AMQP cannot list queues, so their names must be guessable. */
export const SLOTS = 200

/** Names of all that a run has in the broker. */
export interface QueueNames {
  /** Made first and deleted last: when it is not there, nothing else is. */
  readonly main: string
  readonly dead: string
  /** What comes back from a delay, which must not be turned away by a full main queue. */
  readonly retry: string
  /** An exclusive queue: whose connection has it owns the slot. */
  readonly lock: string
}

/** The names of a slot. */
export function namesOf(slot: number): QueueNames {
  const main = `${QUEUE_PREFIX}${slot}`
  return { main, dead: `${main}-dead`, retry: `${main}-retry`, lock: `${main}-lock` }
}

/** The queue of a slot in which messages wait for a delay of the ladder. */
export function delayName({ main }: QueueNames, delayMs: number): string {
  return `${main}-delay-${delayMs}`
}
