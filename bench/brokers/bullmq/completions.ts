import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { meaningOf, type Trouble } from './trouble.ts'

/**
 * BullMQ repeats a command that failed with this code every `runRetryDelay` until it succeeds. It gives up on any
 * other.
 */
const AGAIN = { code: 'ECONNREFUSED' }

/**
 * Corrects how BullMQ judges an error when it completes or fails a job. A command that Redis refuses because it takes
 * no writes is repeated. A job that is gone was completed if the connection was lost meanwhile, since the client sends
 * the command again. `onUnlocked` gets a job that is done but was unlocked meanwhile, so that it will be delivered
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
  /** Number of losses when the completion of a job began. */
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
