import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runProgram } from '../program.ts'
import { Desk, placeIn, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

const naive = {
  style: 'rpc',
  policy: [
    { kind: 'retry', retriesMax: 3 },
    { kind: 'timeout', timeoutMs: 100 },
  ],
}
const STORM = {
  name: 'storm',
  question: 'Who keeps it down?',
  seed: 1,
  deadlineMs: 400,
  drainMs: 1000,
  collapseAfterMs: 20_000,
  target: { model: 'workers', slots: 2, service: { kind: 'constant', ms: 10 }, queueMax: 40 },
  faults: [{ kind: 'capacity', factor: 0, fromMs: 1000, toMs: 2000 }],
  load: '9s@80',
  arms: { naive, bare: { style: 'rpc' } },
}
const storm = desk.file('storm.json', STORM)

test('an arm is explained on the terminal, and nothing is written', async () => {
  const { code, out } = await desk.run('why', storm, '--seeds', '1')
  expect(code).toBe(0)
  const lines = out.split('\n')
  expect(lines[0]).toBe('storm: Who keeps it down?')
  expect(out).toContain(
    'It stays down (metastable in 1 of 1 seeds). Retries keep the target overloaded: 100 % of what was\nlost after the trigger. While nothing is answered, each request makes 4.00 attempts. At the rate\nbefore the trigger these are 1.60 times the capacity of the target, so retries alone keep it\noverloaded.',
  )
  expect(out).toContain('arms.naive.policy[0].retriesMax 3 -> 1')
  // An arm without an element is explained only when it is named.
  expect(lines.filter((line) => line.startsWith('=='))).toEqual(['== storm, naive =='])
  expect(existsSync(join(desk.folder, 'stormbench-results'))).toBe(false)
})

test('--out writes three files; --quick searches no changes where a run is long', async () => {
  const args = ['why', storm, '--arm', 'naive', '--quick', '--seeds', '1', '--out']
  const first = await desk.run(...args, 'one')
  const second = await desk.run(...args, 'two')
  expect([first.code, second.code]).toEqual([0, 0])
  expect(first.out).toContain('result in one: why.md, why.csv, why.json')
  expect(first.out).toContain('not searched (--quick searches up to 2000 attempts per run')
  const text = (folder: string, file: string) => readFileSync(join(desk.folder, folder, file), 'utf8')
  for (const file of ['why.md', 'why.csv']) expect(text('one', file)).toBe(text('two', file))
  expect(JSON.parse(text('one', 'why.json'))).toMatchObject({
    schema: 3,
    status: 'complete',
    environment: { command: expect.stringMatching(/^why /) },
  })
})

test('--json prints the result without the environment', async () => {
  const { code, out, err } = await desk.run('why', storm, '--arm', 'bare', '--seeds', '1', '--seed', '5', '--json')
  expect([code, err]).toEqual([0, ''])
  const data = JSON.parse(out)
  expect(data).toMatchObject({
    suite: 'storm',
    variant: 'default',
    seeds: { first: 5, count: 1 },
    arms: [{ arm: 'bare', complete: true }],
  })
  expect(data).not.toHaveProperty('environment')
})

test('--decide-cap before the horizon leaves what stays down undecided', async () => {
  const args = ['why', storm, '--arm', 'naive', '--quick', '--seeds', '1', '--json']
  const verdict = async (cap: string) =>
    JSON.parse((await desk.run(...args, '--decide-cap', cap)).out).arms[0].full.verdict
  expect([await verdict('19s'), await verdict('20s')]).toEqual(['undecided', 'metastable'])
})

test('stopped on the way it shows what there is and ends with 130', async () => {
  let [out, stop] = ['', false]
  const console = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      if (!text.includes('without retry') || stop) return
      stop = true
      process.emit('SIGTERM')
    },
    outWidth: undefined,
    errWidth: 80,
  }
  const argv = ['why', storm, '--seeds', '1', '--out', join(desk.folder, 'stopped')]
  const code = await runProgram(argv, console, placeIn(desk.folder))
  expect(code).toBe(130)
  expect(out).toContain('partial result in stopped')
  expect(JSON.parse(readFileSync(join(desk.folder, 'stopped', 'why.json'), 'utf8'))).toMatchObject({
    status: 'partial',
    arms: [{ arm: 'naive', complete: false, runs: 2, sustain: { rho: 0.4 }, ablations: [] }],
  })
})

describe('what cannot be explained ends with 2', () => {
  const file = (name: string, changes: object) => desk.file(`${name}.json`, { ...STORM, ...changes })
  test.each([
    [[], 'suite: must be given, such as: why brownout'],
    [['nothing'], 'suite: must be one of'],
    [[storm, '--arm', 'other'], '--arm: must be one of naive, bare, got "other"'],
    [[storm, '--variant', 'other'], '--variant: must be one of default, got "other"'],
    [[storm, '--seeds', '0'], 'It must be a whole number from 1 to 1000, got "0"'],
    [[storm, '--decide-cap', 'x'], '--decide-cap: must be numbers, spans with ms, s or m, got "x"'],
    [[storm, '--seeds=-3'], 'It must be a whole number from 1 to 1000, got "-3"'],
    [[storm, '--seeds', '1001'], 'It must be a whole number from 1 to 1000, got "1001"'],
    [
      [file('calm', { faults: [] })],
      'storm: must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, to be judged',
    ],
    [
      [file('url', { target: { url: 'http://127.0.0.1:1/' }, faults: [] })],
      'storm: target.url: must be a model in virtual time',
    ],
    [
      [file('bare', { arms: { bare: STORM.arms.bare } })],
      'storm: must have an arm with a policy or a queue, or --arm to name one without',
    ],
    [[desk.file('small.json', SMALL_SUITE), '--out', storm], 'must have a trigger'],
    [[storm, '--out', storm], '--out: must be a folder'],
  ])('%j', async (argv, message) => {
    const { code, err } = await desk.run('why', ...(argv as string[]))
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

test('the first variant is explained unless another is named', async () => {
  const variants = { calm: { about: '', load: '9s@20' }, busy: { about: '' } }
  const path = desk.file('variants.json', { ...STORM, variants })
  const { out } = await desk.run('why', path, '--arm', 'naive', '--seeds', '1', '--quick', '--json')
  expect(JSON.parse(out)).toMatchObject({
    variant: 'calm',
    arms: [{ sustain: { rho: 0.1 }, full: { verdict: 'recovered' } }],
  })
})
