import { allSamples, samplesCsv, summaryCsv, timelineCsv } from '../data/csv.ts'
import { packRun } from '../data/packed-run.ts'
import type { RunData } from '../data/run-data.ts'
import { summaryData } from '../summary/summarise-data.ts'
import { SUMMARY_FILE } from '../summary/summary-data.ts'
import { latencyHgrm } from './hgrm.ts'
import { reportMarkdown } from './report.ts'
import { transferCsv } from './transfer.ts'

/** The file that holds everything; the others are derived from it. */
export const DATA_FILE = 'run.json'

/** All files of a result folder by name. The same data gives the same bytes. */
export function render(data: RunData): ReadonlyMap<string, string> {
  const samples = allSamples(data)
  const summary = summaryData(data)
  return new Map([
    // First, so that the other files can be made from it if writing is interrupted.
    [DATA_FILE, dataText(data)],
    [SUMMARY_FILE, `${JSON.stringify(summary, undefined, 1)}\n`],
    ['samples.csv', samplesCsv(samples)],
    ['summary.csv', summaryCsv(samples)],
    ['timeline.csv', timelineCsv(data.runs)],
    ['latency.hgrm', latencyHgrm(data.runs)],
    ...(data.simulated.length === 0 ? [] : [['transfer.csv', transferCsv(data)] as const]),
    ['report.md', reportMarkdown(data, summary)],
  ])
}

/**
 * The data as JSON with a line for each run and figure. The file is half as long as with a line for each number, and a
 * diff shows which run differs.
 */
function dataText({ runs, discarded, simulated, measured, ...facts }: RunData): string {
  const packed = { runs: runs.map(packRun), discarded, simulated: simulated.map(packRun), measured }
  const lists = Object.entries(packed).map(
    ([name, items]) =>
      ` "${name}": [${items.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}${items.length > 0 ? '\n ' : ''}]`,
  )
  return `${JSON.stringify(facts, undefined, 1).replace(/\n}$/, '')},\n${lists.join(',\n')}\n}\n`
}
