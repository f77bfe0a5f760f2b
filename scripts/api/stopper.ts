/** Joins the signal of a caller with errors that its callbacks throw: both end the runs. */
export class Stopper {
  readonly #given: AbortSignal | undefined
  readonly #own = new AbortController()
  readonly #onAbort = () => this.#own.abort(this.#given?.reason)

  constructor(given: AbortSignal | undefined) {
    this.#given = given
    if (given?.aborted) this.#onAbort()
    given?.addEventListener('abort', this.#onAbort)
  }

  get signal(): AbortSignal {
    return this.#own.signal
  }

  /** A callback of the caller. When it throws, the runs end with its error: no clock may lose a task to it. */
  guarded<Value>(callback: ((value: Value) => void) | undefined): (value: Value) => void {
    return (value) => {
      try {
        if (!this.signal.aborted) callback?.(value)
      } catch (error) {
        this.#own.abort(error)
      }
    }
  }

  /** Does the work. @throws the reason to stop, once there is one, instead of the result or error of the work. */
  async orReason<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } finally {
      this.signal.throwIfAborted()
    }
  }

  /** Leaves the signal of the caller without a listener. */
  release(): void {
    this.#given?.removeEventListener('abort', this.#onAbort)
  }
}
