import type { TopLevelSpec } from 'vega-lite'
import type { LoopPoint } from '../../bench/study/hysteresis.ts'
import { CHART_CONFIG, FACET_COLUMNS, wrapped } from '../charts/chart-style.ts'
import { svgOf } from '../charts/svg.ts'

/** A load that rises step by step and falls again, for some arms. */
export interface HysteresisData {
  readonly suite: string
  readonly arms: readonly string[]
  /** In the order measured; several of one arm, direction and rate are drawn as their median. */
  readonly points: readonly LoopPoint[]
}

/** Goodput against load, up and down: a loop between the lines is a load at which the past decides. */
export function hysteresisSvg(data: HysteresisData): Promise<string> {
  return svgOf(hysteresisSpec(data))
}

const FACET_PX = 260
const LEGEND_PX = 110
const [UP, DOWN, ALL] = ['load rising', 'load falling', 'all in time']
const LINES = [UP, DOWN, ALL]

/** The Vega-Lite chart with its data. */
function hysteresisSpec({ suite, arms, points }: HysteresisData): TopLevelSpec {
  const columns = Math.max(1, Math.min(FACET_COLUMNS, arms.length))
  const top = Math.max(0, ...points.map(({ rate }) => rate))
  const rows = [
    ...arms.flatMap((arm) => [0, top].map((rate) => ({ arm, line: ALL, rate, goodput: rate }))),
    ...points.map(({ direction, ...point }) => ({ ...point, line: direction === 'up' ? UP : DOWN })),
  ]
  const title = wrapped('Goodput while the load rises and falls again', columns * FACET_PX + LEGEND_PX, 16)
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle: suite },
    data: { values: rows },
    facet: { field: 'arm', type: 'nominal', sort: [...arms], title: null },
    columns,
    // With a last line that is not full, a shared x axis would stand below an empty place.
    ...(arms.length % columns !== 0 && { resolve: { axis: { x: 'independent' } } }),
    spec: {
      width: FACET_PX,
      height: 200,
      mark: { type: 'line', strokeWidth: 2, tooltip: { content: 'data' } },
      encoding: {
        x: { field: 'rate', type: 'quantitative', title: 'offered [requests/s]', axis: AXIS },
        y: { field: 'goodput', type: 'quantitative', aggregate: 'median', title: 'goodput [requests/s]', axis: AXIS },
        // Okabe and Ito's blue and vermilion, which colour-blind eyes can distinguish. Dashes do so in black and white.
        color: {
          field: 'line',
          type: 'nominal',
          title: null,
          scale: { domain: LINES, range: ['#0072b2', '#d55e00', '#c4c4c4'] },
          legend: { symbolType: 'stroke', symbolSize: 400, symbolStrokeWidth: 2 },
        },
        strokeDash: {
          field: 'line',
          type: 'nominal',
          scale: {
            domain: LINES,
            range: [
              [1, 0],
              [6, 4],
              [1, 0],
            ],
          },
        },
      },
    },
    config: CHART_CONFIG,
  } as TopLevelSpec
}

const AXIS = { gridColor: '#eeeeee', tickCount: 5, labelFlush: false, format: '~f' }
