import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { figure, type Sample } from '../metrics/sample.ts'
import type { InFlightReport } from './in-flight-child.ts'
import type { MemoryReport } from './memory-child.ts'

/** Largest memory of a process that runs a million requests through policies, ledger and timeline, and of its first tenth. */
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

/** What a process of its own sends. */
async function reportsOf<Report>(file: string): Promise<Report[]> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--expose-gc', '--import', new URL('../../scripts/typescript.mjs', import.meta.url).href],
  })
  const reports: Report[] = []
  child.on('message', (report: Report) => reports.push(report))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the memory benchmark ended with code ${code}`)
  return reports
}
