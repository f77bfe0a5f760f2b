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

/** Settings between two runs. */
export const noFaults = (): ProxyReset => ({ faults: [], seed: 0, originEpochMs: epochMs(), warmUpEndMs: 0 })
