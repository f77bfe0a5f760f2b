import { expect, test } from 'vitest'
import { Grid } from './grid.ts'
import { cell, mapData } from './testing.ts'

test('places stand in the order arm, y, x, whatever the order of the cells', () => {
  const data = mapData()
  const { places } = new Grid({ ...data, cells: [...data.cells].reverse() })
  expect(places.slice(0, 5).map(({ arm, x, y }) => [arm, x, y])).toEqual([
    ['naive', 0.5, 1],
    ['naive', 0.9, 1],
    ['naive', 0.5, 10],
    ['naive', 0.9, 10],
    ['budget', 0.5, 1],
  ])
})

test('a place is found by its indices; there is none beyond the axes', () => {
  const grid = new Grid(mapData())
  expect(grid.at('budget', 1, 1)?.cell).toEqual(cell('budget', 0.9, 10, 1))
  expect([grid.at('naive', -1, 0), grid.at('naive', 2, 0), grid.at('naive', 0, -1), grid.at('naive', 0, 2)]).toEqual([
    ...[undefined, undefined, undefined, undefined],
  ])
})

test('a cell that is not on the map is a bug', () => {
  const data = mapData()
  expect(() => new Grid({ ...data, cells: [cell('naive', 0.7, 1, 0)] })).toThrow(
    'cell of naive at 0.7, 1 is not on the map',
  )
  expect(() => new Grid({ ...data, cells: [cell('other', 0.5, 1, 0)] })).toThrow('cell of other')
})
