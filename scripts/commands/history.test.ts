import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { figure, type Sample } from '../../bench/metrics/sample.ts'
import type { RunData } from '../../reports/data/run-data.ts'
import { runData } from '../../reports/data/testing.ts'
import { nightAt } from '../../reports/history/testing.ts'
import { runProgram } from '../program.ts'
import { Desk, placeIn, SMALL_SUITE } from '../testing.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

/** A result folder of the n-th night in which an operation takes so long. */
function result(n: number, ns: number, fields: Partial<Sample> = {}, data: Partial<RunData> = {}): string {
  const of = { suite: 'micro', arm: 'breaker', variant: 'default', unit: 'ns', better: 'lower' } as const
  const measured = [figure({ ...of, metric: 'time_per_operation', value: ns, ...fields })]
  const environment = { class: 'linux x64', calibration: 50, startedAt: nightAt(n), commit: `c${n}` }
  desk.file(`night-${n}/run.json`, runData({ environment, plans: { micro: 'full' }, measured, ...data }))
  return `night-${n}`
}

async function addNights(values: readonly number[], from = 0): Promise<void> {
  for (const [i, ns] of values.entries()) await desk.run('history', 'add', result(from + i, ns))
}

const read = (path: string) => readFileSync(join(desk.folder, path), 'utf8')
const BEFORE = [99, 101, 100, 98, 102, 100, 99, 101]
const AFTER = [130, 129, 131, 130, 128, 132, 130, 129]

test('add appends a night and says so; the second time it is refused and nothing is written', async () => {
  const first = await desk.run('history', 'add', result(0, 100))
  expect(first).toEqual({
    code: 0,
    err: '',
    out: 'added the night of 2026-01-01 02:00 (commit c0) to bench/history.csv: 1 figure\n',
  })
  const csv = read('bench/history.csv')
  const second = await desk.run('history', 'add', 'night-0')
  expect(second.code).toBe(2)
  expect(second.err).toContain(
    'must hold a run once, and micro of 2026-01-01T02:00:00.000Z (commit c0) is in it already',
  )
  expect(read('bench/history.csv')).toBe(csv)
  expect(readdirSync(join(desk.folder, 'bench'))).toEqual(['history.csv'])
})

test('a night that must not be used is kept with its status, and reported', async () => {
  await addNights([100])
  const { code, out } = await desk.run('history', 'add', result(1, 900, { status: 'invalid' }))
  expect([code, out.endsWith(': 1 figure, 1 of them not to be used\n')]).toEqual([0, true])
  const check = await desk.run('history', 'check')
  expect([check.code, check.out]).toEqual([
    0,
    'No new change.\n\n1 series over 2 nights, 0 breaks.\n1 figure left out: invalid, partial or not known in every repeat.\n',
  ])
})

test('checked night by night, a step is one alarm: suspect, exit code 1 once, then remembered', async () => {
  const codes: number[] = []
  const suspects: boolean[] = []
  for (const [n, ns] of [...BEFORE, ...AFTER].entries()) {
    await addNights([ns], n)
    const { code, out } = await desk.run('history', 'check')
    codes.push(code)
    suspects.push(out.includes('Suspects'))
  }
  expect(codes).toEqual([...BEFORE.map(() => 0), 0, 0, 1, ...AFTER.slice(3).map(() => 0)])
  expect(suspects).toEqual([...BEFORE.map(() => false), true, true, ...AFTER.slice(2).map(() => false)])
  expect(read('bench/history-reported.csv').split('\n')).toEqual([
    'at,suite,arm,variant,metric,kind,direction',
    `${nightAt(8)},micro,breaker,default,time_per_operation,noisy,regressed`,
    '',
  ])
  expect((await desk.run('history', 'check')).out).toContain('No new change (1 reported before; --all shows them).')
})

