import { createServer } from 'node:http'
import { LoopDelay } from '../../bench/core/loop-delay.ts'
import { Connections } from '../http/connections.ts'
import { listenHere } from '../listen-here.ts'
import type { ProxyReset, UrlUpstream } from './protocol.ts'
import { ProxyRun } from './proxy-run.ts'
import { CONNECTIONS_MAX, noFaults, type ProxyServer } from './proxy-server.ts'

/** A client of this program closes its idle connections itself, ms. */
const IDLE_MAX_MS = 600_000
const REQUEST_MAX_MS = 60_000
const HEADERS_MAX_BYTES = 65_536

/** A proxy before a service over HTTP, on 127.0.0.1. Between two runs it has no faults. */
export async function startHttpProxy({ url, tls }: UrlUpstream): Promise<ProxyServer> {
  const connections = Connections.to(url, tls)
  const loopDelay = new LoopDelay()
  let run = new ProxyRun(connections, noFaults())
  const server = createServer({
    keepAliveTimeout: IDLE_MAX_MS,
    headersTimeout: REQUEST_MAX_MS,
    requestTimeout: REQUEST_MAX_MS,
    maxHeaderSize: HEADERS_MAX_BYTES,
  })
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', () => {
    run.counter.connections += 1
  })
  server.on('drop', () => {
    run.counter.notPassed += 1
  })
  server.on('request', (request, response) => void run.take(request, response))
  const port = await listenHere(server)
  const restart = (reset: ProxyReset) => {
    run.end()
    run = new ProxyRun(connections, reset)
    loopDelay.restartAfter(run.clock, reset.warmUpEndMs)
  }
  return {
    port,
    reset: restart,
    finish: () => {
      const counts = run.counter.read(loopDelay.p99Ms())
      restart(noFaults())
      return counts
    },
    close: async () => {
      run.end()
      loopDelay.stop()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await Promise.all([closed, connections.close()])
    },
  }
}
