import { expect, test } from 'vitest'
import { collapses, frontierEdges, frontierRows } from './frontier.ts'
import { Grid } from './grid.ts'
import { cell, mapData } from './testing.ts'

const frontierOf = (data = mapData()) => frontierRows(data, new Grid(data)).map(({ arm, x, y }) => [arm, x, y])
const edgesOf = (data = mapData()) => frontierEdges(new Grid(data)).map(({ arm, x, y, side }) => [arm, x, y, side])

/** One arm over both loads and both triggers: metastable seeds of ten, from the lower left to the upper right. */
const square = (a: number, b: number, c: number, d: number) =>
  mapData({
    arms: ['a'],
    cells: [cell('a', 0.5, 1, a), cell('a', 0.9, 1, b), cell('a', 0.5, 10, c), cell('a', 0.9, 10, d)],
  })

test('the frontier is the smallest y that collapses, at each x', () => {
  expect(frontierOf()).toEqual([
    ['naive', 0.5, 10],
    ['naive', 0.9, 10],
    ['budget', 0.5, undefined],
    ['budget', 0.9, undefined],
  ])
})

test('a cell collapses from half of its seeds on', () => {
  const { places } = new Grid(square(4, 5, 6, 0))
  expect(places.map(collapses)).toEqual([false, true, true, false])
})

test('the line runs between the cells on both sides of one half', () => {
  expect(edgesOf()).toEqual([
    ['naive', 0.5, 1, 'top'],
    ['naive', 0.9, 1, 'top'],
  ])
  expect(edgesOf(square(4, 5, 5, 5))).toEqual([
    ['a', 0.5, 1, 'right'],
    ['a', 0.5, 1, 'top'],
  ])
})

test('where all cells collapse, or none, there is no line', () => {
  expect([edgesOf(square(5, 5, 5, 5)), edgesOf(square(4, 4, 4, 4))]).toEqual([[], []])
  expect(frontierOf(square(5, 5, 5, 5))).toEqual([
    ['a', 0.5, 1],
    ['a', 0.9, 1],
  ])
})

test('no line beside a cell that is undecided or not measured', () => {
  for (const undecided of [cell('a', 0.9, 1, 0, 10), cell('a', 0.9, 1, 4, 1)]) {
    const data = mapData({ arms: ['a'], cells: [cell('a', 0.5, 1, 10), undecided] })
    expect([edgesOf(data), frontierOf(data)]).toEqual([
      [],
      [
        ['a', 0.5, 1],
        ['a', 0.9, undefined],
      ],
    ])
  }
})
