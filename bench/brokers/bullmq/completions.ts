import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { meaningOf, type Trouble } from './trouble.ts'

/**
 * What fails with this code BullMQ tries again after its `runRetryDelay`, until it succeeds; anything else it gives up.
 */
const AGAIN = { code: 'ECONNREFUSED' }

/**
 * Tells BullMQ what it does not know of a job that it completes or fails. What Redis refuses because it takes no writes
 * it will take later. A job that is gone was completed, when the connection was lost after Redis was told so: the
 * client tells it again. `onUnlocked` hears of a job that is done, but was unlocked meanwhile: it will be delivered
 * again.
 */
export function guardCompletions(
  worker: Worker,
  redis: Redis,
  trouble: Trouble,
  onUnlocked: (job: string) => void,
): void {
  const backend = worker.getBackend()
  let losses = 0
  redis.on('close', () => {
    losses += 1
  })
  /** How many there had been when a job was to be completed. */
  const before = new Map<string, number>()

  const complete = backend.moveToCompleted.bind(backend)
  backend.moveToCompleted = async (job, ...rest) => {
    const id = job.id!
    const lossesBefore = before.get(id) ?? losses
    before.set(id, lossesBefore)
    try {
      const completed = await complete(job, ...rest)
      before.delete(id)
      return completed
    } catch (error) {
      const meaning = meaningOf(error)
      if (meaning === 'connection') throw error
      if (meaning === 'blocked') throw again(error, trouble)
      before.delete(id)
      if (meaning === 'gone' && losses > lossesBefore) return { result: undefined, finishedOn: job.processedOn ?? 0 }
      if (meaning === 'lock') onUnlocked(id)
      throw error
    }
  }

  const fail = backend.moveToFailed.bind(backend)
  backend.moveToFailed = (...all) =>
    fail(...all).catch((error: unknown) => {
      throw meaningOf(error) === 'blocked' ? again(error, trouble) : error
    })
}

function again(error: unknown, trouble: Trouble): Error {
  trouble.hear(error)
  return Object.assign(new Error((error as Error).message), AGAIN)
}
