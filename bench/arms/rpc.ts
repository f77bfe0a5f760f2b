import { type Call, newRequest, type Request } from '../core/call.ts'
import type { Cancel } from '../core/clock.ts'
import { draw, STREAM } from '../core/draw.ts'
import { UNFINISHED } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import type { Arm } from './arm.ts'

const NO_QUEUE = { queueDepth: 0, queueAgeMs: 0 }

/** Clients that call the target directly and wait for the answer. A request belongs to one of them, drawn by its identity. */
export class RpcArm implements Arm {
  readonly #calls: readonly Call[]
  readonly #seed: number
  readonly #ledger: Ledger
  readonly #open = new Map<Request, Cancel>()

  /** `calls`: one for each client, with policies of its own. */
  constructor(calls: readonly Call[], seed: number, ledger: Ledger) {
    this.#calls = calls
    this.#seed = seed
    this.#ledger = ledger
  }

  get open(): number {
    return this.#open.size
  }

  submit(id: number, intendedMs: number): void {
    const request = newRequest(id, intendedMs)
    this.#ledger.started(request)
    let settled = false
    const cancel = this.#clientOf(id)(request, (outcome) => {
      settled = true
      this.#open.delete(request)
      this.#ledger.settled(request, outcome)
    })
    if (!settled) this.#open.set(request, cancel)
  }

  #clientOf(id: number): Call {
    const { length } = this.#calls
    return this.#calls[length === 1 ? 0 : Math.floor(draw(this.#seed, STREAM.client, id, 0) * length)]!
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
