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
