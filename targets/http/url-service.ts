import type { Clock } from '../../bench/core/clock.ts'
import type { Service } from '../client.ts'
import type { UrlSpec } from '../spec.ts'
import { HttpClient } from './client.ts'
import type { Connections } from './connections.ts'

/** A user's own service given by URL. Its clients share connections, which are kept from run to run. */
export class UrlService implements Service {
  readonly #connections: Connections
  readonly #spec: UrlSpec

  constructor(connections: Connections, spec: UrlSpec) {
    this.#connections = connections
    this.#spec = spec
  }

  client(clock: Clock, seed: number, onError: (error: unknown) => void): HttpClient {
    const { model: _, warmUpMs: __, ...options } = this.#spec
    return new HttpClient(clock, this.#connections, { ...options, seed, onError })
  }

  async close(): Promise<readonly string[]> {
    await this.#connections.close()
    return []
  }
}
