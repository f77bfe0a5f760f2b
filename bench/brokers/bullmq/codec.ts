import type { Job } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import { MessageBook } from '../message-book.ts'

/** Name of all jobs that the driver adds. */
export const JOB_NAME = 'm'

/** 36 ** 7 jobs have ids of the same length, so that their order as text is the order in which they were added. */
const ID_DIGITS = 7

/** The message of a job; undefined when the job is not of this driver. */
export function messageOf({ name, data }: Job): Message | undefined {
  if (name !== JOB_NAME || typeof data !== 'object' || data === null) return undefined
  const { id, intendedMs } = data as Record<string, unknown>
  if (!Number.isSafeInteger(id) || typeof intendedMs !== 'number') return undefined
  return { id: id as number, intendedMs }
}

/** Why a message is a dead letter. Its text is all of it that BullMQ keeps: there is no stack. */
export class Dead extends Error {
  override readonly name = 'UnrecoverableError'

  constructor(reason: string) {
    super(reason)
    this.stack = ''
  }
}

/** Knows also which job is whose. */
export class JobBook extends MessageBook {
  /** By message; of those that are held. */
  readonly #jobs = new Map<number, string>()
  #added = 0

  /** Returns the id for its job: one that was never used, also when the message is published again. */
  override published(message: Message): string {
    super.published(message)
    // BullMQ takes no id that reads as a number.
    const job = `m${this.#added.toString(36).padStart(ID_DIGITS, '0')}`
    this.#added += 1
    this.#jobs.set(message.id, job)
    return job
  }

  override ended(id: number): void {
    super.ended(id)
    this.#jobs.delete(id)
  }

  /** Messages that are held, with their jobs. */
  jobs(): [number: number, job: string][] {
    return [...this.#jobs]
  }

  /** Forgets a message that is gone from the broker, unless it has been published again. */
  lost(id: number, job: string): boolean {
    if (this.#jobs.get(id) !== job) return false
    this.ended(id)
    return true
  }
}
