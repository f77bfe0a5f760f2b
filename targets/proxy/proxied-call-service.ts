import type { Clock } from '../../bench/core/clock.ts'
import { CallService } from '../call/call-service.ts'
import type { CallSpec } from '../call/call-spec.ts'
import type { Service, TargetClient } from '../client.ts'
import type { FaultProxy } from './fault-proxy.ts'

/** A function of the user whose client connects to its service through a fault proxy. */
export class ProxiedCallService implements Service {
  readonly proxy: FaultProxy
  readonly #calls: CallService

  private constructor(proxy: FaultProxy, calls: CallService) {
    this.proxy = proxy
    this.#calls = calls
  }

  /** Calls `setup` with the address of the proxy. @throws CannotRunError when that fails. */
  static async start(proxy: FaultProxy, spec: CallSpec, signal?: AbortSignal): Promise<ProxiedCallService> {
    try {
      return new ProxiedCallService(
        proxy,
        await CallService.start(spec, signal, { host: proxy.host, port: proxy.port }),
      )
    } catch (error) {
      await proxy.stop()
      throw error
    }
  }

  client(clock: Clock, seed: number, onError: (error: unknown) => void): TargetClient {
    return this.#calls.client(clock, seed, onError)
  }

  async close(): Promise<readonly string[]> {
    const problems = await this.#calls.close()
    // Later, since the client of the user says goodbye to its service through it.
    await this.proxy.stop()
    return problems
  }
}
