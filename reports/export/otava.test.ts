import { parse as parseCsv } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { entries, nightAt } from '../history/testing.ts'
import { OTAVA_FILE, otavaExport } from './otava.ts'

const NEVER = Number.POSITIVE_INFINITY

/**
 * The fields that Otava reads from a test of type csv. Source: apache/otava, otava/test_config.py
 * `create_csv_test_config` and otava/config.py.
 */
const OTAVA_CONFIG = z.strictObject({
  tests: z.record(
    z.string(),
    z.strictObject({
      type: z.literal('csv'),
      file: z.string(),
      time_column: z.string(),
      attributes: z.array(z.string()),
      metrics: z.record(
        z.string(),
        z.strictObject({ column: z.string(), direction: z.literal([-1, 1]), scale: z.number() }),
      ),
      csv_options: z.strictObject({ delimiter: z.string().length(1), quote_char: z.string().length(1) }),
    }),
  ),
  test_groups: z.record(z.string(), z.array(z.string())),
})

/**
 * Reads the files as Otava's `CsvImporter` (otava/importer.py): every column must be there, every figure a float, every
 * time a date.
 */
function imported(files: ReadonlyMap<string, string>) {
  const { tests, test_groups } = OTAVA_CONFIG.parse(parse(files.get(OTAVA_FILE)!))
  for (const names of Object.values(test_groups)) expect(Object.keys(tests)).toEqual(names)
  return Object.fromEntries(
    Object.entries(tests).map(([name, { file, time_column, attributes, metrics }]) => {
      const rows = parseCsv<Record<string, string>>(files.get(file)!, { columns: true })
      for (const row of rows) {
        expect(Object.keys(row)).toEqual([time_column, ...attributes, ...Object.values(metrics).map((m) => m.column)])
        expect(z.iso.datetime().safeParse(row.time).success).toBe(true)
        for (const { column } of Object.values(metrics)) expect(row[column]).toMatch(/^-?\d+(\.\d+)?(e-?\d+)?$/)
      }
      const directions = Object.fromEntries(Object.entries(metrics).map(([metric, m]) => [metric, m.direction]))
      return [name, { file, rows, directions }]
    }),
  )
}

test('each arm is a test with a row per night and a column per metric, latencies in ms', () => {
  const { files, series, tests } = otavaExport([
    ...entries([100_000, 101_500]),
    ...entries([0.5, 0.6], { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }),
    ...entries([7], { kind: 'exact', metric: 'recovery_time', unit: 'ms' }),
  ])
  expect([series, tests]).toEqual([3, 2])
  expect(imported(files)).toEqual({
    'burst/queue': {
      file: 'burst-queue.csv',
      rows: [
        { time: nightAt(0), commit: 'c0', response_p50: '100', goodput_ratio: '0.5' },
        { time: nightAt(1), commit: 'c1', response_p50: '101.5', goodput_ratio: '0.6' },
      ],
      directions: { response_p50: -1, goodput_ratio: 1 },
    },
    'burst/queue virtual': {
      file: 'burst-queue-virtual.csv',
      rows: [{ time: nightAt(0), commit: 'c0', recovery_time: '7' }],
      directions: { recovery_time: -1 },
    },
  })
})

test('a metric that some night lacks is a separate test, without empty cells', () => {
  const { files, never } = otavaExport([
    ...entries([100_000, 100_000, 100_000]),
    ...entries([7000, Number.NaN, NEVER], { metric: 'recovery_time', unit: 'ms' }),
    ...entries([NEVER], { metric: 'response_p99' }),
  ])
  expect(never).toBe(2)
  const tests = imported(files)
  expect(Object.keys(tests)).toEqual(['burst/queue', 'burst/queue recovery_time'])
  expect(tests['burst/queue recovery_time']!.rows).toEqual([{ time: nightAt(0), commit: 'c0', recovery_time: '7000' }])
})

test('only valid nights that can be compared with the latest are exported', () => {
  const { files, beforeBreaks } = otavaExport([
    ...entries([1000, 2000], { plan: 'before' }),
    ...entries([3000, 4000, 5000]).slice(2),
    ...entries([1, 1, 1, 9000], { status: 'invalid' }).slice(3),
  ])
  expect(beforeBreaks).toBe(2)
  expect(imported(files)['burst/queue']!.rows.map(({ response_p50 }) => response_p50)).toEqual(['5'])
})

test('file names differ, even if the case of letters is ignored', () => {
  const { files } = otavaExport([...entries([1], { arm: 'a b' }), ...entries([1], { arm: 'A/b' })])
  expect([...files.keys()]).toEqual([OTAVA_FILE, 'burst-a-b.csv', 'burst-A-b-2.csv'])
})