test('--all reports earlier changes again and remembers nothing; --json is one document', async () => {
  await addNights([...BEFORE, ...AFTER])
  const all = await desk.run('history', 'check', '--all', '--json')
  expect([all.code, all.err]).toEqual([1, ''])
  expect(JSON.parse(all.out)).toMatchObject({
    series: 1,
    nights: 16,
    unused: 0,
    breaks: [],
    suspects: [],
    changes: [
      {
        suite: 'micro',
        metric: 'time_per_operation',
        at: nightAt(8),
        commit: 'c8',
        direction: 'regressed',
        before: 100,
        after: 129.875,
        share: 0.29875,
      },
    ],
  })
  expect(existsSync(join(desk.folder, 'bench/history-reported.csv'))).toBe(false)
  expect((await desk.run('history', 'check')).code).toBe(1)
  expect((await desk.run('history', 'check')).code).toBe(0)
  expect((await desk.run('history', 'check', '--all')).code).toBe(1)
})

test('--out holds the document; a change that cannot be written is reported again the next time', async () => {
  await addNights([...BEFORE, ...AFTER])
  const refused = await desk.run('history', 'check', '--out', 'bench/history.csv')
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('--out: must be a new file or a JSON document')
  expect(read('bench/history.csv').split('\n')).toHaveLength(18)
  expect((await desk.run('history', 'check', '--out', 'bench')).code).toBe(2)
  expect(readdirSync(join(desk.folder, 'bench'))).toEqual(['history.csv'])
  const reported = await desk.run('history', 'check', '--out', 'new/check.json')
  expect([reported.code, reported.out.startsWith('direction')]).toEqual([1, true])
  expect(JSON.parse(read('new/check.json')).changes).toMatchObject([{ at: nightAt(8), night: nightAt(8) }])
  expect((await desk.run('history', 'check', '--out', 'new/check.json')).code).toBe(0)
  expect(JSON.parse(read('new/check.json')).changes).toEqual([])
  expect(readdirSync(join(desk.folder, 'new'))).toEqual(['check.json'])
})

test('what could not be printed is reported the next time', async () => {
  await addNights([...BEFORE, ...AFTER])
  const closed = () => {
    throw new Error('EPIPE')
  }
  const console = { out: closed, err: () => undefined, outWidth: undefined, errWidth: undefined }
  const options = placeIn(desk.folder)
  await expect(runProgram(['history', 'check'], console, options)).rejects.toThrow('EPIPE')
  expect((await desk.run('history', 'check')).code).toBe(1)
})

test('an improvement is reported and fails nothing', async () => {
  await addNights([...AFTER, ...BEFORE])
  const { code, out } = await desk.run('history', 'check')
  expect(code).toBe(0)
  expect(out).toMatch(/^improved {3}micro: breaker {2}time_per_operation \[ns\] +129.88 +100.00 +-23.0 %/m)
})

test('another machine breaks the series, and that is reported', async () => {
  await addNights(BEFORE)
  for (const [i, ns] of AFTER.entries()) {
    const environment = { class: 'arm64', calibration: 30, startedAt: nightAt(8 + i), commit: null }
    await desk.run('history', 'add', result(8 + i, ns, {}, { environment }))
  }
  const { code, out } = await desk.run('history', 'check')
  expect(code).toBe(0)
  expect(out).toContain('1 series over 16 nights, 1 break.\n1 series breaks at 2026-01-09 02:00: another machine;')
})

test('two folders of one night are one night, and break the series at one place', async () => {
  const night = (n: number) => ['--night', `2026-02-0${n}`]
  const folderOf = (suite: string, n: number) => {
    const environment = { class: 'linux x64', calibration: 50, commit: 'c', startedAt: nightAt(n) }
    const startedAt = suite === 'micro' ? nightAt(n) : nightAt(n).replace('T02', 'T03')
    const plans = { [suite]: n < 2 ? 'full' : 'quick' }
    return result(n, 100, { suite }, { plans, environment: { ...environment, startedAt } })
  }
  for (const n of [0, 1, 2]) {
    for (const suite of ['micro', 'other']) {
      const { out } = await desk.run('history', 'add', folderOf(suite, n), ...night(n))
      expect(out).toContain(`added the night of 2026-02-0${n} (commit`)
    }
  }
  expect((await desk.run('history', 'check')).out).toBe(
    'No new change.\n\n2 series over 3 nights, 1 break.\n' +
      '2 series break at 2026-02-02: another plan; nothing is compared across it.\n',
  )
})

