import autocannon from 'autocannon'
import { exitOnCrash } from '../core/crash.ts'
import { closedLoop } from './closed-loop.ts'
import type { GeneratorName, Job, JobResult } from './job.ts'

exitOnCrash()

/** The process of one generator measures each job that it receives. Its parent ends it, also at Ctrl-C. */
const [name] = process.argv.slice(2) as [GeneratorName]
const measure = name === 'autocannon' ? byAutocannon : closedLoop

process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
process.on('message', async (job: Job) => {
  const before = process.cpuUsage()
  const result = await measure(job)
  const { user, system } = process.cpuUsage(before)
  process.send?.({ ...result, cpuMs: (user + system) / 1000 } satisfies JobResult)
})
process.send?.('ready')

/**
 * Uses autocannon as it should be used: closed loop, no rate, no workers. Only its counts are taken, because its
 * latencies have whole ms and leave timeouts out.
 */
async function byAutocannon({ url, headers, connections, durationMs }: Job): Promise<Omit<JobResult, 'cpuMs'>> {
  const { requests, errors, non2xx, duration } = await autocannon({
    url,
    headers,
    connections,
    duration: durationMs / 1000,
  })
  const failures = errors + non2xx
  return {
    requests: requests.total - non2xx,
    failures,
    durationMs: duration * 1000,
    p50Us: Number.NaN,
    p99Us: Number.NaN,
  }
}
