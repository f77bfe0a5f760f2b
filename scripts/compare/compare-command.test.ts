import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunResult } from '../../bench/metrics/result.ts'
import { parseComparison } from '../../reports/compare/compare-json.ts'
import { Desk } from '../testing.ts'

const desk = new Desk()
/** A retrying arm and one without retries against a target that is too small for them. */
const suite = (retriesMax: number, load = '2s@120') => ({
  name: 'small',
  question: 'Who retries too much?',
  repeats: 1,
  deadlineMs: 2000,
  load,
  target: { model: 'workers', slots: 2, service: { kind: 'exponential', meanMs: 20 } },
  arms: {
    eager: {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax },
        { kind: 'timeout', timeoutMs: 200 },
      ],
    },
    calm: { style: 'rpc', policy: [{ kind: 'timeout', timeoutMs: 200 }] },
  },
})
const simulate = (file: string, out: string, ...rest: string[]) =>
  desk.run('run', file, '--clock', 'virtual', '--quiet', '--out', out, ...rest)
const compare = (...argv: string[]) => desk.run('compare', ...argv, '--out', 'compared')
const compared = () => parseComparison(readFileSync(join(desk.folder, 'compared/compare.json'), 'utf8'), 'compare.json')
const gating = () => compared().rows.filter(({ gates }) => gates)
const verdicts = () => [...new Set(gating().map(({ verdict }) => verdict))]

beforeAll(async () => {
  await simulate(desk.file('three.json', suite(3)), 'three')
  await simulate(desk.file('one.json', suite(1)), 'one')
  await simulate(desk.file('load.json', suite(3, '2s@60')), 'load')
})
afterAll(() => desk.remove())

/** A copy of `three` whose run.json is changed. */
function changed(name: string, change: (runs: RunResult[]) => unknown): string {
  mkdirSync(join(desk.folder, name))
  const data = JSON.parse(readFileSync(join(desk.folder, 'three/run.json'), 'utf8'))
  desk.file(`${name}/run.json`, { ...data, runs: change(data.runs) })
  return name
}

test('a folder and itself are equal in every series', async () => {
  const { code, out, err } = await compare('three', 'three')
  expect([code, err]).toEqual([0, ''])
  expect(out.split('\n')).toEqual([
    '6 gate series: 0 regressed, 0 improved, 0 equivalent, 0 inconclusive, 6 equal. Exact figures: any change is found.',
    '',
    'comparison in compared: compare.md, compare.csv, compare.json',
    '',
  ])
  expect(compared().rows.every(({ verdict }) => verdict === 'equal')).toBe(true)
})

test('so are two runs of the same suite, to the byte', async () => {
  await simulate('three.json', 'again')
  await compare('three', 'again')
  const files = () =>
    ['md', 'csv', 'json'].map((end) => readFileSync(join(desk.folder, `compared/compare.${end}`), 'utf8'))
  const first = files()
  expect(verdicts()).toEqual(['equal'])
  await compare('three', 'again')
  expect(files()).toEqual(first)
})

test('another number in one policy is found in a single run, with what it moved and where it was changed', async () => {
  const better = await compare('three', 'one')
  expect([better.code, better.out]).toEqual([
    0,
    expect.stringContaining('configuration: small: arms.eager.policy[0].retriesMax: was 3, is 1\n'),
  ])
  const moved = () => gating().filter(({ verdict }) => verdict !== 'equal')
  expect(moved().map(({ arm, metric, verdict }) => [arm, metric, verdict])).toEqual([
    ['eager', 'retry_amplification', 'improved'],
  ])
  const worse = await compare('one', 'three')
  expect([worse.code, moved()[0]!.verdict]).toEqual([1, 'regressed'])
  expect(worse.out).toContain('retriesMax: was 1, is 3')
  // The arm that was not touched met the same dice.
  expect(compared().rows.filter(({ arm, verdict }) => arm === 'calm' && verdict !== 'equal')).toEqual([])
})

test('under another load, or with other seeds, nothing can be compared', async () => {
  const load = await compare('three', 'load')
  expect([load.code, verdicts()]).toEqual([3, ['incomparable']])
  expect(load.out).toContain('load, target, faults, deadline or number of workers differ')
  await simulate('three.json', 'seed-8', '--seed', '8')
  const seeds = await compare('three', 'seed-8')
  expect([seeds.code, seeds.out, verdicts()]).toEqual([
    3,
    expect.stringContaining('no seed in common'),
    ['incomparable'],
  ])
})

