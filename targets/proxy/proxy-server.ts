import type { Clock } from '../../bench/core/clock.ts'
import type { LoopDelay } from '../../bench/core/loop-delay.ts'
import { epochMs } from '../../bench/core/real-clock.ts'
import type { Counted, ProxyReset } from './protocol.ts'

/** A proxy in its thread. */
export interface ProxyServer {
  readonly port: number
  /** Begins a run: these faults, nothing in the proxy, counts at 0. */
  reset(reset: ProxyReset): void
  /** Ends the run: no faults, nothing in the proxy. Returns its counts. */
  finish(): Counted
  close(): Promise<void>
}

/** Connections of clients, more than all clients of a run may have. */
export const CONNECTIONS_MAX = 20_000
/** Connections that may wait to be accepted: the system must not refuse a burst of new ones. */
export const BACKLOG = 4096

/** Settings between two runs. */
export const noFaults = (): ProxyReset => ({ faults: [], seed: 0, originEpochMs: epochMs(), warmUpEndMs: 0 })

/** Measures the event loop from the end of the warm-up of a run on. */
export function measureAfterWarmUp(loopDelay: LoopDelay, clock: Clock, { warmUpEndMs }: ProxyReset): void {
  loopDelay.restart()
  clock.at(warmUpEndMs, () => loopDelay.restart(warmUpEndMs > 0 ? clock.nowMs() - warmUpEndMs : 0))
}
