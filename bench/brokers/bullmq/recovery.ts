import type { Redis } from 'ioredis'
import { breathe } from '../../core/real-clock.ts'
import type { BullmqBurials } from './burials.ts'
import type { JobBook } from './codec.ts'
import type { BullmqDeliveries } from './deliveries.ts'

/** Keys that one round trip asks for. */
const PAGE = 1000

/** What is put right after an outage. */
export interface RecoveryNeeds {
  /** The connection that BullMQ's worker asks on: it answers in order. */
  readonly redis: Redis
  /** What all keys of the jobs begin with. */
  readonly key: string
  readonly book: JobBook
  readonly deliveries: BullmqDeliveries
  readonly burials: BullmqBurials
  /** From the active jobs to those that wait. */
  readonly putBack: (job: string) => Promise<unknown>
  readonly isOver: () => boolean
}

/**
 * Puts back the jobs that were handed out in an answer that was lost, tells of the dead letters that were not answered,
 * and forgets the jobs that Redis has lost: returns how many.
 */
export async function recover(needs: RecoveryNeeds): Promise<number> {
  const { redis, key, book, deliveries, burials, putBack, isOver } = needs
  const jobs = book.jobs()
  const active = await redis.lrange(`${key}:active`, 0, -1)
  // On one connection answers come in order: what was handed out before is known here by the next turn.
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
    // What is being worked on ends with its settlement.
    if (answers[index]?.[1] !== 0 || deliveries.has(job)) continue
    if (book.lost(id, job)) lost += 1
  }
  return lost
}
