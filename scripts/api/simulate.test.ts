import { expect, test, vi } from 'vitest'
import { breathe } from '../../bench/core/real-clock.ts'
import { storm } from '../../bench/study/why/testing.ts'
import { ConfigError, type RunProgress, simulate } from './stormbench.ts'
import { tracesOf } from './traces.testing.ts'

const timeout = { kind: 'timeout', timeoutMs: 100 } as const
/** Retries keep one arm down; the other one has none. */
const SUITE = storm({
  arms: {
    naive: { style: 'rpc', policy: [{ kind: 'retry', retriesMax: 3 }, timeout] },
    once: { style: 'rpc', policy: [timeout] },
  },
})

test('each arm has its verdict, its share of collapses, and its figures over the seeds', async () => {
  const { suite, clock, arms, findings } = await simulate(SUITE, { seeds: 4 })
  expect([suite, clock, findings[0]!.text]).toEqual([
    'storm',
    'virtual',
    'once brings the service back after 1.0 s. naive keeps it down for good.',
  ])
  expect(arms.map(({ arm, status, verdict, collapse }) => [arm, status, verdict?.kind, collapse])).toMatchObject([
    ['naive', 'valid', 'metastable', { seeds: 4, decided: 4, share: 1, high: 1 }],
    ['once', 'valid', 'recovered', { seeds: 4, decided: 4, share: 0, low: 0 }],
  ])
  const [naive, once] = arms
  expect([naive!.collapse!.low, once!.collapse!.high].map((end) => end.toFixed(3))).toEqual(['0.510', '0.490'])
  expect([naive!.value('retryAmplification'), once!.value('retryAmplification')]).toEqual([11 / 3, 1])
  expect(once!.values('goodputRatio')).toEqual(Array.from({ length: 4 }, () => 625 / 720))
  expect(once!.value('responseP50')).toBe(10.015)
  expect(once!.value('returnTime')).toBe(once!.verdict!.backAfterMs)
  expect(naive!.value('responseAdjP50')).toBe(Number.POSITIVE_INFINITY)
  expect(naive!.value('queueDepthMax')).toBeNaN()
  expect(once!.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4])
})

test('seed, arms and variants choose the runs, and the suite says the rest', async () => {
  const variants = { calm: {}, slow: { about: 'half the load', load: '9s@40' } } as const
  const suite = { ...storm({ repeats: 2 }), arms: SUITE.arms, variants: storm({ variants }).variants }
  const result = await simulate(suite, { seed: 9, arms: ['once'], variants: ['slow'] })
  expect(result.arms.map(({ arm, variant, runs }) => [arm, variant, runs.map(({ seed }) => seed)])).toEqual([
    ['once', 'slow', [9, 10]],
  ])
  const both = await simulate(suite, { seeds: 1 })
  expect(both.arm('once', 'slow').runs[0]!.variant).toBe('slow')
  expect(() => both.arm('onec', 'slow')).toThrow('arm: must be one of naive, once, got "onec"')
  expect(() => both.arm('once', 'clam')).toThrow('variant: must be one of calm, slow, got "clam"')
  expect(() => both.arm('once')).toThrow('variant: must be given for arm once, which calm, slow have')
})

test('a run that its plan does not decide goes on, unless it may not', async () => {
  const short = storm({ load: '3s@80' })
  const decided = await simulate(short, { seeds: 1 })
  const open = await simulate(short, { seeds: 1, untilDecided: false })
  const kinds = [decided, open].map(({ arms }) => arms[0]!.verdict!.kind)
  expect(kinds).toEqual(['metastable', 'undecided'])
  expect(open.arms[0]!.verdict!.runs[0]!.reason).not.toBe('')
  expect(decided.arms[0]!.value('requests')).toBe(240)
})

test('limits of the suite are judged', async () => {
  const { thresholds } = await simulate(storm({ thresholds: { retry_amplification: ['value<1.2'] } }), { seeds: 1 })
  expect(thresholds).toMatchObject([
    { arm: 'naive', expression: 'value<1.2', measured: 3.66666666667, verdict: 'failed' },
  ])
})

