import { type Call, newRequest } from '../core/call.ts'
import { draw, STREAM } from '../core/draw.ts'
import { UNFINISHED } from '../core/outcome.ts'
import type { Ledger } from '../metrics/ledger.ts'
import type { Arm } from './arm.ts'
import { OpenCalls } from './open-calls.ts'

const NO_QUEUE = { queueDepth: 0, queueAgeMs: 0 }

/**
 * Clients that call the target directly and wait for the answer. The identity of a request decides which client it
 * belongs to.
 */
export class RpcArm implements Arm {
  readonly #calls: readonly Call[]
  readonly #seed: number
  readonly #ledger: Ledger
  readonly #open: OpenCalls

  /** `calls`: one per client, with its own policies. `onError` gets an error for each call that settles twice. */
  constructor(calls: readonly Call[], seed: number, ledger: Ledger, onError: (error: unknown) => void) {
    this.#calls = calls
    this.#seed = seed
    this.#ledger = ledger
    this.#open = new OpenCalls(onError)
  }

  get open(): number {
    return this.#open.size
  }

  submit(id: number, intendedMs: number): void {
    const request = newRequest(id, intendedMs)
    this.#ledger.started(request)
    this.#open.make(this.#clientOf(id), request, (outcome) => this.#ledger.settled(request, outcome))
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
    this.#open.end((request) => this.#ledger.settled(request, UNFINISHED))
  }
}
