import { newRequest } from '../../bench/core/call.ts'
import type { Outcome } from '../../bench/core/outcome.ts'
import { epochMs, RealClock } from '../../bench/core/real-clock.ts'
import type { Fault } from '../faults.ts'
import { HttpClient, type HttpClientOptions } from '../http/client.ts'
import { Connections } from '../http/connections.ts'
import type { TlsSpec } from '../tls.ts'
import { startHttpProxy } from './http-proxy.ts'

/** For tests: a proxy in this thread before the service at `url`, and a client of it. */
export async function proxied(url: string, options: Partial<HttpClientOptions> = {}, tls?: TlsSpec) {
  const proxy = await startHttpProxy({ url, tls })
  const connections = Connections.toProxy(`http://127.0.0.1:${proxy.port}/`)
  const clock = new RealClock()
  const client = new HttpClient(clock, connections, {
    url,
    ...options,
    onError: (error) => {
      throw error
    },
  })
  /** Begins a run with these faults, and with the requests that follow. */
  const begin = (faults: readonly Fault[], seed = 7) =>
    proxy.reset({ faults, seed, originEpochMs: epochMs(), warmUpEndMs: 0 })
  /** Sends a request and returns how it ended, in words, and when, ms. */
  const send = (id: number, timeoutMs = 10_000) => {
    const startedMs = clock.nowMs()
    const request = { ...newRequest(id, 0), deadlineMs: startedMs + timeoutMs, trail: { attempts: 1 } }
    return new Promise<{ readonly text: string; readonly ms: number }>((resolve) => {
      const settle = (outcome: Outcome) =>
        resolve({ text: outcome.kind === 'failed' ? outcome.reason : outcome.kind, ms: clock.nowMs() - startedMs })
      client.call(request, settle)
    })
  }
  const close = async () => {
    await client.close()
    await connections.close()
    await proxy.close()
    clock.stop()
  }
  return { proxy, client, begin, send, close }
}
