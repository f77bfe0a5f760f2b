import type { Cancel, Clock } from '../../bench/core/clock.ts'
import { Ring } from '../../bench/core/ring.ts'
import { Bandwidth } from './bandwidth.ts'

/** A part of an answer, which waits until `dueMs`: a step such as its begin or end, or bytes of its body. */
type Part = { readonly dueMs: number; readonly step: () => void } | { readonly dueMs: number; readonly bytes: Buffer }

export interface AnswerLineOptions {
  readonly clock: Clock
  readonly bytesPerSecond: () => number
  readonly write: (bytes: Uint8Array) => void
  /** Hears how many more bytes wait, or how many fewer. */
  readonly onWaiting: (bytes: number) => void
}

/** The answer of a service on its way through a proxy. Each part passes at its own time, after those before it. */
export class AnswerLine {
  readonly #options: AnswerLineOptions
  readonly #bandwidth: Bandwidth
  readonly #waiting = new Ring<Part>()
  #waitingBytes = 0
  /** Whether the first part waits for its time, or for the bandwidth. */
  #isHeld = false
  #isMoving = false
  #isStopped = false
  #cancel: Cancel = () => undefined

  constructor(options: AnswerLineOptions) {
    this.#options = options
    this.#bandwidth = new Bandwidth(options.clock, options)
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  take(part: Part): void {
    if (this.#isStopped) return
    this.#waiting.push(part)
    if ('bytes' in part) this.#count(part.bytes.length)
    this.#move()
  }

  /** Forgets what waits, and what comes from now on. */
  stop(): void {
    this.#isStopped = true
    this.#cancel()
    this.#count(-this.#waitingBytes)
  }

  #move(): void {
    // A step that fails the answer may end up here again.
    if (this.#isMoving) return
    this.#isMoving = true
    while (!this.#isStopped && !this.#isHeld && this.#waiting.size > 0) this.#pass(this.#waiting.peek()!)
    this.#isMoving = false
  }

  #pass(part: Part): void {
    const { clock } = this.#options
    this.#isHeld = true
    if (part.dueMs > clock.nowMs()) {
      this.#cancel = clock.at(part.dueMs, () => {
        this.#isHeld = false
        this.#move()
      })
    } else if ('step' in part) {
      this.#leave(0)
      part.step()
    } else this.#bandwidth.pass(part.bytes, () => this.#leave(part.bytes.length))
  }

  #leave(bytes: number): void {
    if (this.#isStopped) return
    this.#waiting.shift()
    this.#count(-bytes)
    this.#isHeld = false
    this.#move()
  }

  #count(bytes: number): void {
    this.#waitingBytes += bytes
    this.#options.onWaiting(bytes)
  }
}
