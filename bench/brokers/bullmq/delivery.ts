import type { Job } from 'bullmq'
import type { Message } from '../../queue/broker.ts'
import type { Dead } from './codec.ts'

/** Error by which a processor reports to BullMQ that it has moved its job elsewhere. */
export const MOVED = Object.assign(new Error('moved'), { name: 'WaitingError' })

/** State that the deliveries of one job share. */
export interface Held {
  /** Handlers that have not settled, including those whose lease has ended. */
  working: number
  deliveries: number
  /**
   * Delivery state. `done`, `Dead`: decided, but its job is still in Redis and will come again. `gone`: nothing is left
   * to do.
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
  /** Reports to BullMQ that the job is completed, failed (`Dead`) or `MOVED`. Only then its place is free. */
  readonly complete: () => void
  readonly fail: (error: Error) => void
  /** Its lease has ended. */
  late: boolean
  /** Whether the job is locked for this delivery. */
  owns: boolean
}