test('a wrong suite and wrong options are refused with all mistakes', async () => {
  const wrong = { ...SUITE, deadlineMs: -1, lod: '3s@1' }
  await expect(simulate(wrong)).rejects.toThrow(ConfigError)
  await expect(simulate(wrong)).rejects.toThrow(
    'deadlineMs: must be above 0, got -1\nlod: is not an option here, got "3s@1"; did you mean load?',
  )
  const options = { seds: 3, seed: -1, signal: 'stop', onProgress: 7 } as object
  await expect(simulate(SUITE, options)).rejects.toThrow(
    [
      'seed: must be at least 0, got -1',
      'signal: must be an AbortSignal, got "stop"',
      'onProgress: must be a function, got 7',
      'seds: is not an option here, got 3; did you mean seeds?',
    ].join('\n'),
  )
  await expect(simulate(SUITE, { arms: ['onec'] })).rejects.toThrow('arms: must be one of naive, once, got "onec"')
  await expect(simulate(SUITE, { untilDecided: false, decideCapMs: 1 })).rejects.toThrow(
    'decideCapMs: must not be given',
  )
  await expect(simulate(SUITE, { variants: ['calm'] })).rejects.toThrow('variants: must be one of default, got "calm"')
})

test('a suite that only real time can run is refused', async () => {
  const url = storm({ target: { url: 'http://127.0.0.1:9/' }, faults: [] })
  await expect(simulate(url)).rejects.toThrow('storm: target.url: must be a model in virtual time')
})

test('files of a suite are read in the folder that is named', async () => {
  const traced = { ...SUITE, faults: [], load: { trace: { file: 'bursts.csv' } } }
  await expect(simulate(traced)).rejects.toThrow(
    'load.trace.file: bursts.csv: is read only where the option folder says',
  )
  await expect(simulate(traced, { folder: '/nowhere' })).rejects.toThrow('load.trace.file: bursts.csv: ')
})

test('progress counts the runs, and ends each of them with its whole load', async () => {
  const seen: RunProgress[] = []
  await simulate(SUITE, { seeds: 2, onProgress: (progress) => seen.push(progress) })
  const ends = seen.filter(({ run }, i) => run !== seen[i + 1]?.run)
  expect(ends.map(({ run, runs, arm, seed, elapsedMs }) => [run, runs, arm, seed, elapsedMs])).toEqual([
    [1, 4, 'naive', 1, 9000],
    [2, 4, 'once', 1, 9000],
    [3, 4, 'once', 2, 9000],
    [4, 4, 'naive', 2, 9000],
  ])
})

test('an aborted call rejects with the reason of the signal', async () => {
  await expect(simulate(SUITE, { signal: AbortSignal.abort('early') })).rejects.toBe('early')
  const reason = new Error('enough')
  const controller = new AbortController()
  const onProgress = vi.fn(() => controller.abort(reason))
  await expect(simulate(SUITE, { seeds: 50, signal: controller.signal, onProgress })).rejects.toBe(reason)
  expect(onProgress).toHaveBeenCalledTimes(1)
})

test('an error of onProgress ends the runs', async () => {
  const error = new Error('of the caller')
  const fail = () => {
    throw error
  }
  await expect(simulate(SUITE, { seeds: 50, onProgress: fail })).rejects.toBe(error)
})

test('other work gets its turn between the steps of a run', async () => {
  let turns = 0
  let isOver = false
  const other = async () => {
    for (; !isOver; turns++) await breathe()
  }
  const others = other()
  await simulate(SUITE, { seeds: 1 })
  isOver = true
  await others
  expect(turns).toBeGreaterThan(10)
})

test('nothing is printed, and no handler, timer or listener is left', async () => {
  const signal = new AbortController().signal
  expect(await tracesOf(() => simulate(SUITE, { seeds: 1, signal }))).toEqual({ printed: [], left: [] })
})
