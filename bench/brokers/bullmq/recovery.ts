import type { Redis } from 'ioredis'
import { breathe } from '../../core/real-clock.ts'
import type { BullmqBurials } from './burials.ts'
import type { JobBook } from './codec.ts'
import type { BullmqDeliveries } from './deliveries.ts'

/** Keys per round trip. */
const PAGE = 1000

/** Parts of the broker that a recovery after an outage uses. */
export interface RecoveryNeeds {
  /** The connection that BullMQ's worker asks on: it answers in order. */
  readonly redis: Redis
  /** Prefix of all keys of the jobs. */
  readonly key: string
  readonly book: JobBook
  readonly deliveries: BullmqDeliveries
  readonly burials: BullmqBurials
  /** Moves an active job to those that wait. */
  readonly putBack: (job: string) => Promise<unknown>
  readonly isOver: () => boolean
}

/**
 * Repairs the state after an outage. It puts back jobs whose delivery was lost with an answer, reports dead letters
 * whose answer was lost, and forgets the jobs that Redis has lost. Returns the number of lost jobs.
 */
export async function recover(needs: RecoveryNeeds): Promise<number> {
  const { redis, key, book, deliveries, burials, putBack, isOver } = needs
  const jobs = book.jobs()
  const active = await redis.lrange(`${key}:active`, 0, -1)
  // Answers on one connection come in order. By the next turn, jobs handed out before are known here.
  await breathe()
  for (const job of active) {
    if (isOver()) return 0
    if (!deliveries.has(job)) await putBack(job).catch(() => undefined)
  }
  await burials.look(redis, key)
  let lost = 0
  for (let from = 0; from < jobs.length && !isOver(); from += PAGE) {
    lost += await forgetLost(needs, jobs.slice(from, from + PAGE))
  }
  return lost
}

async function forgetLost(needs: RecoveryNeeds, jobs: [number, string][]): Promise<number> {
  const { redis, key, book, deliveries } = needs
  const asked = redis.pipeline()
  for (const [, job] of jobs) asked.exists(`${key}:${job}`)
  const answers = (await asked.exec()) ?? []
  let lost = 0
  for (const [index, [id, job]] of jobs.entries()) {
    // A job in work ends with its settlement.
    if (answers[index]?.[1] !== 0 || deliveries.has(job)) continue
    if (book.lost(id, job)) lost += 1
  }
  return lost
}
