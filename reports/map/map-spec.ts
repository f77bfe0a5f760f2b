import type { TopLevelSpec } from 'vega-lite'
import { oneLine } from '../../bench/core/printable.ts'
import { COLLAPSE_SHARE } from '../../bench/metrics/collapse.ts'
import { CHART_CONFIG, FACET_COLUMNS, textWidth, wrapped } from '../charts/chart-style.ts'
import { axisTitle, tidy, valueLabel } from './axis-label.ts'
import { type Edge, frontierEdges } from './frontier.ts'
import type { Grid, Place } from './grid.ts'
import type { Axis, MapData } from './map-data.ts'

const CELL_PX = 30
/** Cells become at most this wide to fit their labels. Longer labels are vertical. */
const CELL_PX_MAX = 40
/** With few values the cells grow, so that a facet is at least this wide. */
const FACET_PX_MIN = 180
const LABEL_FONT_PX = 11
const UNDECIDED = 'too many undecided'
const MISSING = 'not measured'
const FILLS: Readonly<Record<string, string>> = { [UNDECIDED]: '#9a9a9a', [MISSING]: '#ffffff' }
const FRONTIER = `frontier: ${COLLAPSE_SHARE * 100}%`
/** ColorBrewer's YlOrRd, safe for colour-blind eyes, without its palest part: white means something else. */
const COLOURS = ['#ffefb0', '#fec44f', '#fd8d3c', '#e31a1c', '#800026']
const STOPS = [0, 0.25, 0.5, 0.75, 1]
const LEGEND_PX = 90

/** One mark of a Vega-Lite layer: a cell, or an edge of the frontier. */
type Row = Readonly<Record<string, string | number>>

/** The picture of a map with its data: P(collapse) of each arm as a heat map, with the frontier. */
export function mapSpec(data: MapData, grid: Grid): TopLevelSpec {
  const { arms, x, y } = data
  const stepX = Math.max(stepOf(x), Math.min(CELL_PX_MAX, widestLabel(x) + 4))
  const columns = Math.min(FACET_COLUMNS, arms.length)
  const width = columns * (stepX * x.values.length + 20) + LEGEND_PX
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: wrapped(oneLine(data.question), width, 16), subtitle: wrapped(subtitle(data), width, 12) },
    data: { values: [...grid.places.map(cellRow), ...frontierEdges(grid).map(edgeRow)] },
    facet: { field: 'arm', type: 'nominal', sort: [...arms], title: null },
    columns,
    // With a last line that is not full, a shared x axis would stand below an empty place.
    ...(arms.length % columns !== 0 && { resolve: { axis: { x: 'independent' } } }),
    spec: {
      width: { step: stepX },
      height: { step: stepOf(y) },
      encoding: {
        x: { field: 'x', type: 'ordinal', scale: bands(x.values), axis: xAxis(data, stepX) },
        y: {
          field: 'y',
          type: 'ordinal',
          scale: bands([...y.values].reverse()),
          axis: { title: axisTitle(y), ...PLAIN },
        },
      },
      layer: [
        cellLayer,
        plainLayer(grid),
        ...(['halo', 'frontier'] as const).flatMap((look) => [edgeLayer(look, 'right'), edgeLayer(look, 'top')]),
      ],
    },
    config: CHART_CONFIG,
  } as TopLevelSpec
}

function stepOf({ values }: Axis): number {
  return Math.max(CELL_PX, Math.ceil(FACET_PX_MIN / values.length))
}

function widestLabel({ values }: Axis): number {
  return Math.max(...values.map((value) => Math.ceil(textWidth(valueLabel(value), LABEL_FONT_PX))))
}

const PLAIN = { grid: false, domain: false, ticks: false, labelPadding: 4 }

function subtitle({ suite, variant, seeds, status }: MapData): string {
  const name = variant === 'default' ? suite : `${suite}, ${variant}`
  const partial = status === 'partial' ? '; interrupted, not complete' : ''
  return `${name}; ${seeds.count} ${seeds.count === 1 ? 'seed' : 'seeds'} per cell${partial}`
}

