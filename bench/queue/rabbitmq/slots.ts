import type { Options } from 'amqplib'
import { CannotRunError } from '../../core/cannot-run-error.ts'
import type { Cleaned } from '../driver.ts'
import type { RabbitmqConnection } from './connection.ts'
import { delayName, LADDER_MS, namesOf, type QueueNames, SLOTS } from './names.ts'

/** Checks made at once. */
const CHECKS = 25
const LOCKED = 405
const NOT_FOUND = 404

/** The slots on one server, of which each run has one: how runs of several processes keep out of each other's way. */
export class RabbitmqSlots {
  readonly #connection: RabbitmqConnection
  /** Those of this connection, whom its own locks do not stop. */
  readonly #mine = new Set<number>()

  constructor(connection: RabbitmqConnection) {
    this.#connection = connection
  }

  /** Takes the first free slot and removes what was left in it. @throws CannotRunError when there is none. */
  async claim(): Promise<number> {
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.#mine.has(slot)) continue
      this.#mine.add(slot)
      let has = false
      try {
        has = await this.lock(slot)
        if (!has) continue
        await this.#empty(slot)
        return slot
      } catch (error) {
        if (has) await this.release(slot).catch(() => undefined)
        throw error
      } finally {
        if (!has) this.#mine.delete(slot)
      }
    }
    throw new CannotRunError(`rabbitmq: all ${SLOTS} slots for queues are in use`)
  }

  /** False when another connection has it. */
  async lock(slot: number): Promise<boolean> {
    const { lock } = namesOf(slot)
    return this.#succeeds(LOCKED, lock, { exclusive: true, durable: false, arguments: { 'x-queue-type': 'classic' } })
  }

  /** Gives back an empty slot. */
  async release(slot: number): Promise<void> {
    await this.#connection.once((channel) => channel.deleteQueue(namesOf(slot).lock))
    this.#mine.delete(slot)
  }

  /** Deletes the queues of a slot, the main queue last. */
  async delete({ main, dead, retry }: QueueNames, delays: Iterable<string>): Promise<void> {
    await this.#connection.once(async (channel) => {
      for (const name of [...delays, retry, dead, main]) await channel.deleteQueue(name)
    })
  }

  async clean(): Promise<Cleaned> {
    const removed: string[] = []
    const inUse: string[] = []
    const mains = Array.from({ length: SLOTS }, (_, slot) => namesOf(slot).main)
    const used = new Set(await this.#existing(mains))
    for (let slot = 0; slot < SLOTS; slot++) {
      const { main } = namesOf(slot)
      if (!used.has(main)) continue
      if (this.#mine.has(slot)) inUse.push(main)
      else {
        this.#mine.add(slot)
        try {
          if (await this.lock(slot)) {
            removed.push(...(await this.#empty(slot)))
            await this.release(slot)
          } else inUse.push(main)
        } finally {
          this.#mine.delete(slot)
        }
      }
    }
    return { removed, inUse }
  }

  /** Removes what was left in a locked slot. */
  async #empty(slot: number): Promise<string[]> {
    const names = namesOf(slot)
    if ((await this.#existing([names.main])).length === 0) return []
    const delays = await this.#existing(LADDER_MS.map((delayMs) => delayName(names, delayMs)))
    const others = await this.#existing([names.retry, names.dead])
    await this.delete(names, delays)
    return [names.main, ...others, ...delays]
  }

  async #existing(names: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (let i = 0; i < names.length; i += CHECKS) {
      const some = names.slice(i, i + CHECKS)
      const exist = await Promise.all(some.map((name) => this.#succeeds(NOT_FOUND, name)))
      found.push(...some.filter((_, j) => exist[j]))
    }
    return found
  }

  /** Declares a queue, or only asks for it; false when the broker answers with `refusal`. */
  async #succeeds(refusal: number, name: string, options?: Options.AssertQueue): Promise<boolean> {
    try {
      await this.#connection.once((channel) =>
        options === undefined ? channel.checkQueue(name) : channel.assertQueue(name, options),
      )
      return true
    } catch (error) {
      if ((error as { code?: unknown }).code === refusal) return false
      // Somebody else's exclusive queue does exist.
      if ((error as { code?: unknown }).code === LOCKED) return true
      throw error
    }
  }
}
