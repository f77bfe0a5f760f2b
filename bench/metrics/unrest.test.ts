import { expect, test } from 'vitest'
import { restDoubts } from './unrest.ts'

test('a target that was not at rest makes the run invalid, with how it answered and what helps', () => {
  expect(restDoubts(undefined)).toEqual([])
  const unrest = { waitedMs: 10_000, probes: 13, answerMs: 833.7, error: null, answerMaxMs: 70.2 }
  expect(restDoubts(unrest)).toEqual([
    {
      severity: 'invalid',
      message: 'The target was not at rest: of 13 probes in 10.0 s the last one took 834 ms, bound 70 ms.',
      advice:
        'Raise `drainMs`, so that the service has time to work off what the run before left, or restart it between runs.',
    },
  ])
  expect(restDoubts({ ...unrest, error: 'http 503' })[0]!.message).toBe(
    'The target was not at rest: of 13 probes in 10.0 s the last one failed (http 503), bound 70 ms.',
  )
})