test('nothing to check or to draw ends with 3', async () => {
  const none = 'there is no night in bench/history.csv (history add appends one)\n'
  expect(await desk.run('history', 'check')).toEqual({ code: 3, out: '', err: none })
  expect(await desk.run('history', 'show')).toEqual({ code: 3, out: '', err: none })
  await desk.run('history', 'add', result(0, 100, { status: 'invalid' }))
  const unusable = await desk.run('history', 'check')
  expect([unusable.code, unusable.err.startsWith('no night can be used in bench/history.csv')]).toEqual([3, true])
})

test('show draws charts and a page, elsewhere and some of them when asked; the same bytes each time', async () => {
  await addNights(BEFORE)
  expect((await desk.run('history', 'show')).out).toBe('1 chart and history.md in stormbench-results/history-charts\n')
  const asked = await desk.run('history', 'show', '--series', 'micro time_per', '--out', 'mine')
  expect([asked.code, asked.out]).toEqual([0, '1 chart and history.md in mine\n'])
  for (const name of ['history.md', 'micro_default_breaker_time_per_operation_noisy.svg']) {
    expect(read(`mine/${name}`)).toBe(read(`stormbench-results/history-charts/${name}`))
  }
  const none = await desk.run('history', 'show', '--series', 'nothing')
  expect([none.code, none.err]).toEqual([
    2,
    '--series: must be in the name of a series, such as "micro default breaker time_per_operation noisy", got "nothing"\n',
  ])
})

test('a run in virtual time is added to another file, and its figures are exact', async () => {
  const suite = desk.file('small.json', SMALL_SUITE)
  await desk.run('run', suite, '--clock', 'virtual', '--out', 'one', '--quiet')
  await desk.run('run', suite, '--clock', 'virtual', '--out', 'two', '--quiet')
  for (const folder of ['one', 'two']) {
    expect((await desk.run('history', 'add', folder, '--file', 'own/exact.csv')).code).toBe(0)
  }
  const { code, out } = await desk.run('history', 'check', '--file', 'own/exact.csv')
  expect([code, out]).toEqual([0, 'No new change.\n\n9 series over 2 nights, 0 breaks.\n'])
})

test.each([
  ['no result folder', ['add', 'nowhere'], 'must be a result folder with a run.json'],
  [
    'a history that is none',
    ['check', '--file', 'notes.csv'],
    'notes.csv: line 1: must be the heading at,night,commit,class',
  ],
  [
    'a history that is none, to add to',
    ['add', 'night-0', '--file', 'notes.csv'],
    'notes.csv: line 1: must be the heading',
  ],
  ['a folder', ['check', '--file', '.'], 'must be a file, got a folder'],
  ['a folder in use', ['show', '--out', '.'], '--out: must be empty or a folder with history.md'],
  ['an empty name', ['check', '--file', ''], 'It must not be empty'],
  ['no command', [], 'Usage: stormbench history'],
])('%s ends with 2', async (_, argv, message) => {
  await addNights([100])
  desk.file('notes.csv', 'hello\n')
  const { code, err } = await desk.run('history', ...argv)
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(read('notes.csv')).toBe('hello\n')
})

test('a result without a figure that gates is refused', async () => {
  const { code, err } = await desk.run('history', 'add', result(0, 100, { metric: 'max_rss' }))
  expect(code).toBe(2)
  expect(err).toContain('must hold a figure that may fail a comparison')
  expect(existsSync(join(desk.folder, 'bench'))).toBe(false)
})
