import { CallService } from '../../targets/call/call-service.ts'
import { type CallSpec, tcpAddressOf } from '../../targets/call/call-spec.ts'
import type { Service } from '../../targets/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { UrlService } from '../../targets/http/url-service.ts'
import { FaultProxy } from '../../targets/proxy/fault-proxy.ts'
import type { Upstream } from '../../targets/proxy/protocol.ts'
import { ProxiedCallService } from '../../targets/proxy/proxied-call-service.ts'
import { ProxiedUrlService } from '../../targets/proxy/proxied-url-service.ts'
import type { ServiceSpec, UrlSpec } from '../../targets/spec.ts'
import { STREAMS_MAX } from '../../targets/url-spec.ts'
import { CannotRunError } from '../core/cannot-run-error.ts'
import { leftOpen, type OpenHandles, openHandles } from '../core/open-handles.ts'
import { reach } from './reach.ts'
import { RemoteTarget } from './remote-target.ts'

/** The services of a session that this program does not host, one for each kind of request. */
export class Services {
  /** Connections by URL and TLS. All kinds of request to a URL share them. */
  readonly #connections = new Map<string, Connections>()
  readonly #proxies = new Map<string, FaultProxy>()
  readonly #byKey = new Map<string, RemoteTarget>()
  /** Keys of targets that were met: a table of parameters may be large. */
  readonly #keys = new WeakMap<ServiceSpec, string>()
  /** A number for each function that a key stands for. */
  readonly #functions = new Map<unknown, number>()
  /** Handles that were open before the first `setup`; undefined when there was none. */
  #openBefore: OpenHandles | undefined

  /**
   * Reaches the service of a target, or sets up its calls, if it was not prepared before. @throws CannotRunError when
   * that fails.
   */
  async prepare(spec: ServiceSpec, signal?: AbortSignal): Promise<void> {
    const key = this.#keyOf(spec)
    if (this.#byKey.has(key)) return
    const service = spec.model === 'url' ? await this.#urlServiceOf(spec) : await this.#callServiceOf(spec, signal)
    this.#byKey.set(key, new RemoteTarget(service))
  }

  /** Returns the service of a target that was prepared. */
  of(spec: ServiceSpec): RemoteTarget {
    return this.#byKey.get(this.#keyOf(spec))!
  }

  /** Returns what went wrong, as sentences for the user. */
  async close(): Promise<readonly string[]> {
    const closed = (await Promise.all([...this.#byKey.values()].map((service) => service.close()))).flat()
    this.#byKey.clear()
    this.#connections.clear()
    this.#proxies.clear()
    const left = this.#openBefore === undefined ? [] : await leftOpen(this.#openBefore)
    this.#openBefore = undefined
    if (left.length === 0) return closed
    return [...closed, `still open after \`target.teardown\`: ${left.join(', ')}. Let \`teardown\` close the client`]
  }

  async #callServiceOf(spec: CallSpec, signal: AbortSignal | undefined): Promise<Service> {
    const { through } = spec
    if (through !== undefined) await reach(through)
    const proxy = through === undefined ? undefined : await startProxy(tcpAddressOf(through)!)
    this.#openBefore ??= openHandles()
    return proxy === undefined ? CallService.start(spec, signal) : ProxiedCallService.start(proxy, spec, signal)
  }

  async #urlServiceOf(spec: UrlSpec): Promise<Service> {
    const place = placeOf(spec)
    let connections = this.#connections.get(place)
    if (connections === undefined) {
      await reach(spec.url)
      connections = connectionsTo(spec)
      this.#connections.set(place, connections)
    }
    if (spec.proxy !== true) return new UrlService(connections, spec)
    return new ProxiedUrlService(await this.#proxyOf(spec), connections, spec)
  }

  /** Starts the proxy before a URL, which all kinds of request to it share. */
  async #proxyOf(spec: UrlSpec): Promise<FaultProxy> {
    const { url, tls } = spec
    const proxy = this.#proxies.get(placeOf(spec)) ?? (await startProxy({ url, tls }))
    this.#proxies.set(placeOf(spec), proxy)
    return proxy
  }

  /** Names a kind of request. The length of a warm-up makes no difference to the service. */
  #keyOf(spec: ServiceSpec): string {
    const { warmUpMs: _, ...request } = spec
    const key =
      this.#keys.get(spec) ??
      JSON.stringify(request, (_, value) => (typeof value === 'function' ? this.#numberOf(value) : value))
    this.#keys.set(spec, key)
    return key
  }

  #numberOf(one: unknown): number {
    const number = this.#functions.get(one) ?? this.#functions.size
    this.#functions.set(one, number)
    return number
  }
}

function startProxy(upstream: Upstream): Promise<FaultProxy> {
  return FaultProxy.start(upstream).catch((error: Error) => {
    throw new CannotRunError(`the fault proxy could not be started: ${error.message}`)
  })
}

function connectionsTo({ url, tls, http2, streamsMax = STREAMS_MAX }: UrlSpec): Connections {
  return http2 ? Connections.toHttp2(url, streamsMax, tls) : Connections.to(url, tls)
}

/** Names a service and the way to it. */
function placeOf({ url, tls, http2, streamsMax }: UrlSpec): string {
  return JSON.stringify([url, tls, http2, streamsMax])
}
