import { expect, test } from 'vitest'
import type { RunResult, WorkerRecord } from '../../bench/metrics/result.ts'
import { sharedClass } from './environment.ts'

test('results of workers on other hosts have another environment class', () => {
  const runOf = (...classes: string[]) =>
    ({ workers: classes.map((environmentClass) => ({ environmentClass }) as WorkerRecord) }) as unknown as RunResult
  expect(sharedClass('a', [{} as RunResult])).toBe('a')
  expect(sharedClass('a', [runOf('a', 'a')])).toBe('a')
  expect(sharedClass('a', [runOf('c', 'a'), runOf('b', 'c')])).toBe('a; workers: b; c')
})