test.each([
  ['is not there', 'gone', 'must be a result folder, got gone, which is not there'],
  ['is empty', 'empty', 'must be a result folder with a run.json, or a baseline with a plans.json'],
  ['is of another version', 'version', 'run.json: must have schema'],
  ['has no runs', 'no-runs', 'must hold results, got none in no-runs'],
])('a side that %s is not judged, and named', async (_, name, message) => {
  mkdirSync(join(desk.folder, 'empty'), { recursive: true })
  desk.file('version/run.json', '{"schema": 1}')
  if (name === 'no-runs') changed(name, () => [])
  for (const [argv, label] of [
    [[name, 'three'], 'base'],
    [['three', name], 'head'],
  ] as const) {
    const { code, out, err } = await compare(...argv)
    expect([code, out, err]).toEqual([3, '', expect.stringContaining(message)])
    expect(err.startsWith(`${label}: `)).toBe(true)
  }
})

test('a side that no run could have written is a mistake, and the side is named', async () => {
  desk.file('broken/run.json', '{"schema":')
  const { code, out, err } = await compare('three', 'broken')
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(`head: ${join(desk.folder, 'broken', 'run.json')}: must be JSON: `)
})

test.each(['invalid', 'partial'] as const)('a side with a run that is %s is not judged', async (status) => {
  const bad = changed(status, (runs) => runs.map((run, i) => (i === 0 ? { ...run, status } : run)))
  for (const [base, head, side] of [
    [bad, 'three', 'base'],
    ['three', bad, 'head'],
  ] as const) {
    expect(await compare(base, head)).toMatchObject({
      code: 3,
      out: expect.stringContaining(`1 of 1 runs of ${side} ${status}`),
    })
  }
})

test('an arm that head lacks is missing and not judged, one that base lacks is new and fails nothing', async () => {
  const less = changed('less', (runs) => runs.slice(0, 1))
  expect([(await compare('three', less)).code, verdicts()]).toEqual([3, ['equal', 'missing']])
  expect([(await compare(less, 'three')).code, verdicts()]).toEqual([0, ['equal', 'new']])
})

test('--by arm compares the arms of one folder; that one is worse is a finding and no failure', async () => {
  const { code, out } = await compare('three', '--by', 'arm')
  expect([code, out]).toEqual([0, expect.stringMatching(/^3 gate series: 1 worse, 2 better, /)])
  expect(out).toMatch(/small calm\/eager +retry_amplification +3\.087 +1\.000 +-2\.087 +better/)
  const other = await compare('three', '--by', 'arm', '--base-arm', 'calm')
  expect(other.out).toMatch(/small eager\/calm +retry_amplification +1\.000 +3\.087 +\+2\.087 +worse/)
  expect((await compare('three', '--by', 'arm', '--arm', 'eager')).code).toBe(3)
})

test('--by arm of two folders asks whether the gap between the arms changed', async () => {
  const { code, out } = await compare('three', 'one', '--by', 'arm')
  expect([code, out]).toEqual([0, expect.stringMatching(/^3 gate series: 1 changed, /)])
  expect(out).toMatch(/small calm\/eager +retry_amplification +-2\.087 +-0\.696 +\+1\.392 +changed/)
})

test.each([
  ['--suite', '"smell"; did you mean small\\?', 'one of small'],
  ['--variant', '"smell"', 'one of '],
  ['--arm', '"smell"', 'one of eager, calm'],
  ['--base-arm', '"smell"', 'one of eager, calm'],
])('an unknown name after %s is a mistake, with all that are known', async (option, got, known) => {
  const { code, out, err } = await compare('three', 'one', '--by', 'arm', option, 'smell')
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(new RegExp(`^${option}: must be ${known}.*, got ${got}\n$`))
})

test('a head must be given, except with --by arm', async () => {
  expect(await compare('three')).toMatchObject({ code: 2, err: 'head: must be given, except with --by arm\n' })
})

test('--json prints the comparison and nothing else, --quiet prints nothing', async () => {
  const { code, out, err } = await compare('three', 'one', '--json')
  expect([code, err, parseComparison(out, 'stdout')]).toEqual([0, '', compared()])
  expect(await compare('three', 'one', '--quiet')).toEqual({ code: 0, out: '', err: '' })
})

test('a choice of arms is all that is compared', async () => {
  await compare('one', 'three', '--arm', 'calm')
  expect([...new Set(compared().rows.map(({ arm }) => arm))]).toEqual(['calm'])
})

test('an unreadable noise file is a mistake, a missing one is not', async () => {
  writeFileSync(join(desk.folder, 'bad.csv'), 'a,b\n')
  expect(await compare('three', 'three', '--noise', 'bad.csv')).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'bad.csv: line 1: must be the heading class,suite,arm,variant,phase,metric,scale,noise, got "a,b"',
    ),
  })
  expect((await compare('three', 'three', '--noise', 'none.csv')).code).toBe(0)
})
