import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Histogram } from '../../bench/metrics/histogram.ts'
import { histogram, phaseResult, runResult } from '../../bench/metrics/testing.ts'
import { latencyHgrm } from './hgrm.ts'

const runOf = (valuesMs: readonly number[], fields: Parameters<typeof runResult>[0] = {}) =>
  runResult({
    phases: [phaseResult({ outcomes: { ok: valuesMs.length }, latencies: { response: histogram(valuesMs) } })],
    ...fields,
  })

/** The lines of a section as numbers: value, percentile, total count. */
function rowsOf(section: string): [ms: number, percentile: number, count: number][] {
  return section
    .split('\n')
    .filter((line) => /^\s*\d/.test(line))
    .map((line) => line.trim().split(/\s+/).slice(0, 3).map(Number) as [number, number, number])
}

const headsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('# '))

test('every percentile in the text is that of the histogram', () => {
  const valuesMs = Array.from({ length: 1000 }, (_, i) => ((i * 7) % 1000) / 1000)
  const recorded = Histogram.from(histogram(valuesMs))
  const rows = rowsOf(latencyHgrm([runOf(valuesMs)]))
  expect(rows.map(([ms]) => ms)).toEqual(rows.map(([, percentile]) => recorded.percentileUs(percentile) / 1000))
  expect(rows[0]).toEqual([0, 0, 1])
  expect(rows.at(-1)).toEqual([0.999, 1, 1000])
})

test('a section in full: head, table and sums', () => {
  expect(latencyHgrm([runOf([0.1, 0.1, 0.1, 0.5])])).toBe(
    `# burst - rpc: response [ms], 4 requests that succeeded
       Value     Percentile TotalCount 1/(1-Percentile)

       0.100 0.000000000000          3           1.00
       0.100 0.100000000000          3           1.11
       0.100 0.200000000000          3           1.25
       0.100 0.300000000000          3           1.43
       0.100 0.400000000000          3           1.67
       0.100 0.500000000000          3           2.00
       0.100 0.550000000000          3           2.22
       0.100 0.600000000000          3           2.50
       0.100 0.650000000000          3           2.86
       0.100 0.700000000000          3           3.33
       0.100 0.750000000000          3           4.00
       0.500 0.775000000000          4           4.44
       0.500 1.000000000000          4
#[Mean    =        0.200, StdDeviation   =        0.173]
#[Max     =        0.500, Total count    =            4]
#[Buckets =           23, SubBuckets     =         2048]
`,
  )
})

/** The figures in the last lines of a section. */
function figureOf(section: string, name: string): number {
  return Number(new RegExp(`${name} += ([ \\d.]+)`).exec(section)![1])
}

test('range: two hours are two hours in the text', () => {
  const text = latencyHgrm([runOf([1, 7_200_000])])
  expect(rowsOf(text).at(-1)).toEqual([7_200_000, 1, 2])
  expect([figureOf(text, 'Max'), figureOf(text, 'Mean')]).toEqual([7_200_000, 3_600_000.5])
})

test('range: the text and the other files never contradict each other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(5000), fc.nat(1e9), fc.nat(172_800_000_000)), { minLength: 1, maxLength: 50 }),
      (valuesUs) => {
        const valuesMs = valuesUs.map((us) => us / 1000)
        const recorded = Histogram.from(histogram(valuesMs))
        const text = latencyHgrm([runOf(valuesMs)])
        const rows = rowsOf(text)
        const ms = rows.map(([value]) => value)
        expect(ms).toEqual(ms.toSorted((a, b) => a - b))
        expect([ms[0], ms.at(-1)]).toEqual([Math.min(...valuesMs), Math.max(...valuesMs)])
        expect([figureOf(text, 'Max'), figureOf(text, 'Mean')]).toEqual([
          recorded.maxUs() / 1000,
          Number((recorded.meanUs() / 1000).toFixed(3)),
        ])
        for (const [value, percentile, count] of rows.slice(1, -1)) {
          expect(count).toBeGreaterThanOrEqual(percentile * valuesMs.length - 1e-6)
          expect(value).toBe([...recorded.values()].find(([us]) => us / 1000 === value)![0] / 1000)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('repeats of an arm are one section; arms, variants and suites are sections in the order of the runs', () => {
  const text = latencyHgrm([
    runOf([1], { arm: 'z' }),
    runOf([2, 3], { arm: 'z', repeat: 2 }),
    runOf([1], { arm: 'a' }),
    runOf([1], { arm: 'a', variant: 'storm' }),
    runOf([1], { suite: 'a-suite', arm: 'a' }),
  ])
  expect(headsOf(text)).toEqual([
    '# burst - z: response [ms], 3 requests that succeeded',
    '# burst - a: response [ms], 1 requests that succeeded',
    '# burst storm a: response [ms], 1 requests that succeeded',
    '# a-suite - a: response [ms], 1 requests that succeeded',
  ])
})

test('phases are added up, the warm-up is not', () => {
  const phase = (name: 'warmup' | 'baseline' | 'trigger', valuesMs: readonly number[]) =>
    phaseResult({ phase: name, latencies: { response: histogram(valuesMs) } })
  const run = runResult({ phases: [phase('warmup', [0.9]), phase('baseline', [0.1]), phase('trigger', [0.2])] })
  expect(rowsOf(latencyHgrm([run])).at(-1)).toEqual([0.2, 1, 2])
})

test('an arm without any success is an empty section', () => {
  const run = runResult({ phases: [phaseResult({ outcomes: { failed: 10 } })] })
  expect(latencyHgrm([run])).toBe(
    `# burst - rpc: response [ms], 0 requests that succeeded
       Value     Percentile TotalCount 1/(1-Percentile)

#[Mean    =        0.000, StdDeviation   =        0.000]
#[Max     =        0.000, Total count    =            0]
#[Buckets =           23, SubBuckets     =         2048]
`,
  )
})

test('no run, no text', () => {
  expect(latencyHgrm([])).toBe('')
})
