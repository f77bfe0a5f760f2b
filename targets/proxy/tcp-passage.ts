import type { Socket } from 'node:net'
import type { Clock } from '../../bench/core/clock.ts'
import { ByteLine } from './byte-line.ts'
import type { ByteRules } from './byte-rules.ts'
import type { ProxyCounter } from './proxy-counter.ts'

/** The run that the bytes of a connection meet now. Connections outlive runs, as the pools of clients do. */
export interface TcpRun {
  readonly clock: Clock
  readonly rules: ByteRules
  readonly counter: ProxyCounter
}

export interface PassageOptions {
  /** Number of the connection in its run, by which chance is drawn. */
  readonly number: number
  readonly run: () => TcpRun
  readonly connect: () => Socket
  readonly onClose: () => void
}

/** A connection of a client through a proxy to the service. */
export class TcpPassage {
  readonly #near: Socket
  readonly #options: PassageOptions
  #far: Socket | undefined
  #lines: readonly ByteLine[] = []
  #pieces = 0
  #hasLost = false

  constructor(near: Socket, options: PassageOptions) {
    this.#near = near
    this.#options = options
    near.setNoDelay(true)
    // Its line tells the service, if there is one yet.
    near.on('error', () => undefined)
    near.on('close', () => this.#close())
    this.#open()
  }

  /** Whether bytes or an end were lost on it, or wait in it. */
  get isBroken(): boolean {
    return this.#hasLost || this.#far === undefined || this.#lines.some(({ isHolding }) => isHolding)
  }

  get hasLost(): boolean {
    return this.#hasLost
  }

  /** Resets both connections. `kind`: the fault that does so. */
  reset(kind?: 'refused' | 'reset'): void {
    if (kind !== undefined && !this.#near.destroyed) this.#options.run().counter.inject(kind)
    this.#near.resetAndDestroy()
    this.#far?.resetAndDestroy()
  }

  #open(): void {
    if (this.#near.destroyed) return
    const { clock, rules, counter } = this.#options.run()
    const passing = rules.at(clock.nowMs())
    if (passing === 'refused' || passing === 'reset') this.reset(passing)
    else if (passing === 'lost') {
      this.#near.on('data', () => undefined)
      this.#lose()
    } else if (passing === 'pass') {
      counter.passed += 1
      this.#connect()
    } else clock.at(passing.untilMs, () => this.#open())
  }

  #connect(): void {
    const far = this.#options.connect()
    this.#far = far
    far.setNoDelay(true)
    far.on('close', () => this.#close())
    far.once('data', () => {
      this.#options.run().counter.answered += 1
    })
    const clock = () => this.#options.run().clock
    const nowMs = () => clock().nowMs()
    const common = {
      clock,
      passing: () => this.#options.run().rules.at(nowMs()),
      onLost: () => this.#lose(),
      onReset: () => this.reset(),
    }
    this.#lines = [
      new ByteLine(this.#near, far, {
        ...common,
        delayMs: () => this.#options.run().rules.delayMs(nowMs(), this.#options.number, this.#pieces++),
        bytesPerSecond: () => Number.POSITIVE_INFINITY,
        onPass: (bytes) => {
          this.#options.run().counter.bytesToService += bytes
        },
      }),
      new ByteLine(far, this.#near, {
        ...common,
        delayMs: () => 0,
        bytesPerSecond: () => this.#options.run().rules.bytesPerSecondAt(nowMs()),
        onPass: (bytes) => {
          this.#options.run().counter.bytesFromService += bytes
        },
      }),
    ]
  }

  /** Forgets it when both connections are closed. */
  #close(): void {
    if (!this.#near.closed || this.#far?.closed === false) return
    for (const line of this.#lines) line.stop()
    this.#options.onClose()
  }

  #lose(): void {
    if (!this.#hasLost) this.#options.run().counter.inject('lost')
    this.#hasLost = true
  }
}
