import { expect, test } from 'vitest'
import { runResult } from '../../bench/metrics/testing.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { runData } from '../../reports/data/testing.ts'
import { type PairedRunsOptions, type PairSide, runPairs } from './paired-runs.ts'

type RunOne = (side: PairSide, seed: number, turn: number) => RunData | undefined | Error

/** Runs pairs whose runs are made by `one`, and returns the turns that were asked for. */
async function pairs(one: RunOne, options: Partial<PairedRunsOptions> = {}) {
  const turns: string[] = []
  const result = await runPairs({
    clock: 'real',
    seed: 7,
    pairs: 4,
    interleaved: 'x',
    onProgress: () => undefined,
    runOne: async (side, seed) => {
      turns.push(`${side[0]}${seed}`)
      const data = one(side, seed, turns.length)
      if (data instanceof Error) throw data
      return data
    },
    ...options,
  })
  return { result, turns }
}

const runOf = (seed: number, status: 'valid' | 'invalid' = 'valid') =>
  runData({ plans: { burst: 'p' }, runs: [runResult({ seed, clock: 'real', status })] })
const seedsOf = (data: RunData) => data.runs.map(({ seed, repeat }) => [seed, repeat])

test('base and head take turns, ABBA BAAB, each pair with another seed', async () => {
  const { result, turns } = await pairs((_, seed) => runOf(seed))
  expect(turns).toEqual(['b7', 'h7', 'h8', 'b8', 'h9', 'b9', 'b10', 'h10'])
  expect([result!.pairs, result!.again, result!.base.interleaved, result!.head.interleaved]).toEqual([4, 0, 'x', 'x'])
  expect([result!.base, result!.head].map(seedsOf)).toEqual(
    Array(2).fill([
      [7, 1],
      [8, 2],
      [9, 3],
      [10, 4],
    ]),
  )
})

test('both sides of a pair with an invalid run are run again once; then the pair stands', async () => {
  const once = await pairs((_, seed, turn) => runOf(seed, turn === 2 ? 'invalid' : 'valid'), { pairs: 1 })
  expect([once.turns, once.result!.again, once.result!.head.runs[0]!.status]).toEqual([
    ['b7', 'h7', 'b7', 'h7'],
    1,
    'valid',
  ])
  const always = await pairs((side, seed) => runOf(seed, side === 'head' ? 'invalid' : 'valid'), { pairs: 1 })
  expect([always.turns.length, always.result!.head.runs[0]!.status]).toEqual([4, 'invalid'])
})

test('without a number there are as many pairs as the number of gating series needs, six at least', async () => {
  const { result } = await pairs((_, seed) => runOf(seed), { pairs: undefined })
  expect(result!.pairs).toBeGreaterThanOrEqual(6)
  expect(seedsOf(result!.base).length).toBe(result!.pairs)
})

test('an interrupt within a pair keeps the pairs before it; within the first pair nothing is left', async () => {
  const { result } = await pairs((_, seed, turn) => (turn === 6 ? undefined : runOf(seed)))
  expect([result!.pairs, seedsOf(result!.base)]).toEqual([
    2,
    [
      [7, 1],
      [8, 2],
    ],
  ])
  expect((await pairs(() => undefined)).result).toBeUndefined()
})

test('a run that breaks off ends all: no pair is made of the figures of another one', async () => {
  await expect(pairs((_, seed, turn) => (turn === 5 ? new Error('head broke off') : runOf(seed)))).rejects.toThrow(
    'head broke off',
  )
})

test('exact runs need no turns: each side runs all seeds at once', async () => {
  const asked: [string, number, number][] = []
  await pairs(() => undefined, {
    clock: 'virtual',
    pairs: undefined,
    runOne: async (side, seed, repeats) => {
      asked.push([side, seed, repeats])
      return runOf(seed)
    },
  })
  expect(asked).toEqual([
    ['base', 7, 20],
    ['head', 7, 20],
  ])
})
