import { shortened } from '../core/shortened.ts'

/** Number of exceptions in a run, and the text of the first: a policy that always throws must not fill the memory. */
export interface Thrown {
  readonly count: number
  /** Null when there is none. */
  readonly first: string | null
}

/** Longest text in characters, since an exception may have any text. */
const TEXT_MAX = 1000

/** No exception. */
export const NONE_THROWN: Thrown = { count: 0, first: null }

/** Counts exceptions. */
export class ThrownCounter {
  #count = 0
  #first: string | null = null

  readonly add = (error: unknown): void => {
    this.#count += 1
    this.#first ??= shortened(error instanceof Error ? error.message : String(error), TEXT_MAX)
  }

  get thrown(): Thrown {
    return { count: this.#count, first: this.#first }
  }
}
