import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { NODE_OPTIONS, ownModule } from '../core/own-code.ts'
import { figure, type Sample } from '../metrics/sample.ts'
import type { InFlightReport } from './in-flight-child.ts'
import type { MemoryReport } from './memory-child.ts'
import type { VirtualReport } from './virtual-child.ts'

/**
 * Measures runs in virtual time with full ledger and timeline: requests per second, and the tutorial's experiment.
 */
export async function virtual(repeat: number): Promise<Sample[]> {
  const [report] = await reportsOf<VirtualReport>('./virtual-child')
  const common = { suite: 'micro', variant: 'default', repeat } as const
  return [
    figure({
      ...common,
      arm: 'virtual time: retry + breaker + timeout, 20 workers',
      metric: 'throughput',
      unit: 'per_second',
      better: 'higher',
      value: report!.requestsPerSecond,
    }),
    figure({
      ...common,
      arm: 'virtual time: the tutorial, both arms',
      metric: 'run_time',
      unit: 'ms',
      better: 'lower',
      value: report!.tutorialMs,
    }),
  ]
}

/**
 * Measures the largest memory of a process that runs a million requests through policies, ledger and timeline, and of
 * the first tenth of them.
 */
export async function memory(repeat: number): Promise<Sample[]> {
  const common = { suite: 'micro', arm: 'memory', repeat, metric: 'max_rss', unit: 'mb', better: 'lower' } as const
  return (await reportsOf<MemoryReport>('./memory-child')).map(({ requests, maxRssMb }) =>
    figure({ ...common, variant: `${requests}-requests`, requests, value: maxRssMb }),
  )
}

/** Measures the heap of a request that waits, and the heap that it leaves when it has ended. */
export async function memoryInFlight(repeat: number): Promise<Sample[]> {
  const [report] = await reportsOf<InFlightReport>('./in-flight-child')
  const common = { suite: 'micro', variant: 'default', repeat, metric: 'heap', unit: 'bytes', better: 'lower' } as const
  return [
    figure({ ...common, arm: 'memory of a request in flight', value: report!.inFlightBytes }),
    figure({ ...common, arm: 'memory of a finished request', value: report!.finishedBytes }),
  ]
}

/** Runs a module (named without its extension) in a separate process, and returns the reports that it sends. */
async function reportsOf<Report>(module: string): Promise<Report[]> {
  const child = fork(fileURLToPath(ownModule(module, import.meta.url)), {
    execArgv: ['--expose-gc', ...NODE_OPTIONS],
  })
  const reports: Report[] = []
  child.on('message', (report: Report) => reports.push(report))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the benchmark ${module} ended with code ${code}`)
  return reports
}
