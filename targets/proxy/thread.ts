import { parentPort, workerData } from 'node:worker_threads'
import { startHttpProxy } from './http-proxy.ts'
import type { FromProxy, ToProxy, Upstream } from './protocol.ts'
import { startTcpProxy } from './tcp-proxy.ts'

const upstream = workerData as Upstream
const proxy = await ('url' in upstream ? startHttpProxy(upstream) : startTcpProxy(upstream))

parentPort?.on('message', (message: ToProxy) => {
  let counts: FromProxy['counts'] = null
  if (message.kind === 'reset') proxy.reset(message.reset)
  else counts = proxy.finish()
  parentPort?.postMessage({ id: message.id, counts } satisfies FromProxy)
})
parentPort?.postMessage(proxy.port)
