import { expect, test } from 'vitest'
import type { Sample } from '../metrics/sample.ts'
import { runMicro } from './micro.ts'
import { operations } from './operations.ts'

test('every operation and both ways of pacing give their figures', async () => {
  const samples: Sample[] = []
  for await (const sample of runMicro({ repeats: 1, timeMs: 1, onProgress: () => undefined })) {
    samples.push(sample)
    // What follows, virtual time and memory, takes long and is left to the command itself.
    if (sample.arm === 'pacing: precise' && sample.metric === 'dispatch_delay_p99') break
  }
  const names = samples.map(({ arm, variant, metric }) => `${arm} ${variant} ${metric}`)
  for (const { name } of operations()) expect(names).toContain(`${name} default time_per_operation`)
  expect(names).toContain('histogram: record default time_vs_peer')
  const starts = samples.filter(({ metric }) => metric === 'starts')
  expect(starts.map(({ arm }) => arm)).toEqual(['pacing: timer', 'pacing: precise'])
})
