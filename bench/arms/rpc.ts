import { type Call, newRequest, type Request } from '../core/call.ts'
import type { Cancel } from '../core/clock.ts'
import { UNFINISHED } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import type { Arm } from './arm.ts'

const NO_QUEUE = { queueDepth: 0, queueAgeMs: 0 }

/** Calls the target directly and waits for the answer. */
export class RpcArm implements Arm {
  readonly #call: Call
  readonly #ledger: Ledger
  readonly #open = new Map<Request, Cancel>()

  constructor(call: Call, ledger: Ledger) {
    this.#call = call
    this.#ledger = ledger
  }

  get open(): number {
    return this.#open.size
  }

  submit(id: number, intendedMs: number): void {
    const request = newRequest(id, intendedMs)
    this.#ledger.started(request)
    let settled = false
    const cancel = this.#call(request, (outcome) => {
      settled = true
      this.#open.delete(request)
      this.#ledger.settled(request, outcome)
    })
    if (!settled) this.#open.set(request, cancel)
  }

  gauges() {
    return NO_QUEUE
  }

  queueMaxima() {
    return { depth: 0, ageMs: 0 }
  }

  abandon(): void {
    for (const [request, cancel] of this.#open) {
      cancel()
      this.#ledger.settled(request, UNFINISHED)
    }
    this.#open.clear()
  }
}
