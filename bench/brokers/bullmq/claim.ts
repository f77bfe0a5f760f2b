import type { Redis } from 'ioredis'
import { keysOf } from './cleanup.ts'
import type { BullmqConnections } from './connection.ts'

/** The key that was written to see whether Redis takes writes goes by itself. */
const TRY_MS = 1000

/**
 * Makes sure that a queue can have this name. @throws CannotRunError when there are keys of that name, which are left
 * as they are, or Redis takes no writes.
 */
export async function claim(connections: BullmqConnections, redis: Redis, name: string): Promise<void> {
  try {
    for await (const [key] of keysOf(redis, name)) {
      throw connections.refused(`it has a key ${key} already, which was left as it is`)
    }
    await redis.set(`${name}:claim`, '', 'PX', TRY_MS)
  } catch (error) {
    throw connections.cannotUse(error)
  }
}
