import type { Options } from 'amqplib'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Cleaned } from '../driver.ts'
import type { RabbitmqConnection } from './connection.ts'
import { delayName, LADDER_MS, namesOf, SLOTS } from './names.ts'

/** Number of checks at the same time. */
const CHECKS = 25
/** Time in which a run gets its lock back after a lost connection. Until then its queues look left behind. */
const GRACE_MS = 1000
const LOCKED = 405
const NOT_FOUND = 404

/** A queue that exists. */
interface Found {
  readonly name: string
  /** It has a consumer, or is exclusive to another connection. */
  readonly isUsed: boolean
}

/** The slots on one server. Each run has one, so that runs of several processes do not collide. */
export class RabbitmqSlots {
  readonly #connection: RabbitmqConnection
  /** Slots of this connection. Its own locks would not keep it out. */
  readonly #mine = new Set<number>()

  constructor(connection: RabbitmqConnection) {
    this.#connection = connection
  }

  /**
   * Takes the first free slot and removes the queues left in it, whatever their settings. A slot with a queue in use is
   * not free, even if no run has its lock.
   * @throws CannotRunError when no slot is free.
   */
  async claim(): Promise<number> {
    const strange: string[] = []
    for (let slot = 0; slot < SLOTS; slot++) {
      const taken = await this.#take(slot)
      if (taken?.inUse.length === 0) return slot
      strange.push(...(taken?.inUse ?? []))
    }
    const others = strange.length === 0 ? '' : `, by something that is no run: ${strange.join(', ')}`
    throw new CannotRunError(`rabbitmq: all ${SLOTS} slots for queues are in use${others}`)
  }

  /** Locks a slot. Returns false when another connection has it. */
  async lock(slot: number): Promise<boolean> {
    const options = { exclusive: true, durable: false, arguments: { 'x-queue-type': 'classic' } }
    return (await this.#asked(LOCKED, namesOf(slot).lock, options)) !== undefined
  }

  /** Gives back an empty slot. */
  async release(slot: number): Promise<void> {
    await this.#unlock(slot)
    this.#mine.delete(slot)
  }

  #unlock(slot: number): Promise<unknown> {
    return this.#connection.once((channel) => channel.deleteQueue(namesOf(slot).lock))
  }

  /** Deletes queues of a slot in this order. The main queue must be the last. */
  async delete(queues: readonly string[]): Promise<void> {
    await this.#connection.once(async (channel) => {
      for (const name of queues) await channel.deleteQueue(name)
    })
  }

  async clean(): Promise<Cleaned> {
    const removed: string[] = []
    const inUse: string[] = []
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot)
    const found = new Set((await this.#existing(slots.flatMap(queuesOf))).map(({ name }) => name))
    const hereIn = (slot: number) => queuesOf(slot).filter((name) => found.has(name))
    const full = slots.filter((slot) => hereIn(slot).length > 0)
    if ((await Promise.all(full.map((slot) => this.#isFree(slot)))).includes(true)) {
      await this.#connection.pause(GRACE_MS)
    }
    for (const slot of full) {
      const here = hereIn(slot)
      const taken = await this.#take(slot, true)
      removed.push(...(taken?.removed ?? []))
      inUse.push(...(taken?.inUse ?? here.slice(0, 1)))
      if (taken?.inUse.length === 0) await this.release(slot)
    }
    return { removed, inUse }
  }

  /** Whether no run has the slot at this moment. */
  async #isFree(slot: number): Promise<boolean> {
    if (this.#mine.has(slot) || !(await this.lock(slot))) return false
    await this.#unlock(slot)
    return true
  }

  /**
   * Takes a slot and removes the queues left in it. If one of them is in use, it removes nothing and gives the slot
   * back. Returns undefined when a run has the slot. That run may be reconnecting, so this waits, unless `isSettled`
   * says that somebody has waited already.
   */
  async #take(slot: number, isSettled = false): Promise<Cleaned | undefined> {
    if (this.#mine.has(slot)) return undefined
    this.#mine.add(slot)
    let isLocked = false
    let isTaken = false
    try {
      isLocked = await this.lock(slot)
      if (!isLocked) return undefined
      if (!isSettled && (await this.#existing(queuesOf(slot))).length > 0) {
        await this.#unlock(slot)
        isLocked = false
        await this.#connection.pause(GRACE_MS)
        isLocked = await this.lock(slot)
        if (!isLocked) return undefined
      }
      const cleaned = await this.#empty(slot)
      isTaken = cleaned.inUse.length === 0
      return cleaned
    } finally {
      if (isLocked && !isTaken) await this.release(slot).catch(() => undefined)
      if (!isTaken) this.#mine.delete(slot)
    }
  }

  /** Removes the queues left in a locked slot, unless one is in use. */
  async #empty(slot: number): Promise<Cleaned> {
    const names = namesOf(slot)
    const found = await this.#existing(queuesOf(slot))
    if (found.length === 0) return { removed: [], inUse: [] }
    const delays = await this.#existing(LADDER_MS.map((delayMs) => delayName(names, delayMs)))
    const all = [...delays, ...found.toReversed()]
    const inUse = all.filter(({ isUsed }) => isUsed).map(({ name }) => name)
    if (inUse.length > 0) return { removed: [], inUse }
    const removed = all.map(({ name }) => name)
    await this.delete(removed)
    return { removed, inUse: [] }
  }

  async #existing(names: readonly string[]): Promise<Found[]> {
    const found: Found[] = []
    for (let i = 0; i < names.length; i += CHECKS) {
      const some = names.slice(i, i + CHECKS).map((name) => this.#asked(NOT_FOUND, name))
      found.push(...(await Promise.all(some)).filter((one) => one !== undefined))
    }
    return found
  }

  /** Declares a queue, or only checks it. Returns undefined when the broker answers with `refusal`. */
  async #asked(refusal: number, name: string, options?: Options.AssertQueue): Promise<Found | undefined> {
    try {
      const { consumerCount } = await this.#connection.once((channel) =>
        options === undefined ? channel.checkQueue(name) : channel.assertQueue(name, options),
      )
      return { name, isUsed: consumerCount > 0 }
    } catch (error) {
      if ((error as { code?: unknown }).code === refusal) return undefined
      if ((error as { code?: unknown }).code === LOCKED) return { name, isUsed: true }
      throw error
    }
  }
}

/**
 * Returns the queues that every run makes in its slot, in that order. If none of them exists, no other queue does.
 */
function queuesOf(slot: number): string[] {
  const { main, retry, dead } = namesOf(slot)
  return [main, retry, dead]
}
