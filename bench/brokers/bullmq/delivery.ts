import type { Job } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import type { Dead } from './codec.ts'

/** What BullMQ has to hear from a processor that has moved its job elsewhere. */
export const MOVED = Object.assign(new Error('moved'), { name: 'WaitingError' })

/** What the deliveries of one job have in common. */
export interface Held {
  /** Handlers that have not settled, also those whose lease has ended. */
  working: number
  deliveries: number
  /**
   * `done`, `Dead`: decided, but its job is somewhere in Redis and will be met again. `gone`: nothing is left to do.
   */
  state: 'open' | 'done' | 'gone' | Dead
}

/** One delivery of a job to a handler. */
export interface Delivered {
  readonly job: Job
  readonly token: string
  readonly message: Message
  readonly held: Held
  readonly deliveries: number
  /** Tells BullMQ that the job is completed, failed (`Dead`) or `MOVED`; only then its place is free. */
  readonly complete: () => void
  readonly fail: (error: Error) => void
  /** Its lease has ended. */
  late: boolean
  /** The job is locked for this delivery. */
  owns: boolean
}
