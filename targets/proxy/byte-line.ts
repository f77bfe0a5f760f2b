import type { Socket } from 'node:net'
import type { Cancel, Clock } from '../../bench/core/clock.ts'
import { Ring } from '../../bench/core/ring.ts'
import { Bandwidth } from './bandwidth.ts'
import type { Passing } from './byte-rules.ts'

/** Most bytes that wait in one direction of a connection. Its sender waits then. */
const WAITING_MAX_BYTES = 1024 * 1024

const NOTHING = Buffer.alloc(0)

/** Bytes, or how the connection ends after them. */
interface Piece {
  readonly kind: 'bytes' | 'end' | 'reset'
  readonly bytes: Buffer
  /** When it may go on, ms. */
  readonly dueMs: number
}

export interface ByteLineOptions {
  readonly clock: () => Clock
  /** Decides on the bytes whose turn it is. */
  readonly passing: () => Passing
  /** Delay of the bytes that arrive now, ms. */
  readonly delayMs: () => number
  readonly bytesPerSecond: () => number
  /** Hears of bytes that pass, and of bytes or an end that are lost. */
  readonly onPass: (bytes: number) => void
  readonly onLost: () => void
  /** Hears of a broken connection when its news passes. */
  readonly onReset: () => void
}

/** One direction of a connection through a proxy. Its end, or its reset, comes after its bytes, by the same rules. */
export class ByteLine {
  readonly #from: Socket
  readonly #to: Socket
  readonly #options: ByteLineOptions
  readonly #waiting = new Ring<Piece>()
  #waitingBytes = 0
  #lastDueMs = Number.NEGATIVE_INFINITY
  #isBusy = false
  #isMoving = false
  #cancel: Cancel | undefined

  constructor(from: Socket, to: Socket, options: ByteLineOptions) {
    this.#from = from
    this.#to = to
    this.#options = options
    from.on('data', (bytes) => this.#take('bytes', bytes))
    from.on('end', () => this.#take('end'))
    from.on('error', () => this.#take('reset'))
  }

  /** Whether bytes or an end wait here. */
  get isHolding(): boolean {
    return this.#waiting.size > 0
  }

  /** Looks again at what waits, after the rules have changed. */
  wake(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#move()
  }

  stop(): void {
    this.#cancel?.()
  }

  #take(kind: Piece['kind'], bytes: Buffer = NOTHING): void {
    const nowMs = this.#options.clock().nowMs()
    this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + this.#options.delayMs())
    this.#waiting.push({ kind, bytes, dueMs: this.#lastDueMs })
    this.#waitingBytes += bytes.length
    if (this.#waitingBytes > WAITING_MAX_BYTES) this.#from.pause()
    this.#move()
  }

  #move(): void {
    if (this.#isMoving) return
    this.#isMoving = true
    for (let first = this.#next(); first !== undefined; first = this.#next()) this.#handle(first)
    this.#isMoving = false
  }

  /** The piece whose turn it is; undefined while none may move. */
  #next() {
    return this.#isBusy || this.#cancel !== undefined ? undefined : this.#waiting.peek()
  }

  #handle({ kind, bytes, dueMs }: Piece): void {
    const clock = this.#options.clock()
    const passing = dueMs > clock.nowMs() ? { untilMs: dueMs } : this.#options.passing()
    if (typeof passing === 'object') {
      this.#cancel = clock.at(passing.untilMs, () => this.wake())
    } else if (passing !== 'pass') {
      this.#options.onLost()
      this.#leave(bytes)
    } else if (kind === 'bytes') {
      if (this.#to.destroyed) this.#leave(bytes)
      else this.#pass(bytes)
    } else {
      this.#leave(bytes)
      if (kind === 'end') this.#to.end()
      else this.#options.onReset()
    }
  }

  #pass(bytes: Buffer): void {
    const { clock, bytesPerSecond, onPass } = this.#options
    this.#isBusy = true
    let isFull = false
    const write = (piece: Uint8Array) => {
      isFull = !this.#to.write(piece)
    }
    const done = () => {
      this.#isBusy = false
      onPass(bytes.length)
      this.#leave(bytes)
      this.#move()
    }
    new Bandwidth(clock(), { bytesPerSecond, write }).pass(bytes, () => {
      if (isFull) this.#to.once('drain', done)
      else done()
    })
  }

  #leave(bytes: Buffer): void {
    this.#waiting.shift()
    this.#waitingBytes -= bytes.length
    if (this.#waiting.size === 0) this.#lastDueMs = Number.NEGATIVE_INFINITY
    if (this.#waitingBytes <= WAITING_MAX_BYTES && this.#from.isPaused()) this.#from.resume()
  }
}
