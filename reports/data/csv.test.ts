import { expect, test } from 'vitest'
import { figure, type Sample } from '../../bench/metrics/sample.ts'
import { histogram, phaseResult, runResult, windowRow } from '../../bench/metrics/testing.ts'
import { allSamples, samplesCsv, summaryCsv, timelineCsv } from './csv.ts'
import { runData } from './testing.ts'

const SAMPLE_HEAD = 'suite,arm,variant,phase,metric,unit,better,kind,repeat,seed,requests,value,status\n'
const SUMMARY_HEAD = 'suite,arm,variant,phase,metric,unit,better,kind,n,median,ci_lo,ci_hi,min,max,status\n'
const TIMELINE_HEAD =
  'suite,arm,variant,repeat,phase,from_ms,window_ms,offered,good,good_planned,attempts,retries,retries_after_failed,' +
  'retries_after_timeout,retries_after_rejected,redeliveries,in_flight_max,target_in_flight,queue_depth,open,queue_age_us,' +
  'breakers_open,rejections_breaker,rejections_bulkhead,rejections_budget,rejections_queue,p50_us,p99_us,max_us\n'

const sample = (fields: Partial<Sample> = {}): Sample =>
  figure({
    suite: 'burst',
    arm: 'rpc',
    variant: '-',
    metric: 'response_p99',
    unit: 'us',
    better: 'lower',
    value: 1500,
    kind: 'exact',
    seed: 7,
    requests: 10,
    ...fields,
  })

test('samples.csv: one value per line, with the digits of its unit', () => {
  const samples = [
    sample(),
    sample({ value: Number.POSITIVE_INFINITY, repeat: 2, seed: 8, status: 'invalid' }),
    sample({ metric: 'goodput_ratio', unit: 'ratio', better: 'higher', value: 2 / 3, phase: 'trigger' }),
    sample({ metric: 'goodput', unit: 'per_second', better: 'higher', value: 9.5, kind: 'noisy' }),
  ]
  expect(samplesCsv(samples)).toBe(
    `${SAMPLE_HEAD}burst,rpc,-,all,response_p99,us,lower,exact,1,7,10,1500,valid
burst,rpc,-,all,response_p99,us,lower,exact,2,8,10,inf,invalid
burst,rpc,-,trigger,goodput_ratio,ratio,higher,exact,1,7,10,0.666667,valid
burst,rpc,-,all,goodput,per_second,higher,noisy,1,7,10,9.500,valid
`,
  )
})

test('all lines end with LF alone', () => {
  const texts = [samplesCsv([sample()]), summaryCsv([sample()]), timelineCsv([runResult()])]
  expect(texts.map((text) => [text.includes('\r'), text.split('\n').length])).toEqual([
    [false, 3],
    [false, 3],
    [false, 3],
  ])
})

test('without anything measured only the heads are left', () => {
  expect([samplesCsv([]), summaryCsv([]), timelineCsv([])]).toEqual([SAMPLE_HEAD, SUMMARY_HEAD, TIMELINE_HEAD])
})

test('a run gives a latency in whole us; a metric that does not apply gives no line', () => {
  const response = histogram([0.0014, 0.0016, 0.5, 7.5])
  const run = runResult({ phases: [phaseResult({ outcomes: { ok: 4 }, latencies: { response } })] })
  const lines = samplesCsv(allSamples({ ...DATA, runs: [run] })).split('\n')
  // Of four values no percentile is sound; (1 + 2 + 500 + 7500) / 4 = 2000.75.
  expect(lines.filter((line) => line.includes(',response_'))).toEqual([
    'burst,rpc,-,all,response_max,us,lower,exact,1,1,4,7500,valid',
    'burst,rpc,-,all,response_mean,us,lower,exact,1,1,4,2001,valid',
  ])
})

