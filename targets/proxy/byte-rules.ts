import { sampleMs } from '../../bench/core/distribution.ts'
import { draw, STREAM } from '../../bench/core/draw.ts'
import { type Fault, Troubles } from '../faults.ts'

/** More faults than a suite may have, so that no two delays of one piece are drawn by the same number. */
const DELAYS_MAX = 128

/** Decision on a new connection, or on bytes on their way: they pass, wait until an instant, or are lost. */
export type Passing = 'pass' | 'lost' | 'refused' | 'reset' | { readonly untilMs: number }

/** Effects of faults on bytes, decided by instants that never go back. A proxy of bytes sees no requests. */
export class ByteRules {
  readonly #faults: readonly Fault[]
  readonly #seed: number
  readonly #troubles: Troubles

  constructor(faults: readonly Fault[], seed: number) {
    this.#faults = faults
    this.#seed = seed
    this.#troubles = new Troubles(faults)
  }

  /** Instants at which all connections that are open are reset, ms, and the mode of the outage that does so. */
  get resets(): readonly { readonly atMs: number; readonly mode: 'refused' | 'reset' }[] {
    return this.#faults.flatMap((fault) => {
      if (fault.kind !== 'outage' || (fault.mode !== 'refused' && fault.mode !== 'reset')) return []
      return [{ atMs: fault.fromMs, mode: fault.mode }]
    })
  }

  /** Instants at which connections that have lost bytes are reset, ms: the service is back and does not know them. */
  get returnsMs(): readonly number[] {
    return this.#faults.flatMap((fault) => (fault.kind === 'outage' && fault.mode === 'lost' ? [fault.toMs] : []))
  }

  /** Decides on bytes, or on a connection that wants to open now. */
  at(nowMs: number): Passing {
    const { outage, paused } = this.#troubles.at(nowMs)
    if (outage !== undefined && outage !== 'buffered') return outage
    return outage === 'buffered' || paused ? { untilMs: this.#heldUntilMs(nowMs) } : 'pass'
  }

  /** Most bytes per second from the service on one connection. */
  bytesPerSecondAt(nowMs: number): number {
    return this.#troubles.at(nowMs).bytesPerSecond
  }

  /** Delay of a piece that a client sends now, ms. `piece` counts those of the connection. */
  delayMs(nowMs: number, connection: number, piece: number): number {
    const { delays } = this.#troubles.at(nowMs)
    return delays.reduce(
      (sum, delay, i) => sum + sampleMs(delay, draw(this.#seed, STREAM.latency, connection, piece * DELAYS_MAX + i)),
      0,
    )
  }

  /** The end of the first of the faults that hold bytes now. Another may follow. */
  #heldUntilMs(nowMs: number): number {
    const ends = this.#faults.flatMap((fault) => {
      const holds = fault.kind === 'pause' || (fault.kind === 'outage' && fault.mode === 'buffered')
      return holds && nowMs >= fault.fromMs && nowMs < fault.toMs ? [fault.toMs] : []
    })
    return Math.min(...ends)
  }
}
