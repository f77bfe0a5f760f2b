import { parentPort, workerData } from 'node:worker_threads'
import { startHttpProxy } from './http-proxy.ts'
import type { FromProxy, ToProxy, Upstream } from './protocol.ts'

const proxy = await startHttpProxy(workerData as Upstream)

parentPort?.on('message', (message: ToProxy) => {
  let counts: FromProxy['counts'] = null
  if (message.kind === 'reset') proxy.reset(message.reset)
  else counts = proxy.finish()
  parentPort?.postMessage({ id: message.id, counts } satisfies FromProxy)
})
parentPort?.postMessage(proxy.port)
