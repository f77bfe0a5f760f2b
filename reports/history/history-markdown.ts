import { markdownLine } from '../safe-text.ts'
import { type Column, toMarkdown } from '../table.ts'
import { CHANGE_COLUMNS, changeRow, SUSPECT_COLUMNS } from './change-columns.ts'
import type { Found } from './changes.ts'
import { scopeText } from './check-text.ts'
import { historyKey } from './entry.ts'
import { armTitle, levelText, metricTitle, nightText, sizeText } from './level-text.ts'
import type { Overview } from './overview.ts'
import { isUsable } from './series.ts'

/** `history.md`: all series with their last value, last change and chart, all changes, and how to read them. */
export function historyMarkdown(
  overview: Overview,
  charts: ReadonlyMap<string, string>,
  left: readonly Found[],
): string {
  const { series, changes, suspects } = overview
  const parts = [
    '# History',
    scopeText(overview).split('\n').map(markdownLine).join('\n\n'),
    ...(left.length === 0 ? [] : [`${left.length} series have no chart here; \`--series\` chooses.`]),
    ...(changes.length === 0 ? [] : ['## Changes', toMarkdown(CHANGE_COLUMNS, changes.map(changeRow)).trimEnd()]),
    ...(suspects.length === 0 ? [] : ['## Suspects', toMarkdown(SUSPECT_COLUMNS, suspects.map(changeRow)).trimEnd()]),
    '## Series',
    toMarkdown(seriesColumns(charts), series).trimEnd(),
    '## How to read it',
    HOW_TO_READ,
  ]
  return `${parts.join('\n\n')}\n`
}

function seriesColumns(charts: ReadonlyMap<string, string>): Column<Found>[] {
  return [
    { head: 'series', cell: ({ series }) => armTitle(series) },
    { head: 'metric', cell: ({ series }) => metricTitle(series) },
    { head: 'better', cell: ({ series }) => series.better },
    { head: 'nights', cell: ({ series }) => String(new Set(series.points.map(({ night }) => night)).size) },
    { head: 'not used', cell: ({ series }) => String(series.points.filter((point) => !isUsable(point)).length) },
    { head: 'last', cell: lastText },
    { head: 'last change', cell: lastChangeText },
    {
      head: 'chart',
      cell: ({ series }) => charts.get(historyKey(series)) ?? '-',
      markdown: ({ series }) => {
        const name = charts.get(historyKey(series))
        return name === undefined ? '-' : `[chart](${name})`
      },
    },
  ]
}

function lastText({ series: { points, unit } }: Found): string {
  const last = points.at(-1)!
  return last.status === 'valid' ? levelText(last.median, unit) : last.status
}

function lastChangeText({ series, changes, suspect }: Found): string {
  const last = changes.at(-1)
  const notes = [
    ...(last === undefined
      ? []
      : [`${last.direction} ${sizeText(last)} at ${nightText(series.points[last.index]!.night)}`]),
    ...(suspect === null ? [] : [`suspect ${sizeText(suspect)}`]),
  ]
  return notes.length === 0 ? '-' : notes.join('; ')
}

const HOW_TO_READ =
  'A point is the median over the repeats of a night; `never` is infinity. A change is the first night of another level. In virtual time that is any difference from the night before. ' +
  "In real time E-divisive finds it with p <= 0.001, and it is at least the metric's smallest change. The place was searched for, so this p is no rate of false alarms: noisy series give some, so look at the chart. " +
  'A suspect is on the last one or two nights, beyond all of up to 30 nights since the last change; it is too early to judge. Nothing is compared across a break. ' +
  '`queue/rpc` is the gap between two arms, a ratio for latencies. A factor that is common to both arms cancels in it. Overload, timeouts and deadlines do not scale with the machine, so they do not cancel.'
