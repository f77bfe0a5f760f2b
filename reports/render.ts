import { allSamples, samplesCsv, summaryCsv, timelineCsv } from './csv.ts'
import { latencyHgrm } from './hgrm.ts'
import { reportMarkdown } from './report.ts'
import type { RunData } from './run-data.ts'
import { transferCsv } from './transfer.ts'

/** The file that holds everything; the others are derived from it. */
export const DATA_FILE = 'run.json'

/** All files of a result folder by name. The same data gives the same bytes. */
export function render(data: RunData): ReadonlyMap<string, string> {
  const samples = allSamples(data)
  return new Map([
    // First: whatever comes in between, the others can be made from it.
    [DATA_FILE, `${JSON.stringify(data, undefined, 1)}\n`],
    ['samples.csv', samplesCsv(samples)],
    ['summary.csv', summaryCsv(samples)],
    ['timeline.csv', timelineCsv(data.runs)],
    ['latency.hgrm', latencyHgrm(data.runs)],
    ...(data.simulated.length === 0 ? [] : [['transfer.csv', transferCsv(data)] as const]),
    ['report.md', reportMarkdown(data)],
  ])
}
