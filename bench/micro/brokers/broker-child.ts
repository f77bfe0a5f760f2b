import type { Peer } from '../../brokers/peer.ts'
import { exitOnCrash } from '../../core/crash.ts'
import { RealClock } from '../../core/real-clock.ts'
import { NOTHING } from '../../policy/policy.ts'
import type { BrokerAnswer, BrokerJob } from './broker-job.ts'
import { latency, throughput } from './measurement.ts'
import { openPeer } from './peers.ts'
import { Traffic } from './traffic.ts'

exitOnCrash()

/**
 * The process of one measurement, so that its CPU time is that of the measurement alone. It removes its queue also when
 * its parent disconnects or dies.
 */
let peer: Promise<Peer> | undefined
let traffic: Traffic | undefined
let removed: Promise<void> | undefined

// Ctrl-C reaches all processes of a terminal; the parent decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, NOTHING)
process.once('disconnect', async () => {
  await remove().catch(NOTHING)
  process.exit()
})
process.once('message', async (job: BrokerJob) => {
  const answer = await answerTo(job)
  process.send?.(answer, () => process.disconnect())
})
// The parent disconnected while this code was loaded.
if (!process.connected) process.exit()

async function answerTo(job: BrokerJob): Promise<BrokerAnswer> {
  try {
    const measured = await measure(job)
    await remove()
    return measured
  } catch (error) {
    await remove().catch(NOTHING)
    return { kind: 'failed', message: (error as Error).message }
  }
}

async function measure({ side, kind, url, storage, ...durations }: BrokerJob): Promise<BrokerAnswer> {
  let fail: (error: Error) => void = NOTHING
  const broken = new Promise<never>((_, reject) => {
    fail = reject
  })
  broken.catch(NOTHING)
  peer = openPeer(side, { kind, url, storage, fail })
  const own = new Traffic(await peer, fail)
  traffic = own
  const clock = new RealClock()
  const both = async (): Promise<BrokerAnswer> => {
    await own.begin()
    return {
      kind: 'measured',
      throughput: await throughput(own, clock, durations),
      latency: await latency(own, durations),
    }
  }
  return Promise.race([both(), broken])
}

/** Removes the queue once, even when the end of the measurement and the end of the parent both ask for it. */
function remove(): Promise<void> {
  removed ??= (async () => {
    const opened = await peer
    traffic?.stop()
    await opened?.remove()
  })()
  return removed
}
