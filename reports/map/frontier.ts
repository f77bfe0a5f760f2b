import { COLLAPSE_SHARE } from '../../bench/metrics/collapse.ts'
import type { Grid, Place } from './grid.ts'
import type { MapData } from './map-data.ts'

/** The y at which an arm begins to collapse, at one x. */
export interface FrontierRow {
  readonly arm: string
  readonly x: number
  /** Smallest y that collapses; undefined when none does. */
  readonly y: number | undefined
}

/** The side of a cell on which P(collapse) crosses one half. */
export interface Edge {
  readonly arm: string
  /** The cell left of the edge, or below it. */
  readonly x: number
  readonly y: number
  readonly side: 'right' | 'top'
}

/** Whether half of the decided seeds of a place or more collapsed; false where nothing is known. */
export function collapses({ collapse }: Place): boolean {
  return collapse !== undefined && collapse.share >= COLLAPSE_SHARE
}

/** For each arm and x, in the order of the map, the smallest y that collapses. */
export function frontierRows(data: MapData, grid: Grid): FrontierRow[] {
  return data.arms.flatMap((arm) => {
    const places = grid.ofArm(arm)
    return data.x.values.map((x, column): FrontierRow => {
      const first = places.find((place) => place.column === column && collapses(place))
      return { arm, x, y: first?.y }
    })
  })
}

/** The edges between a cell that collapses and a neighbour that does not; none beside an unknown cell. */
export function frontierEdges(grid: Grid): Edge[] {
  return grid.places.flatMap((place) => {
    const { arm, column, row, x, y } = place
    const edges: Edge[] = []
    if (differs(place, grid.at(arm, column + 1, row))) edges.push({ arm, x, y, side: 'right' })
    if (differs(place, grid.at(arm, column, row + 1))) edges.push({ arm, x, y, side: 'top' })
    return edges
  })
}

function differs(place: Place, other: Place | undefined): boolean {
  return isKnown(place) && other !== undefined && isKnown(other) && collapses(place) !== collapses(other)
}

function isKnown({ collapse }: Place): boolean {
  return collapse !== undefined && !Number.isNaN(collapse.share)
}
