import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT_LOADER } from '../core/typescript-loader.ts'

/** What a process of its own sends. */
export async function reportsOf<Report>(file: string): Promise<Report[]> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--expose-gc', ...TYPESCRIPT_LOADER],
  })
  const reports: Report[] = []
  child.on('message', (report: Report) => reports.push(report))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the benchmark ${file} ended with code ${code}`)
  return reports
}
