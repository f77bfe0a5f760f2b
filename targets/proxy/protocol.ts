import type { ProxyCounts } from '../../bench/metrics/result.ts'
import type { Fault } from '../faults.ts'
import type { TlsSpec } from '../tls.ts'

/** A service over HTTP. */
export interface UrlUpstream {
  readonly url: string
  readonly tls?: TlsSpec | undefined
}

/** A service over any protocol on TCP. */
export interface TcpUpstream {
  readonly host: string
  readonly port: number
}

/** The service behind a proxy, sent to its thread. */
export type Upstream = UrlUpstream | TcpUpstream

/** Settings that a run sends to the proxy before it begins. */
export interface ProxyReset {
  readonly faults: readonly Fault[]
  readonly seed: number
  /** Start of the run, wall time in ms since 1970, so that faults and load share one timeline. */
  readonly originEpochMs: number
  /** End of the warm-up, ms since the run began: stalls before it do not count. */
  readonly warmUpEndMs: number
}

/** A question to the thread of a proxy. `finish` ends the run. */
export type ToProxy =
  | { readonly id: number; readonly kind: 'reset'; readonly reset: ProxyReset }
  | { readonly id: number; readonly kind: 'finish' }

/** Counts of a proxy, without what only its user measures. */
export type Counted = Omit<ProxyCounts, 'addedMaxMs'>

/** Its answer: the counts of the run that ended, or null after a reset. */
export interface FromProxy {
  readonly id: number
  readonly counts: Counted | null
}

/** Reason of a failure that the proxy injected. `what` is a status such as `http 503`, or a kind such as `refused`. */
export const injected = (what: string) => `injected ${what}`
