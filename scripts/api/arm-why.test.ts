import { expect, test } from 'vitest'
import { storm } from '../../bench/study/why/testing.ts'
import { simulate, type WhyProgress } from './stormbench.ts'

const result = await simulate(storm(), { seeds: 4 })
const naive = result.arm('naive')

test('an arm explains its verdict over the seeds of the result, with the data of why.json', async () => {
  const seen: WhyProgress[] = []
  const why = await naive.why({ onProgress: (progress) => seen.push(progress) })
  expect(why.sentence).toContain('Retries keep the target overloaded: 100 % of what was lost after the trigger.')
  expect(why).toMatchObject({ arm: 'naive', complete: true, runs: 19, flips: { kind: 'not searched' } })
  expect(why.full.verdicts).toMatchObject({ metastable: 4, recovered: 0 })
  expect(why.ablations.map(({ element, done }) => [element, done])).toEqual([
    ['retry', 'removed'],
    ['timeout', 'removed'],
    ['target.queueMax', '40 -> 10000'],
  ])
  expect([seen.length, seen[0], seen.at(-1)!.run]).toEqual([19, { run: 1, runs: 19, what: 'all elements' }, 19])
})

test('seeds may be chosen, and the smallest changes searched', async () => {
  const why = await naive.why({ seeds: 1, seed: 3, changes: true })
  expect(why.full.verdicts.metastable).toBe(1)
  expect(why.flips).toMatchObject({ kind: 'searched' })
})

test('an aborted explanation rejects with the reason, and wrong options with all mistakes', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const onProgress = () => controller.abort(reason)
  await expect(naive.why({ signal: controller.signal, onProgress })).rejects.toBe(reason)
  await expect(naive.why({ seeds: 0, chnages: true } as object)).rejects.toThrow(
    'seeds: must be at least 1, got 0\nchnages: is not an option here, got true; did you mean changes?',
  )
})

test('there is nothing to explain without a trigger', async () => {
  const calm = await simulate(storm({ faults: [] }), { seeds: 1 })
  await expect(calm.arms[0]!.why()).rejects.toThrow('storm: must have a trigger')
})
