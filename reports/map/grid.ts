import { type Collapse, collapseOf } from '../../bench/metrics/collapse.ts'
import type { MapCell, MapData } from './map-data.ts'

/** One place of the grid; without a cell where nothing was measured. */
export interface Place {
  readonly arm: string
  /** Index on the x axis. */
  readonly column: number
  /** Index on the y axis. */
  readonly row: number
  readonly x: number
  readonly y: number
  readonly cell: MapCell | undefined
  readonly collapse: Collapse | undefined
}

/** The cells of a map by arm and place on its axes. */
export class Grid {
  /** Every place of every arm, in the order arm, y, x. */
  readonly places: readonly Place[]
  readonly #columns: number
  readonly #rows: number
  readonly #arms: readonly string[]

  /** @throws Error when a cell is of no arm or lies off the axes: it would vanish from the picture. */
  constructor({ arms, x, y, cells }: MapData) {
    this.#columns = x.values.length
    this.#rows = y.values.length
    this.#arms = arms
    const found = new Map(cells.map((cell) => [key(cell), cell]))
    this.places = arms.flatMap((arm) =>
      y.values.flatMap((yValue, row) =>
        x.values.map((xValue, column): Place => {
          const cell = found.get(key({ arm, x: xValue, y: yValue }))
          const collapse = cell && collapseOf(cell.verdicts)
          return { arm, column, row, x: xValue, y: yValue, cell, collapse }
        }),
      ),
    )
    const known = new Set(this.places.map(key))
    for (const cell of cells) {
      if (!known.has(key(cell))) throw new Error(`cell of ${cell.arm} at ${cell.x}, ${cell.y} is not on the map`)
    }
  }

  /** All places of an arm, in the order y, x. */
  ofArm(arm: string): readonly Place[] {
    const first = this.#arms.indexOf(arm) * this.#columns * this.#rows
    return this.places.slice(first, first + this.#columns * this.#rows)
  }

  /** The place at these indices; undefined beyond the axes. */
  at(arm: string, column: number, row: number): Place | undefined {
    if (column < 0 || column >= this.#columns || row < 0 || row >= this.#rows) return undefined
    return this.places[(this.#arms.indexOf(arm) * this.#rows + row) * this.#columns + column]
  }
}

function key({ arm, x, y }: Pick<MapCell, 'arm' | 'x' | 'y'>): string {
  return JSON.stringify([arm, x, y])
}
