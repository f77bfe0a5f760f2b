import { expect, test } from 'vitest'
import { figure } from '../../bench/metrics/sample.ts'
import { toMarkdown } from '../table.ts'
import { figureTables } from './figures.ts'

const of = (arm: string, metric: string, value: number, fields: Partial<Parameters<typeof figure>[0]> = {}) =>
  figure({ suite: 's', arm, variant: 'default', metric, unit: 'ns', better: 'lower', value, ...fields })
const markdown = (...samples: Parameters<typeof figureTables>[0]) =>
  figureTables(samples).map(({ columns, rows }) => toMarkdown(columns, rows))

test('things with half their metrics in common share a table; a missing metric is a dash', () => {
  const samples = [
    of('a', 'time', 1),
    of('b', 'time', 2),
    of('b', 'vs', 2, { unit: 'ratio' }),
    of('c', 'rss', 3, { unit: 'mb' }),
    of('c', 'x', 1),
    of('c', 'time', 4),
  ]
  expect(markdown(...samples)).toEqual([
    '| what | time [ns] | vs |\n| --- | ---: | ---: |\n| a | 1.00 | - |\n| b | 2.00 | 2.000000 |\n',
    '| what | rss [MB] | x [ns] | time [ns] |\n| --- | ---: | ---: | ---: |\n| c | 3.0 | 1.00 | 4.00 |\n',
  ])
})

test('repeats give a median; the variant is shown where there is more than the default', () => {
  const samples = [1, 2, 9].map((value, i) => of('a', 'time', value, { variant: 'v', repeat: i + 1 }))
  expect(markdown(...samples)).toEqual(['| what | variant | time [ns] |\n| --- | --- | ---: |\n| a | v | 2.00 |\n'])
})

test('a figure that must not be used is marked', () => {
  expect(markdown(of('a', 'time', 1, { status: 'invalid' }), of('b', 'time', 1))).toEqual([
    '| what | time [ns] | status |\n| --- | ---: | --- |\n| a | 1.00 | invalid |\n| b | 1.00 | valid |\n',
  ])
})
