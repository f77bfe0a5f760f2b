import { expect, test } from 'vitest'
import { layoutOf } from './table-layout.ts'

const column = (width: number, cuts = false) => ({ width, gap: 2, cuts })
/** A name, and three columns behind it: 40 characters with the gaps between them. */
const COLUMNS = [column(20, true), column(6), column(4), column(4)]
const laid = (width: number, wanted: number, shownMin = 2) => {
  const { widths, shown } = layoutOf(COLUMNS, { width, shownMin, wanted, reserved: 0 })
  return [widths[0], shown]
}

test('all columns fit into exactly their width; one less, and the last is gone', () => {
  expect([laid(40, 2), laid(39, 2)]).toEqual([
    [20, 4],
    [20, 3],
  ])
})

test('a name is cut for wanted columns, and not for more', () => {
  expect([laid(39, 4), laid(32, 4), laid(33, 3)]).toEqual([
    [19, 4],
    [12, 4],
    [19, 3],
  ])
})

test('a name is never cut to less than twelve characters: then only required columns are left', () => {
  expect([laid(31, 4), laid(26, 4), laid(25, 4), laid(5, 4)]).toEqual([
    [17, 3],
    [12, 3],
    [17, 2],
    [12, 2],
  ])
})

test('room that is reserved behind the columns takes their gap too', () => {
  expect(layoutOf(COLUMNS, { width: 50, shownMin: 2, wanted: 2, reserved: 8 })).toMatchObject({ shown: 4, used: 42 })
  expect(layoutOf(COLUMNS, { width: 49, shownMin: 2, wanted: 2, reserved: 8 })).toMatchObject({ shown: 3, used: 36 })
})
