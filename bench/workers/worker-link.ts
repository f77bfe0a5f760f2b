import type { ToWorker } from './messages.ts'

/** Called with what a worker sends. */
export interface WorkerListener {
  /** An unchecked message. */
  hear(message: unknown): void
  /** The worker is gone for good. */
  gone(why: string): void
}

/** A worker as its controller sees it. */
export interface WorkerLink {
  /** Host and process. */
  readonly name: string
  send(message: ToWorker): void
  /** Sets the listener. It replaces the one before. */
  listen(listener: WorkerListener): void
  /** Time for which it was silent while it could be heard, ms. */
  silentMs(): number
  /** Gives it up for this run. It stops, and another worker is taken for the next run if there is one. */
  discard(why: string): void
}

/** Source of workers. */
export interface WorkerPool {
  /**
   * Returns this many live workers, those of the last call first. @throws CannotRunError when there are fewer, or at
   * the signal.
   */
  take(count: number, signal?: AbortSignal): Promise<readonly WorkerLink[]>
  /** Releases all workers. */
  close(): Promise<void>
}
