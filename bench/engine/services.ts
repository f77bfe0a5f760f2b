import type { Service } from '../../targets/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { UrlService } from '../../targets/http/url-service.ts'
import { FaultProxy } from '../../targets/proxy/fault-proxy.ts'
import { ProxiedUrlService } from '../../targets/proxy/proxied-url-service.ts'
import type { ServiceSpec, UrlSpec } from '../../targets/spec.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { reach } from './reach.ts'
import { RemoteTarget } from './remote-target.ts'

/** The services of a session that this program does not host, one for each kind of request. */
export class Services {
  /** Connections by URL. All kinds of request to a URL share them. */
  readonly #connections = new Map<string, Connections>()
  readonly #proxies = new Map<string, FaultProxy>()
  readonly #byUrl = new Map<string, RemoteTarget>()

  /** Reaches the service of a target, if it was not prepared before. @throws CannotRunError when nothing answers. */
  async prepare(spec: ServiceSpec): Promise<void> {
    const key = keyOf(spec)
    if (this.#byUrl.has(key)) return
    let connections = this.#connections.get(spec.url)
    if (connections === undefined) {
      await reach(spec.url)
      connections = Connections.to(spec.url)
      this.#connections.set(spec.url, connections)
    }
    this.#byUrl.set(key, new RemoteTarget(await this.#serviceOf(connections, spec)))
  }

  async #serviceOf(connections: Connections, spec: UrlSpec): Promise<Service> {
    if (spec.proxy !== true) return new UrlService(connections, spec)
    return new ProxiedUrlService(await this.#proxyOf(spec), connections, spec)
  }

  /** Starts the proxy before a URL, which all kinds of request to it share. */
  async #proxyOf({ url }: UrlSpec): Promise<FaultProxy> {
    const proxy =
      this.#proxies.get(url) ??
      (await FaultProxy.start({ url }).catch((error: Error) => {
        throw new CannotRunError(`the fault proxy could not be started: ${error.message}`)
      }))
    this.#proxies.set(url, proxy)
    return proxy
  }

  /** Returns the service of a target that was prepared. */
  of(spec: ServiceSpec): RemoteTarget {
    return this.#byUrl.get(keyOf(spec))!
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byUrl.values()].map((service) => service.close()))
    this.#byUrl.clear()
    this.#connections.clear()
    this.#proxies.clear()
  }
}

/** Keys of targets that were met: a table of parameters may be large. */
const keys = new WeakMap<UrlSpec, string>()

/** Names a kind of request. The length of a warm-up makes no difference to the service. */
function keyOf(spec: UrlSpec): string {
  const { warmUpMs: _, ...request } = spec
  const key =
    keys.get(spec) ?? JSON.stringify(request, (_, value) => (typeof value === 'function' ? String(value) : value))
  keys.set(spec, key)
  return key
}
