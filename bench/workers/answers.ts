import type { Clock } from '../core/clock.ts'
import type { FromWorker } from './from-worker.ts'

/** Answer of a worker to a question. */
export type Answer = Extract<FromWorker, { kind: 'ready' | 'pong' }>

interface Wait {
  readonly isIt: (answer: Answer) => boolean
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** Answers of one worker, which is asked one question at a time. */
export class Answers {
  readonly #clock: Clock
  #wait: Wait | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isAwaited(): boolean {
    return this.#wait !== undefined
  }

  /**
   * Returns the next answer that `isIt` accepts. `onLate` is called when none has come within `maxMs`. It may end the
   * waiting by `fail`.
   */
  next<T extends Answer>(maxMs: number, isIt: (answer: Answer) => answer is T, onLate: () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.at(this.#clock.nowMs() + maxMs, onLate)
      const settle = (act: () => void) => {
        cancel()
        this.#wait = undefined
        act()
      }
      this.#wait = {
        isIt,
        resolve: (answer) => settle(() => resolve(answer as T)),
        reject: (error) => settle(() => reject(error)),
      }
    })
  }

  /** Takes an answer. A late one does not answer the next question. */
  hear(answer: Answer): void {
    if (this.#wait?.isIt(answer)) this.#wait.resolve(answer)
  }

  fail(error: Error): void {
    this.#wait?.reject(error)
  }
}
