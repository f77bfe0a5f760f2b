import { expect, test } from 'vitest'
import type { SuiteInput } from '../../bench/suite.ts'
import { SMALL_SUITE } from '../testing.ts'
import { CannotRunError, ConfigError, type RunProgress, run, type SuiteResult } from './stormbench.ts'
import { tracesOf } from './traces.testing.ts'

const SUITE = SMALL_SUITE as SuiteInput

test('a run in real time has its result, prints nothing and leaves nothing open', async () => {
  const seen: RunProgress[] = []
  let result: SuiteResult | undefined
  const call = async () => {
    result = await run(SUITE, { repeats: 2, arms: ['rpc'], onProgress: (progress) => seen.push(progress) })
  }
  expect(await tracesOf(call)).toEqual({ printed: [], left: [] })
  const { clock, arms } = result!
  expect([clock, arms.map(({ arm, clock, runs }) => [arm, clock, runs.length])]).toEqual(['real', [['rpc', 'real', 2]]])
  expect(arms[0]!.value('requests')).toBe(30)
  expect(arms[0]!.verdict).toBe(null)
  expect(seen.at(-1)).toMatchObject({ suite: 'small', arm: 'rpc', seed: 8, run: 2, runs: 2, totalMs: 300 })
})

test('an aborted run rejects with the reason and leaves nothing open', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const onProgress = () => controller.abort(reason)
  const call = () => run({ ...SUITE, load: '60s@20' }, { arms: ['queue'], signal: controller.signal, onProgress })
  const seen = await tracesOf(() => expect(call()).rejects.toBe(reason))
  expect(seen).toEqual({ printed: [], left: [] })
})

test('a service that is not there, and wrong options, are errors of their own', async () => {
  const service: SuiteInput = { ...SUITE, target: { url: 'http://127.0.0.1:9/' } }
  const call = () => expect(run(service)).rejects.toThrow(CannotRunError)
  expect(await tracesOf(call)).toEqual({ printed: [], left: [] })
  await expect(run(SUITE, { seeds: 3 } as object)).rejects.toThrow(ConfigError)
  await expect(run(SUITE, { brokerUrls: { rabitmq: 'amqp://x' } } as object)).rejects.toThrow('did you mean rabbitmq?')
})
