import { expect, test } from 'vitest'
import type { Sample } from '../metrics/sample.ts'
import { runMicro } from './micro.ts'
import { operations } from './operations.ts'

test('every operation, pacing and memory give their figures', async () => {
  const samples: Sample[] = []
  for await (const sample of runMicro({ repeats: 1, timeMs: 1, onProgress: () => undefined })) samples.push(sample)
  const names = samples.map(({ arm, variant, metric }) => `${arm} ${variant} ${metric}`)
  for (const { name } of operations()) expect(names).toContain(`${name} default time_per_operation`)
  expect(names).toContain('histogram: record default time_vs_peer')
  const starts = samples.filter(({ metric }) => metric === 'starts')
  expect(starts.map(({ arm }) => arm)).toEqual(['pacing: timer', 'pacing: precise'])
  expect(samples.filter(({ metric }) => metric === 'max_rss').map(({ requests }) => requests)).toEqual([
    100_000, 1_000_000,
  ])
})