function cellRow({ arm, x, y, cell, collapse }: Place): Row {
  const place = { arm, x: tidy(x), y: tidy(y) }
  if (cell === undefined || collapse === undefined) return { kind: 'plain', ...place, state: MISSING }
  if (Number.isNaN(collapse.share)) return { kind: 'plain', ...place, state: UNDECIDED }
  const { share, low, high, seeds } = collapse
  return { kind: 'cell', ...place, p: rounded(share), low: rounded(low), high: rounded(high), seeds, ...cell.verdicts }
}

function edgeRow({ arm, x, y, side }: Edge): Row {
  return { kind: side, arm, x: tidy(x), y: tidy(y) }
}

function rounded(share: number): number {
  return Number(share.toFixed(6))
}

/** Every value has a band of the same width, even if the values are uneven. */
function bands(values: readonly number[]) {
  return { type: 'band', domain: values.map(tidy), padding: 0 }
}

/** The x axis. Labels are horizontal where they fit. */
function xAxis({ x }: MapData, step: number) {
  const angle =
    widestLabel(x) + 4 <= step ? { labelAngle: 0 } : { labelAngle: -90, labelBaseline: 'middle', labelAlign: 'right' }
  return { title: axisTitle(x), ...PLAIN, ...angle, labelOverlap: false }
}

const isKind = (kind: string) => ({ filter: `datum.kind === '${kind}'` })

const cellLayer = {
  name: 'cells',
  transform: [isKind('cell')],
  mark: { type: 'rect', stroke: 'white', strokeWidth: 0.5, tooltip: { content: 'data' } },
  encoding: {
    color: {
      field: 'p',
      type: 'quantitative',
      title: 'P(collapse)',
      scale: { domain: STOPS, range: COLOURS },
      legend: { gradientLength: 150, values: STOPS, format: '.0%' },
    },
  },
}

/** Cells without a P(collapse). The legend has only the kinds that are present. */
function plainLayer(grid: Grid) {
  const states = [UNDECIDED, MISSING].filter((state) => grid.places.some((place) => cellRow(place).state === state))
  return {
    name: 'plain',
    transform: [isKind('plain')],
    mark: { type: 'rect', stroke: '#d0d0d0', strokeWidth: 0.5, tooltip: { content: 'data' } },
    encoding: {
      fill: {
        field: 'state',
        type: 'nominal',
        title: null,
        scale: { domain: states, range: states.map((state) => FILLS[state]) },
        legend:
          states.length === 0 ? null : { symbolType: 'square', symbolStrokeColor: '#9a9a9a', symbolStrokeWidth: 1 },
      },
    },
  }
}

/** The frontier: a dark line over a white one, so that it shows on every colour. */
function edgeLayer(look: 'halo' | 'frontier', side: Edge['side']) {
  const width = look === 'halo' ? 5 : 2.5
  const upright = side === 'right'
  return {
    name: `${look}_${side}`,
    transform: [isKind(side)],
    mark: {
      type: 'rule',
      strokeWidth: width,
      strokeCap: 'square',
      clip: true,
      aria: false,
      ...(look === 'halo' && { color: 'white' }),
    },
    encoding: {
      x: { field: 'x', type: 'ordinal', bandPosition: upright ? 1 : 0 },
      y: { field: 'y', type: 'ordinal', bandPosition: 0 },
      ...(upright ? { y2: { field: 'y', bandPosition: 1 } } : { x2: { field: 'x', bandPosition: 1 } }),
      ...(look === 'frontier' && {
        stroke: {
          datum: FRONTIER,
          type: 'nominal',
          title: null,
          scale: { domain: [FRONTIER], range: ['#111111'] },
          legend: { symbolType: 'stroke', symbolStrokeWidth: 2.5 },
        },
      }),
    },
  }
}
