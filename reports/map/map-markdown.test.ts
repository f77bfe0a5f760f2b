import { expect, test } from 'vitest'
import { Grid } from './grid.ts'
import type { MapData } from './map-data.ts'
import { armSentence, mapMarkdown } from './map-markdown.ts'
import { cell, mapData } from './testing.ts'

const sentences = (data: MapData) => data.arms.map((arm) => armSentence(data, new Grid(data).ofArm(arm)))
const ofOne = (...cells: MapData['cells']) => sentences(mapData({ arms: ['a'], cells }))[0]

test('a sentence per arm: how many cells collapse, and from where on', () => {
  expect(sentences(mapData())).toEqual([
    'naive collapses in 2 of 4 cells, from rho 0.5 on at trigger 10 s; 2 of them could be either with so few seeds.',
    'budget collapses in none of 4 cells.',
  ])
})

test('"from .. on" is said only where every larger x collapses too', () => {
  const cells = [cell('a', 0.5, 1, 0), cell('a', 0.9, 1, 0), cell('a', 0.5, 10, 10), cell('a', 0.9, 10, 4)]
  expect(ofOne(...cells)).toBe(
    'a collapses in 1 of 4 cells, first at rho 0.5 and trigger 10 s; 1 of them could be either with so few seeds.',
  )
})

test('all cells, none measured, some undecided or missing', () => {
  const places = [0.5, 0.9].flatMap((x) => [1, 10].map((y) => [x, y] as const))
  expect(ofOne(...places.map(([x, y]) => cell('a', x, y, 5)))).toBe(
    'a collapses in all of 4 cells; 4 of them could be either with so few seeds.',
  )
  expect(ofOne()).toBe('a: nothing was measured.')
  expect(ofOne(cell('a', 0.5, 1, 0), cell('a', 0.9, 1, 0, 10))).toBe(
    'a collapses in none of 2 cells; 1 of them undecided; 2 more not measured.',
  )
  expect(ofOne(cell('a', 0.9, 1, 10))).toBe(
    'a collapses in 1 of 1 cell, from rho 0.9 on at trigger 1 s; 3 more not measured.',
  )
})

test('a cell with too many undecided seeds is neither one that collapses nor one that the interval leaves open', () => {
  const data = mapData({
    arms: ['a'],
    cells: [cell('a', 0.5, 1, 4, 1), cell('a', 0.9, 1, 4, 0), cell('a', 0.5, 10, 5, 1)],
  })
  expect(sentences(data)).toEqual([
    'a collapses in 1 of 3 cells, first at rho 0.5 and trigger 10 s; 2 of them could be either with so few seeds; 1 of them undecided; 1 more not measured.',
  ])
  const text = mapMarkdown(data, new Grid(data))
  expect(text).toContain('| 1 | n/a | 40 %, 2.5 s |')
  expect(text).toContain('`n/a`, grey in the picture: too many seeds are undecided.')
  expect(text).toContain('In 2 of 2 cells that interval contains 50 %')
})

test('the table has the largest y on top', () => {
  const data = mapData({ cells: [cell('naive', 0.5, 1, 4), cell('naive', 0.9, 1, 0, 10), cell('naive', 0.9, 10, 10)] })
  expect(mapMarkdown(data, new Grid(data))).toContain(`## naive

| trigger [s] ↓ rho → | 0.5 | 0.9 |
| ---: | --- | ---: |
| 10 | - | 100 % |
| 1 | 40 %, 2.5 s | n/a |

## budget
`)
})

test('the median time to return stands beside P(collapse), unless half of the seeds are back at once or not at all', () => {
  const atOnce = { ...cell('naive', 0.5, 1, 0), backAfterMsMedian: 0 }
  const data = mapData({ cells: [atOnce, cell('naive', 0.9, 1, 4), cell('naive', 0.5, 10, 10)] })
  const text = mapMarkdown(data, new Grid(data))
  expect(text).toContain('| 10 | 100 % | - |\n| 1 | 0 % | 40 %, 2.5 s |\n')
})

test('heading, question and doubts; a map that was interrupted says so', () => {
  const text = mapMarkdown(mapData({ status: 'partial', variant: 'slow' }), new Grid(mapData()))
  expect(text.split('\n\n').slice(0, 3)).toEqual([
    '# Survival map: storm, slow',
    '> This map was interrupted: it holds what was measured until then.',
    '**From where on does it collapse?**',
  ])
  expect(text).toContain(
    '5 of 10 mean 24 % to 76 % (Wilson interval, 95 %). In 2 of 8 cells that interval contains 50 %',
  )
  expect(mapMarkdown(mapData(), new Grid(mapData()))).not.toContain('interrupted')
})
