import { stringify } from 'yaml'
import { groupBy } from '../../bench/core/group-by.ts'
import type { Entry } from '../history/entry.ts'
import { historySeriesOf, type Series, stretchesOf } from '../history/series.ts'
import { toCsv } from '../table.ts'
import { exportedValue, placeName } from './figure.ts'

/** Otava's configuration; the CSV files that it names lie beside it. */
export const OTAVA_FILE = 'otava.yaml'

/** The group of all tests. */
const GROUP = 'stormbench'

export interface OtavaExport {
  readonly files: ReadonlyMap<string, string>
  readonly tests: number
  readonly series: number
  /** Points of nights that cannot be compared with the latest ones: another plan, machine, unit or other seeds. */
  readonly beforeBreaks: number
  /** Points that are left out because they are "never": Otava takes no infinite figures. */
  readonly never: number
}

/** The comparable nights of a series that have a finite figure. */
interface Column {
  readonly series: Series
  readonly points: readonly Entry[]
}

interface Test {
  readonly name: string
  readonly file: string
  readonly columns: readonly Column[]
}

/**
 * A history for Apache Otava. Each arm is a test with its CSV file: one row per night and one column per metric,
 * latencies in ms. Otava reads no empty cells, so a metric that is unknown on some night of its arm becomes a separate
 * test.
 */
export function otavaExport(entries: readonly Entry[]): OtavaExport {
  const series = historySeriesOf(entries).filter(({ better }) => better !== 'neither')
  const latest = series.map((one): Column => {
    const indexes = stretchesOf(one).at(-1)?.indexes ?? []
    return { series: one, points: indexes.map((index) => one.points[index]!) }
  })
  const columns = latest
    .map(({ series, points }) => ({ series, points: points.filter(({ median }) => Number.isFinite(median)) }))
    .filter(({ points }) => points.length > 0)
  const tests = testsOf(columns)
  const usable = series.flatMap((one) => stretchesOf(one).flatMap(({ indexes }) => indexes)).length
  const kept = count(latest)
  return {
    files: new Map([
      [OTAVA_FILE, stringify(configOf(tests), { lineWidth: 0 })],
      ...tests.map((test) => [test.file, csvOf(test)] as const),
    ]),
    tests: tests.length,
    series: columns.length,
    beforeBreaks: usable - kept,
    never: kept - count(columns),
  }
}

function count(columns: readonly Column[]): number {
  return columns.reduce((sum, { points }) => sum + points.length, 0)
}

function testsOf(columns: readonly Column[]): Test[] {
  const taken = new Set<string>()
  return [...groupBy(columns, ({ series }) => armName(series))].flatMap(([arm, own]) => {
    const nights = new Set(own.flatMap(({ points }) => points.map(({ at }) => at))).size
    const whole = own.filter(({ points }) => points.length === nights)
    const lone = own.filter(({ points }) => points.length < nights)
    return [
      ...(whole.length === 0 ? [] : [{ name: arm, file: fileName(arm, taken), columns: whole }]),
      ...lone.map((column) => {
        const name = `${arm} ${column.series.metric}`
        return { name, file: fileName(name, taken), columns: [column] }
      }),
    ]
  })
}

/** Name of an arm, with its clock where that is virtual: the same arm may be measured and simulated. */
function armName(series: Series): string {
  return `${placeName(series)}${series.kind === 'exact' ? ' virtual' : ''}`
}

/** A file name that no other test has, even if the case of letters is ignored. */
function fileName(name: string, taken: Set<string>): string {
  const base = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100)
  let free = base
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${base}-${i}`
  taken.add(free.toLowerCase())
  return `${free}.csv`
}

function csvOf({ columns }: Test): string {
  const nights = columns[0]!.points
  return toCsv(
    [
      { head: 'time', cell: (row: number) => nights[row]!.at },
      { head: 'commit', cell: (row: number) => nights[row]!.commit ?? '' },
      ...columns.map(({ series, points }) => ({
        head: series.metric,
        cell: (row: number) => String(exportedValue(points[row]!.median, points[row]!.unit)),
      })),
    ],
    nights.keys(),
  )
}

function configOf(tests: readonly Test[]) {
  const ofTest = ({ file, columns }: Test) => ({
    type: 'csv',
    file,
    time_column: 'time',
    attributes: ['commit'],
    metrics: Object.fromEntries(
      columns.map(({ series: { metric, better } }) => [
        metric,
        { column: metric, direction: better === 'higher' ? 1 : -1, scale: 1 },
      ]),
    ),
    csv_options: { delimiter: ',', quote_char: '"' },
  })
  return {
    tests: Object.fromEntries(tests.map((test) => [test.name, ofTest(test)])),
    test_groups: { [GROUP]: tests.map(({ name }) => name) },
  }
}
