import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { RunData } from '../../reports/data/run-data.ts'
import { readSource } from '../study/trial-job.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

let desk = new Desk()
beforeEach(() => {
  desk.remove()
  desk = new Desk()
})
afterAll(() => desk.remove())

/** 30 requests of 2 ms each at a target that is never full: in virtual time each takes 2 ms. */
function run(thresholds: object, ...options: string[]) {
  const suite = desk.file('suite.json', { ...SMALL_SUITE, thresholds })
  return desk.run('run', suite, '--clock', 'virtual', '--out', 'out', ...options)
}

const report = () => readFileSync(join(desk.folder, 'out', 'report.md'), 'utf8')
const recorded = () => (JSON.parse(readFileSync(join(desk.folder, 'out', 'run.json'), 'utf8')) as RunData).thresholds

test('all hold: exit code 0, with a table on the terminal and in the report', async () => {
  const { code, out, err } = await run({ response: ['max<=2', 'med<=2'], 'goodput_ratio{arm:queue}': ['rate==1'] })
  expect([code, err]).toEqual([0, expect.not.stringContaining('threshold')])
  expect(out).toContain(`
thresholds:

  arm    threshold                 expression  measured     limit  verdict  reason
✓ rpc    response                  max<=2         2.000     2.000  ok
✓ rpc    response                  med<=2         2.000     2.000  ok
✓ queue  response                  max<=2         2.000     2.000  ok
✓ queue  response                  med<=2         2.000     2.000  ok
✓ queue  goodput_ratio{arm:queue}  rate==1     1.000000  1.000000  ok
`)
  expect(report()).toContain('### Thresholds\n\n5 ok. ')
})

test('one fails: exit code 1, also where another cannot be judged, and stderr says so even when quiet', async () => {
  const { code, out, err } = await run({ response: ['max<2', 'p(99)<2'] }, '--arm', 'rpc', '--quiet')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('threshold failed: small default rpc: response max<2: measured 2.000, limit 2.000\n')
  expect(err).toContain(
    'threshold insufficient: small default rpc: response p(99)<2: fewer than ten samples lie beyond p(99) in repeat 1\n',
  )
})

test('one cannot be judged: exit code 3', async () => {
  expect((await run({ response: ['p(99)<250'] })).code).toBe(3)
  expect(recorded()).toMatchObject([{ verdict: 'insufficient' }, { verdict: 'insufficient' }])
})

test('a verdict is asked for in words: exit code 0, 1, and 3 where there is none to judge', async () => {
  const faults = [{ kind: 'slow', factor: 2, fromMs: 1000, toMs: 2000 }]
  const of = async (condition: string, load: string, own: object = { faults }) => {
    const suite = { ...SMALL_SUITE, load, ...own, thresholds: { 'verdict{arm:rpc}': [condition] } }
    const { code, out, err } = await desk.run('run', desk.file('suite.json', suite), '--clock', 'virtual', '--quiet')
    return [code, out, err.split('\n').find((line) => line.startsWith('threshold'))]
  }
  expect(await of('value==absorbed', '15s@100')).toEqual([0, '', undefined])
  expect(await of('value!=absorbed', '15s@100')).toEqual([
    ...[
      1,
      '',
      'threshold failed: small default rpc: verdict{arm:rpc} value!=absorbed: measured absorbed, limit absorbed',
    ],
  ])
  const why = 'repeat 1 has no verdict: that takes a trigger that ends before the load does'
  expect(await of('value!=metastable', '4s@100', {})).toEqual([
    ...[3, '', `threshold insufficient: small default rpc: verdict{arm:rpc} value!=metastable: ${why}`],
  ])
})

test('a word that is no verdict is reported before anything runs, with the likely one', async () => {
  const { code, err } = await run({ verdict: ['value==absorbd'] })
  expect([code, err]).toEqual([
    2,
    'thresholds.verdict[0]: its limit must be one of absorbed, recovered, slow, oscillating, metastable, undecided, got "absorbd"; did you mean absorbed?\n',
  ])
})

test('a threshold about an arm that is not run is not judged and not shown', async () => {
  const { code, out } = await run({ 'response{arm:queue}': ['max<1'] }, '--arm', 'rpc')
  expect([code, recorded()]).toEqual([0, []])
  expect(out + report()).not.toMatch(/threshold/i)
})

