import type { Found } from './changes.ts'
import { type HistoryName, historyKey } from './entry.ts'
import { historySvg } from './history-chart.ts'
import { historyMarkdown } from './history-markdown.ts'
import type { Overview } from './overview.ts'

/** The page that names all other files. */
export const HISTORY_FILE = 'history.md'

/** A history as files, and the series that have no chart. */
export interface RenderedHistory {
  readonly files: ReadonlyMap<string, string>
  readonly left: readonly Found[]
}

/**
 * All files of a history by name: a chart for each of the first `chartsMax` series, and `history.md`. The same history
 * gives the same bytes.
 */
export async function renderHistory(overview: Overview, chartsMax: number): Promise<RenderedHistory> {
  const [drawn, left] = [overview.series.slice(0, chartsMax), overview.series.slice(chartsMax)]
  const names = chartNames(drawn.map(({ series }) => series))
  const files = new Map<string, string>()
  for (const found of drawn) files.set(names.get(historyKey(found.series))!, await historySvg(found))
  files.set(HISTORY_FILE, historyMarkdown(overview, names, left))
  return { files, left }
}

/** File names of the charts by series key. They differ even if the case of letters is ignored. */
export function chartNames(series: readonly HistoryName[]): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  return new Map(
    series.map((one) => {
      const { suite, variant, arm, metric, kind } = one
      const base = [suite, variant, arm.replaceAll('/', '-vs-'), metric, kind]
        .map((part) => part.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 40))
        .join('_')
      let name = base
      for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${base}-${i}`
      taken.add(name.toLowerCase())
      return [historyKey(one), `${name}.svg`]
    }),
  )
}
