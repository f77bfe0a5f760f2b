import { HttpClient } from '../../targets/http/client.ts'
import { Connections } from '../../targets/http/connections.ts'
import { OwnTarget } from '../../targets/http/own-target.ts'
import { FaultProxy } from '../../targets/proxy/fault-proxy.ts'
import { newRequest } from '../core/call.ts'
import { ascending, median } from '../core/order.ts'
import { RealClock } from '../core/real-clock.ts'
import { figure, type Sample } from '../metrics/sample.ts'

const WARM_UP = 2000
const MEASURED = 1000
const NS_PER_MS = 1e6

/** Measures one request after the other at a target that answers at once: past the fault proxy, and through it. */
export async function proxying(repeat: number): Promise<Sample[]> {
  const target = await OwnTarget.start()
  const proxy = await FaultProxy.start({ url: target.warmUpUrl })
  try {
    const pastMs = await exchangeMs(target.warmUpUrl, Connections.to(target.warmUpUrl))
    const throughMs = await exchangeMs(target.warmUpUrl, Connections.toProxy(proxy.origin))
    const common = { suite: 'micro', variant: 'default', better: 'lower', repeat } as const
    const costOf = (arm: string, ms: number) =>
      figure({ ...common, arm, metric: 'time_per_operation', unit: 'ns', value: ms * NS_PER_MS })
    return [
      costOf('http: past the fault proxy', pastMs),
      costOf('http: through the fault proxy', throughMs),
      figure({
        ...common,
        arm: 'http: through the fault proxy',
        metric: 'time_vs_peer',
        unit: 'ratio',
        value: throughMs / pastMs,
      }),
    ]
  } finally {
    await proxy.stop()
    await target.stop()
  }
}

/** Median time of one exchange, ms. */
async function exchangeMs(url: string, connections: Connections): Promise<number> {
  const clock = new RealClock()
  const client = new HttpClient(clock, connections, {
    url,
    onError: (error) => {
      throw error
    },
  })
  const times: number[] = []
  for (let i = 0; i < WARM_UP + MEASURED; i++) {
    const startedMs = clock.nowMs()
    const outcome = await new Promise<{ kind: string }>((resolve) => client.call(newRequest(i, startedMs), resolve))
    if (outcome.kind !== 'ok') throw new Error(`a request ended as ${outcome.kind}`)
    if (i >= WARM_UP) times.push(clock.nowMs() - startedMs)
  }
  await client.close()
  await connections.close()
  clock.stop()
  return median(ascending(times))
}
