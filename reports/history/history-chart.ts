import type { TopLevelSpec } from 'vega-lite'
import { CHART_CONFIG, textWidth, wrapped } from '../charts/chart-style.ts'
import { svgOf } from '../charts/svg.ts'
import { counted } from '../format.ts'
import type { Found } from './changes.ts'
import { type ChartData, type ChartRule, chartDataOf, MARKS, type Mark, RULES, type Rule } from './chart-data.ts'
import { armTitle, commitText, levelText, metricTitle, nightText, sizeText } from './level-text.ts'
import { nightLabels, nightTicks } from './night-axis.ts'

const WIDTH_PX = 680
const HEIGHT_PX = 240
const LABEL_PX = 11
/** Okabe and Ito's colours, which colour-blind eyes can distinguish. */
const INK: Readonly<Record<Mark | Rule, string>> = {
  night: '#0072b2',
  suspect: '#d55e00',
  never: '#0072b2',
  'not used': '#8a8a8a',
  level: '#e69f00',
  regressed: '#d55e00',
  improved: '#009e73',
  changed: '#555555',
  break: '#8a8a8a',
}
const SHAPES: Readonly<Record<Mark, string>> = {
  night: 'circle',
  suspect: 'diamond',
  never: 'triangle-up',
  'not used': 'cross',
}
const SOLID = [1, 0]
const DASHES: Readonly<Partial<Record<Rule, readonly number[]>>> = { improved: [8, 3], changed: [2, 3], break: [4, 4] }

/** Chart of a series over the nights: its levels, the changes between them, suspects and breaks. */
export function historySvg(found: Found): Promise<string> {
  return svgOf(historySpec(found))
}

/** The Vega-Lite chart with its data. */
function historySpec(found: Found): TopLevelSpec {
  const data = chartDataOf(found)
  const { points } = found.series
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: wrapped(`${armTitle(found.series)}, ${metricTitle(found.series)}`, WIDTH_PX, 16),
      subtitle: wrapped(subtitle(found), WIDTH_PX, 12),
      // Room for the labels of changes and breaks, between title and picture.
      offset: 26,
    },
    width: WIDTH_PX,
    height: HEIGHT_PX,
    layer: [
      ...ruleLayers(data),
      ...pointLayers(
        data,
        points.map(({ at }) => at),
        metricTitle(found.series),
      ),
    ],
    config: CHART_CONFIG,
  } as TopLevelSpec
}

function subtitle({ series, changes, suspect }: Found): string {
  const { better, points, unit } = series
  const last = points.at(-1)!
  const parts = [
    ...(better === 'neither' ? [] : [`${better} is better`]),
    `${counted(points.length, 'night')}, the last ${last.status === 'valid' ? levelText(last.median, unit) : last.status}`,
    ...[changes.at(-1)].flatMap((change) => {
      if (change === undefined) return []
      const { at, commit } = points[change.index]!
      return [`last change: ${change.direction} ${sizeText(change)} at ${nightText(at)} (commit ${commitText(commit)})`]
    }),
    ...(suspect === null ? [] : [`suspect: ${sizeText(suspect)}`]),
  ]
  return parts.join('; ')
}

function ruleLayers({ rules, points, low, high }: ChartData) {
  const present = RULES.filter((rule) => rules.some((one) => one.rule === rule))
  const xScale = { domain: [-0.5, points.length - 0.5], nice: false, zero: false }
  const x = { field: 'x', type: 'quantitative', scale: xScale }
  const look = {
    stroke: {
      field: 'rule',
      type: 'nominal',
      title: null,
      scale: { domain: present, range: present.map((rule) => INK[rule]) },
      legend: { symbolType: 'stroke', symbolSize: 300, symbolStrokeWidth: 2 },
    },
    strokeDash: {
      field: 'rule',
      type: 'nominal',
      scale: { domain: present, range: present.map((rule) => DASHES[rule] ?? SOLID) },
    },
  }
  const levels = rules.filter(({ rule }) => rule === 'level')
  const upright = rules.filter(({ rule }) => rule !== 'level')
  const y = { field: 'y', type: 'quantitative', scale: { domain: [low, high], nice: false, zero: false } }
  return [
    {
      data: { values: upright },
      mark: { type: 'rule', strokeWidth: 1.5, aria: false },
      encoding: { x, ...look },
    },
    {
      data: { values: labelled(upright, points.length) },
      mark: { type: 'text', fontSize: LABEL_PX, baseline: 'bottom', color: '#222222' },
      encoding: { x, y: { value: -4 }, text: { field: 'label', type: 'nominal' } },
    },
    {
      data: { values: levels },
      mark: { type: 'rule', strokeWidth: 3, aria: false },
      encoding: { x, x2: { field: 'x2' }, y, ...look },
    },
  ]
}

/** The labels that do not overlap. Where two would, the later one is kept. */
function labelled(rules: readonly ChartRule[], nights: number): ChartRule[] {
  const shown: ChartRule[] = []
  let leftPx = Number.POSITIVE_INFINITY
  for (const rule of rules.toSorted((a, b) => b.x - a.x)) {
    const middlePx = ((rule.x + 0.5) / nights) * WIDTH_PX
    const halfPx = textWidth(rule.label ?? '', LABEL_PX) / 2 + 4
    if (middlePx + halfPx > leftPx) continue
    shown.push(rule)
    leftPx = middlePx - halfPx
  }
  return shown.reverse()
}

function pointLayers({ points, low, high, hasScale }: ChartData, ats: readonly string[], yTitle: string) {
  const present = MARKS.filter((mark) => points.some((point) => point.mark === mark))
  const ticks = nightTicks(ats.length)
  const labels = nightLabels(ats)
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [-0.5, ats.length - 0.5], nice: false, zero: false },
    axis: {
      title: 'night',
      values: ticks,
      labelExpr: `${JSON.stringify(Object.fromEntries(ticks.map((tick) => [tick, labels[tick]])))}[datum.value]`,
      grid: false,
      labelFlush: false,
      labelOverlap: false,
      labelBound: false,
    },
  }
  const y = {
    field: 'y',
    type: 'quantitative',
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { title: yTitle, gridColor: '#eeeeee', tickCount: 5, ...(!hasScale && { values: [] }) },
  }
  const scaleOf = (range: Readonly<Record<Mark, string>>) => ({
    domain: present,
    range: present.map((mark) => range[mark]),
  })
  return [
    {
      data: { values: points.filter(({ line }) => line >= 0) },
      mark: { type: 'line', strokeWidth: 1.5, color: INK.night, opacity: 0.6, aria: false },
      encoding: { x, y, detail: { field: 'line', type: 'nominal' } },
    },
    {
      data: { values: points.map((point) => ({ ...point, at: ats[point.x] })) },
      mark: { type: 'point', filled: true, opacity: 1, size: ats.length > 100 ? 18 : 40 },
      encoding: {
        x,
        y,
        color: { field: 'mark', type: 'nominal', title: null, scale: scaleOf(INK) },
        shape: { field: 'mark', type: 'nominal', title: null, scale: scaleOf(SHAPES) },
      },
    },
  ]
}
