import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { RunData } from '../../reports/data/run-data.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

let desk = new Desk()
beforeEach(() => {
  desk.remove()
  desk = new Desk()
})
afterAll(() => desk.remove())

const dataOf = (out: string): RunData => JSON.parse(readFileSync(join(desk.folder, out, 'run.json'), 'utf8'))
const filesOf = (out: string) =>
  Object.fromEntries(
    readdirSync(join(desk.folder, out))
      .sort()
      .map((name) => [name, readFileSync(join(desk.folder, out, name), 'utf8')]),
  )
const virtual = (suite: string, out: string, ...more: string[]) =>
  desk.run(suite, '--clock', 'virtual', '--out', out, ...more)

/** A target with chance in it, a trigger, and as many repeats. */
const CHANCE_SUITE = {
  ...SMALL_SUITE,
  name: 'chance',
  repeats: 2,
  target: { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.1 },
  load: { arrival: 'poisson', plan: '2s@0.5rho,1s@1.5rho,6s@0.5rho' },
}

test('run twice in virtual time, all files but run.json are the same, byte for byte', async () => {
  const suite = desk.file('chance.json', CHANCE_SUITE)
  expect([(await virtual(suite, 'a')).code, (await virtual(suite, 'b')).code]).toEqual([0, 0])
  const [a, b] = [filesOf('a'), filesOf('b')]
  expect(Object.keys(a)).toEqual([
    'latency.hgrm',
    'report.md',
    'run.json',
    'samples.csv',
    'summary.csv',
    'summary.json',
    'timeline.csv',
  ])
  expect({ ...b, 'run.json': '' }).toEqual({ ...a, 'run.json': '' })
  const [{ environment: _, ...first }, { environment: __, ...second }] = [dataOf('a'), dataOf('b')]
  expect(second).toEqual(first)
})

test('another seed gives another run', async () => {
  const suite = desk.file('chance.json', CHANCE_SUITE)
  await virtual(suite, 'a')
  await virtual(suite, 'b', '--seed', '8')
  expect(filesOf('b')['timeline.csv']).not.toBe(filesOf('a')['timeline.csv'])
})

test('runs in virtual time stand where real ones do, in the order of arms and repeats, the first of each checked', async () => {
  await virtual(desk.file('chance.json', CHANCE_SUITE), 'a')
  const { runs, simulated, status } = dataOf('a')
  expect([status, simulated]).toEqual(['complete', []])
  expect(
    runs.map(({ arm, repeat, seed, clock, trace }) => `${arm} ${repeat} ${seed} ${clock} ${trace !== undefined}`),
  ).toEqual(['rpc 1 7 virtual true', 'rpc 2 8 virtual false', 'queue 1 7 virtual true', 'queue 2 8 virtual false'])
  expect(readFileSync(join(desk.folder, 'a/samples.csv'), 'utf8')).toContain(',exact,')
})

test('both: the same cells and seeds in real and in virtual time, and transfer.csv beside the other files', async () => {
  const suite = desk.file('small.json', SMALL_SUITE)
  const { code, out } = await desk.run(suite, '--clock', 'both', '--out', 'both')
  expect(code).toBe(0)
  const { runs, simulated } = dataOf('both')
  const cells = (list: RunData['runs']) => list.map(({ arm, seed }) => `${arm} ${seed}`)
  expect(runs.map(({ clock }) => clock)).toEqual(['real', 'real'])
  expect(simulated.map(({ clock }) => clock)).toEqual(['virtual', 'virtual'])
  expect(cells(simulated)).toEqual(cells(runs))
  const lines = filesOf('both')['transfer.csv']!.split('\n')
  expect(lines).toContain('small,rpc,default,requests,count,1,30,30,0,,')
  expect(lines).toContain('small,queue,default,ok,count,1,30,30,0,,')
  expect(out).toContain('real against virtual time:')
  expect(filesOf('both')['report.md']).toContain('### Transfer error: real against virtual time')
})

test('a doubt about a run in virtual time is printed beside real ones as well, with exit code 3', async () => {
  const suite = desk.file(
    'hidden.ts',
    `import { custom } from 'stormbench'
     let calls = 0
     const hidden = custom('hidden', () => (inner) => (request, settle) => {
       calls += 1
       if (calls !== 34) return inner(request, settle)
       settle({ kind: 'failed', reason: 'hidden' })
       return () => undefined
     })
     export default { ...${JSON.stringify(SMALL_SUITE)}, arms: { rpc: { style: 'rpc', policy: [hidden] } } }`,
  )
  const { code, err } = await desk.run(suite, '--clock', 'both', '--out', 'both')
  expect(err).toContain(
    'INVALID: small rpc: 1 of 1 run. Reason, in repeat 1 in virtual time: The run does not repeat itself: ',
  )
  expect(code).toBe(3)
  expect(dataOf('both').runs[0]!.status).toBe('valid')
  expect(filesOf('both')['transfer.csv']!.split('\n').length).toBe(2)
})

test('a service of the users own is refused before anything runs, and nothing is written', async () => {
  const suite = desk.file('url.json', { ...SMALL_SUITE, target: { url: 'http://127.0.0.1:1/' } })
  for (const clock of ['virtual', 'both']) {
    const { code, out, err } = await desk.run(suite, '--clock', clock, '--out', 'out')
    expect(err).toContain('small: target.url: must be a model in virtual time')
    expect([code, out, existsSync(join(desk.folder, 'out'))]).toEqual([2, '', false])
  }
})

test('a livelock ends with code 2 and names suite and time, and earlier results are kept', async () => {
  const suite = desk.file(
    'eager.ts',
    `import { custom } from 'stormbench'
     const eager = custom('eager', ({ clock }) => () => () => {
       const again = () => { clock.at(clock.nowMs(), again) }
       again()
       return () => undefined
     })
     export default { ...${JSON.stringify(SMALL_SUITE)}, arms: { fine: { style: 'rpc' }, rpc: { style: 'rpc', policy: [eager] } } }`,
  )
  const small = desk.file('small.json', { ...SMALL_SUITE, name: 'before' })
  const { code, out, err } = await desk.run('run', small, suite, '--clock', 'virtual', '--out', 'out')
  expect(err).toContain('small default rpc: livelock: more than 10000000 tasks at 0 ms')
  expect(code).toBe(2)
  expect([dataOf('out').status, dataOf('out').runs.map(({ suite, arm }) => `${suite} ${arm}`)]).toEqual([
    'partial',
    ['before rpc', 'before queue', 'small fine'],
  ])
  expect(out).toContain('partial results in out')
})
