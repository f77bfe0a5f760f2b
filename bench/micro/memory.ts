import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { figure, type Sample } from '../metrics/sample.ts'
import type { MemoryReport } from './memory-child.ts'

/** Largest memory of a process that runs a million requests through policies, ledger and timeline, and of its first tenth. */
export async function memory(repeat: number): Promise<Sample[]> {
  const child = fork(fileURLToPath(new URL('memory-child.ts', import.meta.url)), {
    execArgv: ['--import', new URL('../../scripts/typescript.mjs', import.meta.url).href],
  })
  const reports: MemoryReport[] = []
  child.on('message', (report: MemoryReport) => reports.push(report))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the memory benchmark ended with code ${code}`)
  const common = { suite: 'micro', arm: 'memory', repeat, metric: 'max_rss', unit: 'mb', better: 'lower' } as const
  return reports.map(({ requests, maxRssMb }) =>
    figure({ ...common, variant: `${requests}-requests`, requests, value: maxRssMb }),
  )
}