test('--json has those of each suite, and none for a suite without any', async () => {
  expect(JSON.parse((await run({ response: ['max<=2'] }, '--json', '--arm', 'rpc')).out).suites[0].thresholds).toEqual([
    {
      variant: 'default',
      arm: 'rpc',
      threshold: 'response',
      expression: 'max<=2',
      unit: 'ms',
      measured: 2,
      limit: 2,
      verdict: 'ok',
      reason: '',
    },
  ])
  expect(JSON.parse((await run({}, '--json')).out).suites[0].thresholds).toEqual([])
})

test('rendering again gives the same bytes, even without the baseline', async () => {
  await desk.run('run', desk.file('suite.json', SMALL_SUITE), '--clock', 'virtual', '--out', 'before')
  expect((await run({ response: ['max<=baseline*1.10'] }, '--baseline', 'before')).code).toBe(0)
  const before = report()
  expect(before).toContain('| rpc | response | max<=baseline\\*1.10 | 2.000 | 2.200 | ok |  |')
  desk.file('before/run.json', '')
  await desk.run('render', 'out')
  expect(report()).toBe(before)
})

test('the baseline is read before a run that replaces it, and shows a change', async () => {
  await run({})
  const slower = { ...SMALL_SUITE.target, service: { kind: 'constant', ms: 3 } }
  const arms = { rpc: SMALL_SUITE.arms.rpc }
  const suite = (parts: object) =>
    desk.file('next.json', {
      ...SMALL_SUITE,
      arms,
      thresholds: { 'retry_amplification{arm:rpc}': ['rate<=baseline'] },
      ...parts,
    })
  const next = ['--clock', 'virtual', '--baseline', 'out', '--out', 'out']
  expect((await desk.run('run', suite({}), ...next)).code).toBe(0)
  expect((await desk.run('run', suite({ target: slower }), ...next)).code).toBe(3)
  expect(recorded()).toMatchObject([{ reason: 'the baseline has another load, target, faults or deadline' }])
})

test('a folder as `npm run baseline` writes it is a baseline, and has what samples.csv has', async () => {
  await run({})
  const { plans } = JSON.parse(readFileSync(join(desk.folder, 'out', 'run.json'), 'utf8')) as RunData
  desk.file('bench/baseline/plans.json', { schema: 3, plans })
  desk.file('bench/baseline/samples.csv', readFileSync(join(desk.folder, 'out', 'samples.csv'), 'utf8'))
  const { code } = await run({ response: ['avg<=baseline', 'min<=baseline'] }, '--arm', 'rpc')
  expect([code, recorded().map(({ verdict, reason }) => `${verdict} ${reason}`)]).toEqual([
    ...[3, ['ok ', 'insufficient the baseline has no min of response']],
  ])
})

test('a baseline that is not there: a mistake where it was named, else not judged; not looked for where none is needed', async () => {
  const needed = { response: ['max<=baseline'] }
  const { code, err } = await run(needed, '--baseline', 'nowhere')
  expect([code, err]).toEqual([
    ...[2, '--baseline: must be a result folder or a baseline, got nowhere, which is not there\n'],
  ])
  expect(existsSync(join(desk.folder, 'out'))).toBe(false)
  expect((await run(needed)).code).toBe(3)
  expect(recorded()).toMatchObject([{ reason: 'no baseline in bench/baseline' }, {}])
  expect((await run({ response: ['max<=2'] }, '--baseline', 'nowhere')).code).toBe(0)
})

test('a mistake is reported before anything runs', async () => {
  const { code, err } = await run({ 'response{arm:x}': ['max<2'] })
  expect([code, err]).toEqual([2, 'thresholds.response{arm:x}: its arm must be one of rpc, queue, got "x"\n'])
})

test('they are judged by the load that --plan gives', async () => {
  const { code } = await run({ requests: ['count==10'] }, '--plan', '100ms@100')
  expect([code, recorded().map(({ measured }) => measured)]).toEqual([0, [10, 10]])
})

test('studies change a suite, so they ignore its thresholds', async () => {
  const variants = { calm: {}, storm: { load: '200ms@100' } }
  const thresholds = { 'response{arm:queue,variant:calm}': ['max<2'] }
  const name = desk.file('suite.json', { ...SMALL_SUITE, variants, thresholds })
  const { suite } = await readSource({ name, variant: 'storm', horizonMs: undefined })
  expect(suite.thresholds).toEqual({})
})
