import { expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import type { RunResult, RunStatus, Warning } from '../../bench/metrics/result.ts'
import { runResult } from '../../bench/metrics/testing.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { ProgressLine } from '../cli/progress.ts'
import { SMALL_SUITE } from '../testing.ts'
import { SuiteRuns } from './suite-runs.ts'

const exceeded = { what: 'event-loop delay of the generator', value: 99, bound: 50, unit: 'ms' } as const
const LATE: Warning = { severity: 'invalid', message: 'It was late.', advice: 'Wait.', exceeded }
const FAULT: Warning = { severity: 'invalid', message: 'It threw.', advice: 'Mend it.' }

const cells = cellsOf(parseSuite(SMALL_SUITE))
const jobs = [1, 2].flatMap((repeat) => cells.map((cell) => ({ cell, repeat })))
const silent = new ProgressLine({ out: () => {}, err: () => {}, outWidth: undefined, errWidth: undefined }, true)

/** Runs both arms twice. `says` is asked of each run in turn: what is wrong with it, if anything. */
async function run(
  says: (arm: string, repeat: number, time: number) => Warning | RunStatus | undefined,
  { rerunMax = 2, signal = new AbortController().signal } = {},
) {
  const made: string[] = []
  const real = {
    run: async ({ arm }: { readonly arm: string }, { repeat }: { readonly repeat: number }): Promise<RunResult> => {
      const name = `${arm} ${repeat}`
      made.push(name)
      const said = says(arm, repeat, made.filter((other) => other === name).length)
      const own = { arm, variant: 'default', repeat, inFlightMax: made.length }
      if (typeof said === 'string') return runResult({ ...own, status: said })
      return runResult({ ...own, ...(said && { status: 'invalid', warnings: [said] }) })
    },
  }
  const runs = new SuiteRuns({ real, rerunMax, progress: silent, signal })
  const error = await runs.run(jobs).catch((thrown: Error) => thrown)
  return { made, runs, error, statuses: runs.results.map(({ status }) => status) }
}

test('a run that was only late is run again at the end, and the new run replaces it', async () => {
  const { made, runs, statuses } = await run((arm, repeat, time) =>
    arm === 'rpc' && repeat === 1 && time === 1 ? LATE : undefined,
  )
  expect(made).toEqual(['rpc 1', 'queue 1', 'rpc 2', 'queue 2', 'rpc 1'])
  expect(statuses).toEqual(['valid', 'valid', 'valid', 'valid'])
  expect(runs.results[0]!.inFlightMax).toBe(5)
  expect(runs.discarded).toMatchObject([{ arm: 'rpc', repeat: 1, warnings: [LATE] }])
})

test('each is run again at most rerunMax times, and each discarded run is counted', async () => {
  for (const [rerunMax, made] of [
    [0, 4],
    [1, 5],
    [3, 7],
  ] as const) {
    const result = await run((arm, repeat) => (arm === 'queue' && repeat === 2 ? LATE : undefined), { rerunMax })
    expect([result.made.length, result.runs.discarded.length]).toEqual([made, rerunMax])
    expect(result.statuses).toEqual(['valid', 'valid', 'valid', 'invalid'])
  }
})

test('a fault is no lateness and is not run again', async () => {
  const { made, runs, statuses } = await run((arm) => (arm === 'rpc' ? FAULT : undefined))
  expect([made.length, runs.discarded.length]).toEqual([4, 0])
  expect(statuses).toEqual(['invalid', 'valid', 'invalid', 'valid'])
})

test('a rerun that fails for another reason does not replace the late run, and is tried again', async () => {
  const { made, runs, statuses } = await run((arm, repeat, time) => {
    if (arm === 'queue' && repeat === 2) return [LATE, FAULT, undefined][time - 1]
    return undefined
  })
  expect(made.slice(4)).toEqual(['queue 2', 'queue 2'])
  expect(runs.discarded.map(({ warnings }) => warnings)).toEqual([[FAULT], [LATE]])
  expect(statuses).toEqual(['valid', 'valid', 'valid', 'valid'])
  const once = await run((arm, _, time) => (arm === 'rpc' ? [LATE, FAULT][time - 1] : undefined), { rerunMax: 1 })
  expect(once.runs.results.map(({ warnings }) => warnings)).toEqual([[LATE], [], [LATE], []])
})

test('an interrupted rerun replaces no run', async () => {
  const controller = new AbortController()
  const interrupted = (_: string, __: number, time: number) => {
    if (time === 1) return LATE
    controller.abort()
    return 'partial'
  }
  const { made, runs, statuses } = await run(interrupted, { signal: controller.signal })
  expect([made.length, runs.discarded.length]).toEqual([5, 0])
  expect(statuses).toEqual(['invalid', 'invalid', 'invalid', 'invalid'])
})

test('no run begins after the signal', async () => {
  const { made, statuses } = await run(() => undefined, { signal: AbortSignal.abort() })
  expect([made, statuses]).toEqual([[], []])
})

test('a target that dies during reruns leaves the earlier results', async () => {
  const { error, statuses } = await run((_, __, time) => {
    if (time > 1) throw new CannotRunError('nothing answers')
    return LATE
  })
  expect(error).toEqual(new CannotRunError('nothing answers'))
  expect(statuses.length).toBe(4)
})
