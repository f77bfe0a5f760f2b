import type { Job } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import { MessageBook } from '../message-book.ts'

/** Name of all jobs that the driver adds. */
export const JOB_NAME = 'm'

/** 36 ** 7 jobs have ids of equal length, so that their order as text is the order of adding. */
const ID_DIGITS = 7

/** Returns the message of a job. Undefined for a job that this driver did not add. */
export function messageOf({ name, data }: Job): Message | undefined {
  if (name !== JOB_NAME || typeof data !== 'object' || data === null) return undefined
  const { id, intendedMs } = data as Record<string, unknown>
  if (!Number.isSafeInteger(id) || typeof intendedMs !== 'number') return undefined
  return { id: id as number, intendedMs }
}

/** Why a message is a dead letter. BullMQ keeps only the text, so there is no stack. */
export class Dead extends Error {
  override readonly name = 'UnrecoverableError'

  constructor(reason: string) {
    super(reason)
    this.stack = ''
  }
}

/** A message book that also knows the job of each message. */
export class JobBook extends MessageBook {
  /** Jobs of the held messages, by message. */
  readonly #jobs = new Map<number, string>()
  #added = 0

  /** Returns an unused id for the message's job. A message that is published again gets a new one. */
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

  /** Returns the held messages with their jobs. */
  jobs(): [number: number, job: string][] {
    return [...this.#jobs]
  }

  /** Forgets a message that the broker has lost. Returns false if it has been published again. */
  lost(id: number, job: string): boolean {
    if (this.#jobs.get(id) !== job) return false
    this.ended(id)
    return true
  }
}
