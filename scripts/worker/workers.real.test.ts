import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Cell, cellsOf } from '../../bench/cell.ts'
import { CannotRunError } from '../../bench/core/cannot-run-error.ts'
import { TargetHost } from '../../bench/engine/target-host.ts'
import { planOf } from '../../bench/load/load.ts'
import type { RunResult } from '../../bench/metrics/result.ts'
import { attemptsOf } from '../../bench/metrics/scope.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { ChildPool } from '../../bench/workers/child-pool.ts'
import type { SuiteSource } from '../../bench/workers/messages.ts'
import { runShared, type SharedRunOptions } from '../../bench/workers/run-shared.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { environmentClass } from '../cli/environment.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const planned = (cell: Cell) => [...planOf(cell.load, cell.seed)].length
const total = (run: RunResult, of: (counts: RunResult['phases'][number]) => number) =>
  run.phases.reduce((sum, counts) => sum + of(counts), 0)
const dataIn = (folder: string): RunData => JSON.parse(readFileSync(join(desk.folder, folder, 'run.json'), 'utf8'))

test('`run --workers 2`: the merged ledger is the plan, and the target saw each attempt', async () => {
  const suite = desk.file('small.json', SMALL_SUITE)
  const { code, out } = await desk.run('run', suite, '--workers', '2', '--out', 'shared')
  expect([code, out]).toEqual([0, expect.stringContaining('results in shared')])
  const { runs, environment } = dataIn('shared')
  // All on this host.
  expect(environment.class).toBe(environmentClass())
  for (const run of runs) {
    expect(total(run, ({ outcomes }) => outcomes.ok)).toBe(30)
    expect(run.target!.attempts).toBe(total(run, attemptsOf))
    expect(run.workers!.map(({ planned, requests, lost }) => [planned, requests, lost])).toEqual([
      [15, 15, null],
      [15, 15, null],
    ])
    expect(new Set(run.workers!.map(({ name }) => name)).size).toBe(2)
  }
  expect(readFileSync(join(desk.folder, 'shared/report.md'), 'utf8')).toContain('### Workers')
})

test('a suite that brings policies runs in workers too, with its trace', async () => {
  desk.file('times.csv', 'ms\n0\n10\n20\n30\n')
  const suite = desk.file(
    'own.ts',
    `import { custom, defineSuite } from 'stormbench'
     const twice = custom('twice', () => (inner) => (request, settle) => inner(request, () => inner({ ...request, cause: 'retry' }, settle)))
     export default defineSuite({ ...${JSON.stringify(SMALL_SUITE)}, name: 'own', load: { trace: { file: 'times.csv' } },
       arms: { rpc: { style: 'rpc', policy: [twice] } } })`,
  )
  const { code, err } = await desk.run('run', suite, '--workers', '2', '--seed', '3', '--out', 'own', '--quiet')
  // What a policy remembers nobody knows.
  expect([code, err]).toEqual([0, expect.stringMatching(/^note: .* custom of it was there 2 times\. [^\n]*\n$/)])
  const [run] = dataIn('own').runs
  expect([run!.seed, run!.target!.attempts, total(run!, ({ outcomes }) => outcomes.ok)]).toEqual([3, 8, 4])
})

describe('of the workers of a run', () => {
  const suite = { ...SMALL_SUITE, load: '3s@50', drainMs: 5000 }
  const cell = cellsOf(parseSuite(suite))[0]!
  const source: SuiteSource = { kind: 'data', suite }
  const host = new TargetHost()
  const pool = new ChildPool(new URL('worker-child.ts', import.meta.url), { brokerUrls: {} })
  let runs = 0
  afterAll(() => Promise.all([pool.close(), host.close()]))
  const run = async (more: Partial<SharedRunOptions> = {}) => {
    await host.prepare(cell.target)
    runs += 1
    return runShared(cell, host, { pool, workers: 2, repeat: 1, run: runs, source, ...more })
  }

  test('a killed worker is reported with its share; the next run has a new one', async () => {
    const { name } = (await pool.take(2))[1]!
    const pid = Number(name.split(' ').at(-1))
    const lossy = await run({
      onProgress: ({ elapsedMs }) => {
        if (elapsedMs > 2500) kill(pid)
      },
    })
    expect(lossy.status).toBe('invalid')
    expect(lossy.workers!.map(({ lost }) => lost?.why)).toEqual([undefined, 'it ended (SIGKILL)'])
    expect(lossy.workers![1]!.requests).toBeGreaterThan(0)
    expect(lossy.warnings[0]!.message).toContain(`Worker ${name} was lost at `)
    expect(lossy.warnings[0]!.message).toContain('Its share was 75 of the 150 requests (50.0 %)')
    expect(total(lossy, ({ requests }) => requests)).toBe(planned(cell))
    expect(total(lossy, ({ outcomes }) => outcomes.dropped)).toBe(75 - lossy.workers![1]!.requests)
    const whole = await run()
    expect([whole.status, whole.warnings, whole.workers!.length]).toEqual(['valid', [], 2])
    expect(total(whole, ({ outcomes }) => outcomes.ok)).toBe(planned(cell))
  })

  test('all stop at the signal, and the results so far are a partial run', async () => {
    const stop = new AbortController()
    const partial = await run({
      signal: stop.signal,
      onProgress: ({ elapsedMs }) => {
        if (elapsedMs > 500) stop.abort()
      },
    })
    expect(partial.status).toBe('partial')
    expect(total(partial, ({ requests }) => requests)).toBeLessThan(planned(cell))
    expect(total(partial, ({ outcomes }) => outcomes.ok)).toBeGreaterThan(0)
  })

  test('one that will not run it says why', async () => {
    const refused = run({ source: { kind: 'data', suite: { ...suite, load: 'x' } } })
    await expect(refused).rejects.toThrow(CannotRunError)
    await expect(refused).rejects.toThrow(/^worker \S+ \d+: load.plan: must be pieces/)
  })
})

/** Kills a process unless that was done before. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is dead already.
  }
}
