import { connect, createServer, type Socket } from 'node:net'
import { LoopDelay } from '../../bench/core/loop-delay.ts'
import { RealClock } from '../../bench/core/real-clock.ts'
import { listenHere } from '../listen-here.ts'
import { ByteRules } from './byte-rules.ts'
import type { ProxyReset, TcpUpstream } from './protocol.ts'
import { ProxyCounter } from './proxy-counter.ts'
import { CONNECTIONS_MAX, noFaults, type ProxyServer } from './proxy-server.ts'
import { TcpPassage, type TcpRun } from './tcp-passage.ts'

/** A proxy before a service over any protocol on TCP, on 127.0.0.1. Between two runs it has no faults. */
export async function startTcpProxy({ host, port }: TcpUpstream): Promise<ProxyServer> {
  const loopDelay = new LoopDelay()
  const passages = new Set<TcpPassage>()
  let run = begin(noFaults(), passages)
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near: Socket) => {
    run.counter.connections += 1
    const passage: TcpPassage = new TcpPassage(near, {
      number: run.counter.connections,
      run: () => run,
      connect: () => connect({ host, port, allowHalfOpen: true }),
      onClose: () => passages.delete(passage),
    })
    passages.add(passage)
  })
  server.maxConnections = CONNECTIONS_MAX
  server.on('drop', () => {
    run.counter.notPassed += 1
  })
  const ownPort = await listenHere(server)
  const restart = (reset: ProxyReset) => {
    run.clock.stop()
    // A pool of the user's client keeps its connections from run to run, except for those that faults broke.
    for (const passage of passages) if (passage.isBroken) passage.reset()
    run = begin(reset, passages)
    loopDelay.restartAfter(run.clock, reset.warmUpEndMs)
  }
  return {
    port: ownPort,
    reset: restart,
    finish: () => {
      const counts = { ...run.counter.read(loopDelay.p99Ms()), requests: null }
      restart(noFaults())
      return counts
    },
    close: async () => {
      run.clock.stop()
      loopDelay.stop()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const passage of passages) passage.reset()
      await closed
    },
  }
}

/** Begins a run: resets connections when its faults say so. */
function begin({ faults, seed, originEpochMs }: ProxyReset, passages: ReadonlySet<TcpPassage>) {
  const clock = new RealClock({ originEpochMs })
  const rules = new ByteRules(faults, seed)
  for (const { atMs, mode } of rules.resets) {
    clock.at(atMs, () => {
      for (const passage of passages) passage.reset(mode)
    })
  }
  for (const atMs of rules.returnsMs) {
    clock.at(atMs, () => {
      for (const passage of passages) if (passage.hasLost) passage.reset()
    })
  }
  return { clock, rules, counter: new ProxyCounter() } satisfies TcpRun
}