test('a percentile that lies among requests without success is inf', () => {
  const response = histogram([1.5], 60)
  const run = runResult({ phases: [phaseResult({ outcomes: { ok: 60, failed: 40 }, latencies: { response } })] })
  const lines = samplesCsv(allSamples({ ...DATA, runs: [run] })).split('\n')
  expect(lines.filter((line) => line.includes(',response_p50,') || line.includes(',response_adj_'))).toEqual([
    'burst,rpc,-,all,response_p50,us,lower,exact,1,1,100,1500,valid',
    'burst,rpc,-,all,response_adj_p50,us,lower,exact,1,1,100,1500,valid',
  ])
  const many = phaseResult({ outcomes: { ok: 600, failed: 400 }, latencies: { response: histogram([1.5], 600) } })
  expect(samplesCsv(allSamples({ ...DATA, runs: [runResult({ phases: [many] })] }))).toContain(
    '\nburst,rpc,-,all,response_adj_p99,us,lower,exact,1,1,1000,inf,valid\n',
  )
})

const DATA = runData()

test('rows stand in the order of the runs, not of the alphabet; figures without runs come last', () => {
  const runs = [runResult({ arm: 'z' }), runResult({ arm: 'z', repeat: 2 }), runResult({ arm: 'a' })]
  const measured = [sample({ suite: 'a-first', arm: 'm' })]
  const samples = allSamples({ ...DATA, runs, measured })
  const order = (csv: string) => [
    ...new Set(
      csv
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ),
  ]
  expect([samplesCsv(samples), summaryCsv(samples)].map(order)).toEqual([
    ['z', 'a', 'm'],
    ['z', 'a', 'm'],
  ])
  expect(order(timelineCsv(runs))).toEqual(['z', 'a'])
})

test('summary.csv: the median over the repeats; no interval below six of them', () => {
  const values = [30, 10, 20]
  expect(summaryCsv(values.map((value, i) => sample({ value, repeat: i + 1 })))).toBe(
    `${SUMMARY_HEAD}burst,rpc,-,all,response_p99,us,lower,exact,3,20,,,10,30,valid\n`,
  )
  expect(summaryCsv([6, 5, 4, 3, 2, 1].map((value, i) => sample({ value, repeat: i + 1 })))).toBe(
    `${SUMMARY_HEAD}burst,rpc,-,all,response_p99,us,lower,exact,6,3.5,1,6,1,6,valid\n`,
  )
})

test('summary.csv: an infinite repeat is counted, and one that is not valid is named', () => {
  const samples = [
    sample(),
    sample({ value: Number.POSITIVE_INFINITY, repeat: 2, status: 'invalid' }),
    sample({ value: Number.POSITIVE_INFINITY, repeat: 3 }),
  ]
  expect(summaryCsv(samples)).toBe(
    `${SUMMARY_HEAD}burst,rpc,-,all,response_p99,us,lower,exact,3,inf,,,1500,inf,invalid\n`,
  )
})

test('timeline.csv: one row per window and run; a percentile of too few requests is empty', () => {
  const full = windowRow({
    fromMs: 500,
    phase: 'trigger',
    offered: 10,
    good: 9,
    goodPlanned: 8,
    attempts: 12,
    retries: 6,
    inFlightMax: 4,
    retriesAfter: { failed: 1, timeout: 2, rejected: 3 },
    redeliveries: 11,
    targetInFlight: 13,
    queueDepth: 3,
    open: 9,
    queueAgeMs: 1.2346,
    breakersOpen: 1,
    p50Us: 1500,
    p99Us: 2500,
    maxUs: 3500,
    rejections: { breaker: 5, bulkhead: 6, budget: 7, queue: 8 },
  })
  const runs = [
    runResult({ windowMs: 500, timeline: [windowRow({ offered: 1 }), full] }),
    runResult({ windowMs: 500, repeat: 2, timeline: [windowRow({ maxUs: 0 })] }),
  ]
  expect(timelineCsv(runs)).toBe(
    `${TIMELINE_HEAD}burst,rpc,-,1,baseline,0,500,1,0,0,0,0,0,0,0,0,0,,0,0,0,0,0,0,0,0,,,
burst,rpc,-,1,trigger,500,500,10,9,8,12,6,1,2,3,11,4,13,3,9,1235,1,5,6,7,8,1500,2500,3500
burst,rpc,-,2,baseline,0,500,0,0,0,0,0,0,0,0,0,0,,0,0,0,0,0,0,0,0,,,0
`,
  )
})
