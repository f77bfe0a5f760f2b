import { oneLine } from '../../bench/core/printable.ts'
import { COLLAPSE_SHARE, type Collapse } from '../../bench/metrics/collapse.ts'
import { wilson } from '../../bench/metrics/wilson.ts'
import { markdownText } from '../safe-text.ts'
import { suiteTitle } from '../suite-title.ts'
import { type Column, toMarkdown } from '../table.ts'
import { axisTitle, valueLabel } from './axis-label.ts'
import { collapseText, wholePercent } from './collapse-text.ts'
import { collapses } from './frontier.ts'
import { Grid, type Place } from './grid.ts'
import type { Axis, MapData } from './map-data.ts'

/** Text for a terminal: the question, and a sentence for each arm. */
export function mapText(data: MapData): string {
  const grid = new Grid(data)
  const sentences = data.arms.map((arm) => `  ${armSentence(data, grid.ofArm(arm))}\n`).join('')
  return `${data.suite}: ${oneLine(data.question, 2000)}\n\n${sentences}`
}

/** `map.md`: the question, where each arm collapses, the figures, and how to read them. */
export function mapMarkdown(data: MapData, grid: Grid): string {
  const { suite, variant, question, status, arms } = data
  const partial = status === 'partial' ? ['> This map was interrupted: it holds what was measured until then.'] : []
  const parts = [
    `# Survival map: ${markdownText(suiteTitle({ suite, variant }))}`,
    ...partial,
    `**${markdownText(question)}**`,
    arms.map((arm) => `- ${markdownText(armSentence(data, grid.ofArm(arm)))}`).join('\n'),
    '![P(collapse) of each arm](map.svg)',
    ...arms.flatMap((arm) => [`## ${markdownText(arm)}`, armTable(data, grid.ofArm(arm))]),
    '## How to read it',
    howToRead(data, grid),
  ]
  return `${parts.join('\n\n')}\n`
}

/** A sentence on one arm: the number of cells in which it collapses, and where that begins. */
export function armSentence(data: MapData, places: readonly Place[]): string {
  const arm = places[0]!.arm
  const measured = places.filter(({ cell }) => cell !== undefined)
  if (measured.length === 0) return `${arm}: nothing was measured.`
  const collapsed = measured.filter(collapses)
  const undecided = measured.filter(({ collapse }) => Number.isNaN(collapse!.share)).length
  const missing = places.length - measured.length
  const open = measured.filter(({ collapse }) => isOpen(collapse!)).length
  const notes = [
    open === 0 ? '' : `; ${open} of them could be either with so few seeds`,
    undecided === 0 ? '' : `; ${undecided} of them undecided`,
    missing === 0 ? '' : `; ${missing} more not measured`,
  ].join('')
  if (collapsed.length === 0) return `${arm} collapses in none of ${cellsOf(measured.length)}${notes}.`
  if (collapsed.length === places.length) return `${arm} collapses in all of ${cellsOf(measured.length)}${notes}.`
  return `${arm} collapses in ${collapsed.length} of ${cellsOf(measured.length)}, ${whereFrom(data, collapsed)}${notes}.`
}

/** Whether the interval contains one half, so more seeds could move the cell to the other side of it. */
function isOpen({ share, low, high }: Collapse): boolean {
  return !Number.isNaN(share) && low < COLLAPSE_SHARE && high >= COLLAPSE_SHARE
}

function cellsOf(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`
}

/** The smallest x that collapses, with the smallest y there. "On" only if every larger x collapses at that y. */
function whereFrom({ x, y }: MapData, collapsed: readonly Place[]): string {
  const column = Math.min(...collapsed.map((place) => place.column))
  const row = Math.min(...collapsed.filter((place) => place.column === column).map((place) => place.row))
  const inRow = collapsed.filter((place) => place.row === row).length
  const [at, by] = [quantity(x, column), quantity(y, row)]
  return inRow === x.values.length - column ? `from ${at} on at ${by}` : `first at ${at} and ${by}`
}

function quantity({ name, unit, values }: Axis, index: number): string {
  return `${name} ${valueLabel(values[index]!)}${unit === '' ? '' : ` ${unit}`}`
}

function armTable({ x, y }: MapData, places: readonly Place[]): string {
  const rows = y.values.map((_, row) => places.filter((place) => place.row === row)).reverse()
  const columns: Column<readonly Place[]>[] = [
    { head: `${axisTitle(y)} ↓ ${axisTitle(x)} →`, cell: (row) => valueLabel(row[0]!.y) },
    ...x.values.map((value, column) => ({
      head: valueLabel(value),
      cell: (row: readonly Place[]) => share(row[column]!),
    })),
  ]
  return toMarkdown(columns, rows).trimEnd()
}

function share({ cell, collapse }: Place): string {
  return cell === undefined || collapse === undefined ? '-' : collapseText(collapse.share, cell.backAfterMsMedian)
}

function howToRead({ seeds }: MapData, grid: Grid): string {
  const decided = grid.places.flatMap(({ collapse }) => (collapse && !Number.isNaN(collapse.share) ? [collapse] : []))
  const open = decided.filter(isOpen).length
  const half = Math.ceil(seeds.count / 2)
  const [low, high] = wilson(half, seeds.count)
  return (
    `A cell holds P(collapse) over seeds ${seeds.first} to ${seeds.first + seeds.count - 1}: the share of seeds, among those ` +
    'with a verdict, that did not come back by themselves after the trigger (metastable) or fell again and again ' +
    '(oscillating). An arm collapses in a cell when that share is 50 % or more; the black line in the picture is the ' +
    'frontier between such cells and the others. The seconds beside a share are the median time to return: half of the ' +
    'seeds are back that long after the trigger. They are left out where half of the seeds are back at once or not at all. ' +
    '`n/a`, grey in the picture: too many seeds are undecided. `-`, white in the picture: not measured. ' +
    `A share of so few seeds is rough: ${half} of ${seeds.count} mean ${wholePercent(low)} to ` +
    `${wholePercent(high)} (Wilson interval, 95 %). In ${open} of ${cellsOf(decided.length)} that interval contains 50 %, so ` +
    'it is open on which side of the frontier they lie. `map.csv` has the verdicts and the interval of every cell, ' +
    '`frontier.csv` the frontier, `map.vl.json` the picture for a Vega-Lite editor.'
  )
}
