import { expect, test } from 'vitest'
import { METRICS } from '../../bench/metrics/metric.ts'
import { fileName, libraryName, METRIC_NAMES } from './metric-name.ts'

test('the library names every metric of the files, in their order', () => {
  const names = METRICS.map(({ name }) => name)
  expect(METRIC_NAMES).toEqual(names.map(libraryName))
  expect(METRIC_NAMES.map(fileName)).toEqual(names)
})

test('a name in camelCase stands for the one with underscores', () => {
  expect(['goodputRatioSpared', 'responseP999', 'ok'].map(fileName)).toEqual([
    'goodput_ratio_spared',
    'response_p999',
    'ok',
  ])
  expect(['response_adj_p50', 'inFlightMax'].map(libraryName)).toEqual(['responseAdjP50', 'inFlightMax'])
})
