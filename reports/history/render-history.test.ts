import { expect, test } from 'vitest'
import { overviewOf } from './overview.ts'
import { chartNames, HISTORY_FILE, renderHistory } from './render-history.ts'
import { around, entries } from './testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const overview = overviewOf([
  ...entries([...around(100_000, 10), ...around(120_000, 10), 90_000]),
  ...entries([NEVER, NEVER, 20_000], { arm: 'queue/rpc', metric: 'recovery_time', unit: 'ms', kind: 'exact' }),
  ...entries([0.5], { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }),
])
const QUEUE = 'burst_default_queue_response_p50_noisy.svg'
const GAP = 'burst_default_queue-vs-rpc_recovery_time_exact.svg'
const GOODPUT = 'burst_default_queue_goodput_ratio_noisy.svg'

test('a chart for each series and a page; the same history gives the same bytes', async () => {
  const first = await renderHistory(overview, 200)
  const second = await renderHistory(overview, 200)
  expect([...first.files.keys()]).toEqual([QUEUE, GAP, GOODPUT, HISTORY_FILE])
  expect([...second.files]).toEqual([...first.files])
  expect(first.left).toEqual([])
  for (const text of first.files.values()) expect(text).not.toMatch(/NaN|undefined|Infinity/)
})

test('the page has the last value and the last change of each series, and its chart', async () => {
  const { files } = await renderHistory(overview, 2)
  const lines = files.get(HISTORY_FILE)!.split('\n')
  const rowOf = (name: string) => lines.findLast((line) => line.startsWith(`| ${name}`))
  expect(rowOf('burst: queue | response_p50')).toBe(
    `| burst: queue | response_p50 [ms] | lower | 21 | 0 | 90.0 | regressed +20.0 % at 2026-01-11 02:00; suspect -25.0 % | [chart](${QUEUE}) |`,
  )
  expect(rowOf('burst: queue/rpc')).toBe(
    `| burst: queue/rpc, virtual time | recovery_time [ms] | lower | 3 | 0 | 20000 | improved to 20000 at 2026-01-03 02:00 | [chart](${GAP}) |`,
  )
  expect(rowOf('burst: queue | goodput_ratio')).toBe(
    '| burst: queue | goodput_ratio | higher | 1 | 0 | 0.500 | - | - |',
  )
})

test('where there are more series than charts, the others are returned', async () => {
  const { files, left } = await renderHistory(overview, 1)
  expect([...files.keys()]).toEqual([QUEUE, HISTORY_FILE])
  expect(left.map(({ series }) => series.metric)).toEqual(['recovery_time', 'goodput_ratio'])
  expect(files.get(HISTORY_FILE)).toContain('2 series have no chart here')
})

test('chart names differ, even if the case of letters is ignored', () => {
  const of = { variant: 'default', arm: 'a/b c', metric: 'm', kind: 'noisy' } as const
  const names = chartNames([
    { ...of, suite: 's' },
    { ...of, suite: 'S' },
  ])
  expect([...names.values()]).toEqual(['s_default_a-vs-b-c_m_noisy.svg', 'S_default_a-vs-b-c_m_noisy-2.svg'])
})
