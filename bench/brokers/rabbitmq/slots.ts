import type { Options } from 'amqplib'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Cleaned } from '../driver.ts'
import type { RabbitmqConnection } from './connection.ts'
import { delayName, LADDER_MS, namesOf, SLOTS } from './names.ts'

/** Checks made at once. */
const CHECKS = 25
/** A run whose connection was lost has its lock again by then; until it has, its queues look left behind. */
const GRACE_MS = 1000
const LOCKED = 405
const NOT_FOUND = 404

/** A queue that exists. */
interface Found {
  readonly name: string
  /** It has a consumer, or is exclusively somebody else's. */
  readonly isUsed: boolean
}

/** The slots on one server, of which each run has one: how runs of several processes keep out of each other's way. */
export class RabbitmqSlots {
  readonly #connection: RabbitmqConnection
  /** Those of this connection, whom its own locks do not stop. */
  readonly #mine = new Set<number>()

  constructor(connection: RabbitmqConnection) {
    this.#connection = connection
  }

  /**
   * Takes the first free slot and removes what was left in it, whatever its settings. A slot with a queue that somebody
   * uses is not free, although no run has its lock.
   * @throws CannotRunError when there is none.
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

  /** False when another connection has it. */
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

  /** Deletes queues of a slot, in this order: its main queue must be the last. */
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

  /** Whether no run has it at this moment. */
  async #isFree(slot: number): Promise<boolean> {
    if (this.#mine.has(slot) || !(await this.lock(slot))) return false
    await this.#unlock(slot)
    return true
  }

  /**
   * Takes a slot and removes what was left in it; of one with a queue in use nothing, and it is given back. Undefined
   * when a run has it, which may just be connecting again: `isSettled` says that it had its time.
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

  /** Removes what was left in a locked slot, unless somebody uses it. */
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

  /** Declares a queue, or only asks for it; undefined when the broker answers with `refusal`. */
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
 * The queues of a slot that every run makes, in the order in which it does; where none of them is, no other is either.
 */
function queuesOf(slot: number): string[] {
  const { main, retry, dead } = namesOf(slot)
  return [main, retry, dead]
}
