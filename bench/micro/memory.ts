import { figure, type Sample } from '../metrics/sample.ts'
import type { InFlightReport } from './in-flight-child.ts'
import type { MemoryReport } from './memory-child.ts'
import { reportsOf } from './reports-of.ts'

/**
 * Largest memory of a process that runs a million requests through policies, ledger and timeline, and of its first
 * tenth.
 */
export async function memory(repeat: number): Promise<Sample[]> {
  const common = { suite: 'micro', arm: 'memory', repeat, metric: 'max_rss', unit: 'mb', better: 'lower' } as const
  return (await reportsOf<MemoryReport>('memory-child.ts')).map(({ requests, maxRssMb }) =>
    figure({ ...common, variant: `${requests}-requests`, requests, value: maxRssMb }),
  )
}

/** Heap of a request that waits, and what is left of it when it is over. */
export async function memoryInFlight(repeat: number): Promise<Sample[]> {
  const [report] = await reportsOf<InFlightReport>('in-flight-child.ts')
  const common = { suite: 'micro', variant: 'default', repeat, metric: 'heap', unit: 'bytes', better: 'lower' } as const
  return [
    figure({ ...common, arm: 'memory of a request in flight', value: report!.inFlightBytes }),
    figure({ ...common, arm: 'memory of a finished request', value: report!.finishedBytes }),
  ]
}
