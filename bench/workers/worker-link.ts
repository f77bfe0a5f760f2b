import type { ToWorker } from './messages.ts'

/** What a controller hears of a worker. */
export interface WorkerListener {
  /** A message as it came, not yet checked. */
  hear(message: unknown): void
  /** It is gone for good. */
  gone(why: string): void
}

/** A worker as its controller sees it. */
export interface WorkerLink {
  /** Host and process. */
  readonly name: string
  send(message: ToWorker): void
  /** One listener at a time; the last one counts. */
  listen(listener: WorkerListener): void
  /** How long nothing was heard of it although it could have been, ms. */
  silentMs(): number
  /** It is of no more use for this run: it stops what it does, and another is taken for the next if there is one. */
  discard(why: string): void
}

/** Where workers come from. */
export interface WorkerPool {
  /**
   * So many workers that are there; those of the last call as long as they are. @throws CannotRunError when there are
   * fewer, or at the signal.
   */
  take(count: number, signal?: AbortSignal): Promise<readonly WorkerLink[]>
  /** Lets go of all workers. */
  close(): Promise<void>
}
