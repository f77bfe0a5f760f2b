import type { Call, Request } from '../core/call.ts'
import type { Cancel } from '../core/clock.ts'
import type { Outcome } from '../core/outcome.ts'
import { NOTHING } from '../policy/policy.ts'

interface OpenCall {
  readonly request: Request
  cancel: Cancel
}

/** The calls of an arm that wait for an answer. Each is answered once, and none after the end of the run. */
export class OpenCalls {
  readonly #onError: (error: unknown) => void
  readonly #open = new Set<OpenCall>()
  #over = false

  /** `onError` receives every answer beyond the first of a call. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  get size(): number {
    return this.#open.size
  }

  make(call: Call, request: Request, settle: (outcome: Outcome) => void): void {
    const entry: OpenCall = { request, cancel: NOTHING }
    let settled = false
    const cancel = call(request, (outcome) => {
      if (this.#over) return
      if (settled) return this.#onError(new Error(`request ${request.id} was settled twice`))
      settled = true
      this.#open.delete(entry)
      settle(outcome)
    })
    if (settled) return
    entry.cancel = cancel
    this.#open.add(entry)
  }

  /** Ends the waiting for all open calls. `onEnd` receives the request of each. */
  end(onEnd: (request: Request) => void): void {
    this.#over = true
    for (const { request, cancel } of this.#open) {
      cancel()
      onEnd(request)
    }
    this.#open.clear()
  }
}
