import { type Call, newRequest, type Request } from '../core/call.ts'
import type { BreakerState } from '../core/observer.ts'
import { type Mechanism, type Outcome, TIMEOUT } from '../core/outcome.ts'
import { VirtualClock } from '../core/virtual-clock.ts'
import type { PolicyContext } from './policy.ts'

export const OK: Outcome = { kind: 'ok', busyMs: 0 }
export const ERROR: Outcome = { kind: 'failed', reason: 'error' }
export { TIMEOUT }

/** For tests in which no error may be reported. */
export function rethrow(error: unknown): never {
  throw error
}

/** For tests: virtual time, a target that answers by a script, and a log of all events. */
export class Bench {
  readonly clock = new VirtualClock()
  /** `<ms> <event>` in order. */
  readonly log: string[] = []
  readonly context: PolicyContext = {
    clock: this.clock,
    seed: 7,
    observer: {
      rejected: (by: Mechanism, request: Request) => this.#note(`rejected by ${by} #${request.id}`),
      breakerChanged: (from: BreakerState, to: BreakerState) => this.#note(`breaker ${from} -> ${to}`),
    },
  }

  /** A target that answers call n with outcome n after `afterMs`; the last one repeats. It never answers undefined. */
  target(afterMs: number, ...script: readonly (Outcome | undefined)[]): Call {
    let calls = 0
    return (request, settle) => {
      const outcome = script[Math.min(calls, script.length - 1)]
      calls += 1
      request.trail.attempts += 1
      this.#note(`${request.cause} #${request.id}`)
      const cancelTimer =
        outcome === undefined ? () => undefined : this.clock.at(this.clock.nowMs() + afterMs, () => settle(outcome))
      return () => {
        cancelTimer()
        this.#note(`cancelled #${request.id}`)
      }
    }
  }

  /** Makes a call now and logs how it settles. */
  send(call: Call, id = 0): () => void {
    return call(newRequest(id, this.clock.nowMs()), (outcome) => {
      const detail = outcome.kind === 'rejected' ? ` by ${outcome.by}` : ''
      this.#note(`${outcome.kind}${detail} #${id} settled`)
    })
  }

  #note(event: string): void {
    this.log.push(`${this.clock.nowMs()} ${event}`)
  }
}
