import { basename } from 'node:path'
import { ConfigError } from '../../bench/core/config-error.ts'
import { groupBy } from '../../bench/core/group-by.ts'
import type { Sample } from '../../bench/metrics/sample.ts'
import { parseComparison } from '../compare/compare-json.ts'
import { compareText } from '../compare/compare-text.ts'
import { COMPARISON_FILE } from '../compare/comparison.ts'
import { seriesKey } from '../compare/series.ts'
import { allSamples } from '../data/csv.ts'
import { parseData } from '../data/parse-data.ts'
import type { RunData } from '../data/run-data.ts'
import { valueLabel } from '../map/axis-label.ts'
import { type Axis, MAP_FILE, type MapData } from '../map/map-data.ts'
import { parseMap } from '../map/map-schema.ts'
import { DATA_FILE } from '../run/render.ts'
import { unitText, valueText } from '../unit-text.ts'
import { parseSamples, SAMPLES_FILE } from './read-samples.ts'

/**
 * Turns a data file into lines for people. Results give one line for each series with its values by repeat, a map one
 * for each point, a comparison its table. Other files stay as they are, and so do files that are broken or of another
 * version, since a diff must show them.
 */
export function readable(file: string, text: string): string {
  try {
    const name = kindOf(file, text)
    if (name === SAMPLES_FILE) return seriesLines(parseSamples(text, file))
    if (name === DATA_FILE) return runLines(parseData(text, file))
    if (name === MAP_FILE) return mapLines(parseMap(text, file))
    return compareText(parseComparison(text, file), Number.POSITIVE_INFINITY)
  } catch (error) {
    if (error instanceof ConfigError) return text
    throw error
  }
}

/** The kind of a file. git passes temporary files under names of its choice, so the contents decide. */
function kindOf(file: string, text: string): string {
  const known = [SAMPLES_FILE, DATA_FILE, MAP_FILE, COMPARISON_FILE].find((name) => basename(file).endsWith(name))
  if (known !== undefined) return known
  if (text.startsWith('suite,')) return SAMPLES_FILE
  if (text.includes('"fingerprint"')) return MAP_FILE
  return text.includes('"headline"') ? COMPARISON_FILE : DATA_FILE
}

function runLines(data: RunData): string {
  const { environment, status, plans } = data
  const facts = [
    `status  ${status}`,
    `commit  ${environment.commit}`,
    `class  ${environment.class}`,
    ...Object.entries(plans).map(([name, plan]) => `plan  ${name}  ${plan.slice(0, 12)}`),
  ]
  return `${facts.join('\n')}\n${seriesLines(allSamples(data))}`
}

/** One line for each arm and point: how many seeds have each verdict. */
function mapLines({ status, suite, variant, x, y, cells }: MapData): string {
  const lines = cells.map((cell) => {
    const verdicts = Object.entries(cell.verdicts).filter(([, seeds]) => seeds > 0)
    return [
      cell.arm,
      pointText(x, cell.x),
      pointText(y, cell.y),
      ...verdicts.map(([verdict, seeds]) => `${seeds} ${verdict}`),
    ].join('  ')
  })
  return `status  ${status}\nsuite  ${suite} ${variant}\n${lines.map((line) => `${line}\n`).join('')}`
}

function pointText({ name, unit }: Axis, value: number): string {
  return [name, valueLabel(value), unit].join(' ').trimEnd()
}

function seriesLines(samples: readonly Sample[]): string {
  const series = [...groupBy(samples, seriesKey).values()]
  return series.map((values) => `${seriesLine(values)}\n`).join('')
}

function seriesLine(samples: readonly Sample[]): string {
  const { suite, variant, arm, phase, metric, unit } = samples[0]!
  const values = samples.map(({ value }) => valueText(value, unit)).join('  ')
  const bad = [...new Set(samples.map(({ status }) => status).filter((status) => status !== 'valid'))]
  return [[suite, variant, arm].join(' '), phase, metric, values, unitText(unit), ...bad].join('  ').trimEnd()
}
