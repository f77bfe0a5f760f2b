import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { NODE_OPTIONS, ownModule } from '../core/own-code.ts'
import { figure, type Sample } from '../metrics/sample.ts'
import type { InFlightReport } from './in-flight-child.ts'
import type { MemoryReport } from './memory-child.ts'
import type { VirtualReport } from './virtual-child.ts'

/**
 * What a run in virtual time costs, with full ledger and timeline: requests per second, and the tutorial's experiment.
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
 * Largest memory of a process that runs a million requests through policies, ledger and timeline, and of its first
 * tenth.
 */
export async function memory(repeat: number): Promise<Sample[]> {
  const common = { suite: 'micro', arm: 'memory', repeat, metric: 'max_rss', unit: 'mb', better: 'lower' } as const
  return (await reportsOf<MemoryReport>('./memory-child')).map(({ requests, maxRssMb }) =>
    figure({ ...common, variant: `${requests}-requests`, requests, value: maxRssMb }),
  )
}

/** Heap of a request that waits, and what is left of it when it is over. */
export async function memoryInFlight(repeat: number): Promise<Sample[]> {
  const [report] = await reportsOf<InFlightReport>('./in-flight-child')
  const common = { suite: 'micro', variant: 'default', repeat, metric: 'heap', unit: 'bytes', better: 'lower' } as const
  return [
    figure({ ...common, arm: 'memory of a request in flight', value: report!.inFlightBytes }),
    figure({ ...common, arm: 'memory of a finished request', value: report!.finishedBytes }),
  ]
}

/** Returns what a process of its own sends. `module`: what it runs, without its extension. */
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
