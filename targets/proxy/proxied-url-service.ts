import type { Clock } from '../../bench/core/clock.ts'
import type { Service } from '../client.ts'
import type { HttpClient } from '../http/client.ts'
import { Connections } from '../http/connections.ts'
import { UrlService } from '../http/url-service.ts'
import type { UrlSpec } from '../spec.ts'
import type { FaultProxy } from './fault-proxy.ts'

/** A user's own service given by URL, behind a fault proxy. */
export class ProxiedUrlService implements Service {
  readonly proxy: FaultProxy
  /** The same service without the proxy. */
  readonly past: Service
  readonly #through: UrlService

  /** `direct`: connections to the service itself. */
  constructor(proxy: FaultProxy, direct: Connections, spec: UrlSpec) {
    this.proxy = proxy
    this.past = new UrlService(direct, spec)
    this.#through = new UrlService(Connections.toProxy(proxy.origin), spec)
  }

  client(clock: Clock, seed: number, onError: (error: unknown) => void): HttpClient {
    return this.#through.client(clock, seed, onError)
  }

  async close(): Promise<readonly string[]> {
    const closed = await Promise.all([this.#through.close(), this.past.close()])
    await this.proxy.stop()
    return closed.flat()
  }
}
