import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process of its own sends. */
export async function reportsOf<Report>(file: string): Promise<Report[]> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--expose-gc', '--import', new URL('../../scripts/typescript.mjs', import.meta.url).href],
  })
  const reports: Report[] = []
  child.on('message', (report: Report) => reports.push(report))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the benchmark ${file} ended with code ${code}`)
  return reports
}
