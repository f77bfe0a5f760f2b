import type { Redis } from 'ioredis'
import { pause } from '../../core/real-clock.ts'
import { type Cleaned, QUEUE_PREFIX } from '../driver.ts'

const SCAN_COUNT = 1000
const GRACE_MS = 1000

/** Removes all keys of one queue, and repeats that until there are none. */
export async function removeKeys(redis: Redis, name: string): Promise<void> {
  let found = true
  while (found) {
    found = false
    for await (const keys of keysOf(redis, name)) {
      found = true
      await redis.unlink(...keys)
    }
  }
}

/** All keys of one queue, a page at a time. */
export function keysOf(redis: Redis, name: string): AsyncGenerator<string[]> {
  return scan(redis, `${name}:*`)
}

/** Removes the queues without a connected process. A connection bears the name of its queue. */
export async function removeLeftovers(redis: Redis): Promise<Cleaned> {
  const names = new Set<string>()
  for await (const keys of scan(redis, `${QUEUE_PREFIX}*:*`)) for (const key of keys) names.add(queueOf(key))
  // A run connects before it makes keys. This list comes after the keys, so it names all users of them.
  const used = await connected(redis)
  // A run that lost its connection looks left behind until it is connected again.
  if ([...names].some((name) => !used.has(name))) {
    await pause(GRACE_MS)
    for (const name of await connected(redis)) used.add(name)
  }
  const removed: string[] = []
  const inUse: string[] = []
  for (const name of [...names].toSorted()) {
    if (used.has(name)) inUse.push(name)
    else {
      await removeKeys(redis, name)
      removed.push(name)
    }
  }
  return { removed, inUse }
}

/** Yields keys a page at a time. `KEYS` would block the other clients. */
async function* scan(redis: Redis, match: string): AsyncGenerator<string[]> {
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', match, 'COUNT', SCAN_COUNT)
    cursor = next
    if (keys.length > 0) yield keys
  } while (cursor !== '0')
}

/** Returns the queues with a connected process. BullMQ appends to the name of its connection. */
async function connected(redis: Redis): Promise<Set<string>> {
  const list = String(await redis.client('LIST'))
  return new Set(Array.from(list.matchAll(/ name=(\S*)/g), ([, name = '']) => queueOf(name)))
}

function queueOf(key: string): string {
  return key.split(':', 1)[0]!
}
