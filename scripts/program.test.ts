import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { ALL_SUITES } from '../bench/suites/catalogue.ts'
import { Desk, SMALL_SUITE } from './testing.ts'

let desk = new Desk()
beforeEach(() => {
  desk.remove()
  desk = new Desk()
})
afterAll(() => desk.remove())

const KNOWN = [...ALL_SUITES.map(({ name }) => name), 'capacity', 'micro'].join(', ')

test.each([
  [['complare', 'a', 'b', '--by', 'arm'], 'unknown command or suite "complare"; did you mean compare?'],
  [['rnu'], 'unknown command or suite "rnu"; did you mean run?'],
  [['help', 'comapre'], 'got "comapre"; did you mean compare?'],
  [['history', 'chek'], "unknown command 'chek'\n(Did you mean check?)"],
  [['nightly', '--skip', 'micor'], 'got "micor"; did you mean micro?'],
  [['verify', 'r11'], 'got "r11"; did you mean R1?'],
  [['brust'], `suite: must be one of ${KNOWN} or a file, got "brust"; did you mean burst?`],
  [['burst', '--arm', 'queu'], 'got "queu"; did you mean queue?'],
  [['tutorial', '--variant', 'clock-form-plan'], 'got "clock-form-plan"; did you mean clock-from-plan?'],
  [['burst', '--clock', 'vitual'], 'Allowed choices are real, virtual, both; did you mean virtual?'],
  [['burst', '--broker', 'nat'], 'got "nat"; did you mean nats?'],
  [['burst', '--repeat', '3'], "unknown option '--repeat'\n(Did you mean --repeats?)"],
  [['run', 'nosuch'], `suite: must be one of ${KNOWN} or a file, got "nosuch"`],
  [['--suite', 'tutorial', '--suite', 'nosuch'], `suite: must be one of ${KNOWN} or a file, got "nosuch"`],
  [['burst', '--arm', 'x'], '--arm: must be one of naive-retries, full-jitter, guarded, queue, got "x"'],
  [['burst', '--variant', 'x'], '--variant: must be one of default, got "x"'],
  [
    ['tutorial', '--arm', 'rpc', '--variant', 'clock-from-plan'],
    '--arm, --variant: no arm rpc in variant clock-from-plan',
  ],
  [['run', 'micro', '--repeats', '2'], '--repeats: must not be given for micro, got 2'],
  [
    ['burst', '--plan', '5s'],
    '--plan: must be pieces such as 30s@50 (hold) or 10s@50~500 (ramp), parted by commas, with ms, s, m or h; got "5s"',
  ],
  [
    ['burst', '--plan', '1s@20001'],
    'burst: load: must ask for at most 20000 requests/s, which is what one generator starts on time, got 20001; --workers shares it',
  ],
  [['burst', '--workers', '51'], "argument '51' is invalid. It must be a whole number from 1 to 50"],
  [
    ['burst', '--workers', '2', '--clock', 'virtual'],
    '--workers: must not be given with --clock virtual: one simulation has no workers, got 2',
  ],
  [
    ['burst', '--workers', '2', '--clock', 'both'],
    '--workers: must not be given with --clock both: one simulation has no workers, got 2',
  ],
  [['run', 'micro', '--workers', '2'], '--workers: must not be given for micro, got 2'],
  [
    ['burst', '--nats', 'nats://127.0.0.1'],
    '--workers: must be given with --nats, to say how many of the workers there share the load',
  ],
  [['burst', '--nats-creds', 'x'], '--nats-creds: must be given with --nats'],
  [
    ['burst', '--workers', '2', '--nats', 'http://127.0.0.1'],
    '--nats: must be a URL that begins with nats:// or tls://',
  ],
  [
    ['worker', '--nats', 'nats://127.0.0.1', '--nats-creds', '/none'],
    '--nats-creds: /none cannot be read: ENOENT: no such file or directory',
  ],
  [['burst', '--plan', '1h@5000'], '--plan: must ask for at most 10000000 requests in a run, got 18000000'],
  [['burst', '--plan', '1s@101rho'], '--plan: must ask for at most 100rho, got "1s@101rho"'],
  [['burst', '--clock', 'fast'], "argument 'fast' is invalid. Allowed choices are real, virtual, both."],
  [
    ['run', 'capacity', '--clock', 'virtual'],
    '--clock: must be real for capacity, which measures this machine, got "virtual"',
  ],
  [
    ['run', 'micro', 'capacity', 'burst', '--clock', 'both'],
    '--clock: must be real for micro and capacity, which measures this machine, got "both"',
  ],
  [['./nosuch.json'], 'nosuch.json: no such file'],
  [['./suite.txt'], 'suite.txt: must end in .ts, .mts, .js, .mjs, .json, .yaml, .yml'],
  [['render', '.'], 'must be a result folder with a run.json'],
])('a mistake on the command line is answered and nothing is written: %j', async (argv, message) => {
  const { code, out, err } = await desk.run(...argv)
  expect(err).toContain(message)
  expect([code, out, readdirSync(desk.folder)]).toEqual([2, '', []])
})

test.each([
  [['--bogus'], "error: unknown option '--bogus'"],
  [['--out', ' '], 'It must not be empty, got " "'],
  [['--repeats', '0'], "'--repeats <n>' argument '0' is invalid. It must be a whole number from 1 to 1000, got \"0\""],
  [['--seed', '1.5'], 'It must be a whole number from 0 to 2147483647, got "1.5"'],
  [['capacity', '--url', 'ftp://x'], 'It must be an http or https URL, got "ftp://x"'],
])('an option is refused with its name, the rule and the value: %j', async (argv, message) => {
  const { code, err } = await desk.run(...argv)
  expect(err).toContain(message)
  expect(code).toBe(2)
})

test('a suite file without its ending is offered with it', async () => {
  desk.file('my-suite.yaml', '')
  expect((await desk.run('run', 'my-suite')).err).toContain('got "my-suite"; did you mean ./my-suite.yaml?')
})

test('all mistakes of a suite are reported at once, and an earlier result stays', async () => {
  const suite = structuredClone(SMALL_SUITE) as Record<string, unknown>
  suite.repeats = 0
  suite.arms = {
    rpc: {
      style: 'rpc',
      policy: [
        { kind: 'timeout', timeoutMs: 5 },
        { kind: 'breaker', openMs: -5 },
      ],
    },
  }
  const path = desk.file('suite.json', suite)
  const old = desk.file('out/run.json', '{"schema":1}')
  const { code, err } = await desk.run('run', path, '--out', 'out')
  expect(code).toBe(2)
  expect(err).toBe('repeats: must be at least 1, got 0\narms.rpc.policy[1].openMs: must be above 0, got -5\n')
  expect([readFileSync(old, 'utf8'), readdirSync(join(desk.folder, 'out'))]).toEqual(['{"schema":1}', ['run.json']])
})

test.each([
  ['0\n5\nNaN\n', 'line 3: a due time must be a finite number of ms, got "NaN"'],
  ['0\n5\n4\n', 'line 3: due times must ascend, the one before is 5, got "4"'],
  ['-1\n', 'line 1: a due time must be at least 0 ms, got "-1"'],
])('a trace that is no list of due times is refused with its line: %j', async (trace, message) => {
  desk.file('arrivals.csv', trace)
  const path = desk.file('suite.json', { ...SMALL_SUITE, load: { trace: { file: 'arrivals.csv' } } })
  const { code, err } = await desk.run(path)
  expect([code, err]).toEqual([2, `load.trace.file: arrivals.csv: ${message}\n`])
})

test.each([
  ['suite.json', '{"name":', 'is not readable as json'],
  ['suite.yaml', 'name: [', 'is not readable as yaml'],
  ['suite.ts', 'export default nosuch', 'could not be loaded: nosuch is not defined'],
  ['suite.mjs', 'export const suite = {}', 'it must `export default defineSuite({ ... })`'],
  ['suite.ts', 'import "./nosuch.ts"; export default {}', 'Could not resolve "./nosuch.ts"'],
])('a suite file that cannot be read says why: %s %s', async (name, text, message) => {
  const path = desk.file(name, text)
  const { code, err } = await desk.run(path)
  expect(err).toContain(`${path}: `)
  expect(err).toContain(message)
  expect(code).toBe(2)
})

test('an output folder that is a file is refused', async () => {
  const suite = desk.file('suite.json', SMALL_SUITE)
  const file = desk.file('taken', 'mine')
  const { code, err } = await desk.run(suite, '--out', 'taken')
  expect([code, err]).toEqual([2, `--out: must be a folder, got the file ${file}\n`])
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test.runIf(existsSync('/proc/self'))('an output folder that cannot be made ends with code 4', async () => {
  const suite = desk.file('suite.json', SMALL_SUITE)
  const { code, err } = await desk.run(suite, '--out', '/proc/stormbench')
  expect(err).toContain('cannot write into /proc/stormbench')
  expect(code).toBe(4)
})

test('a target that refuses connections ends with code 4, and no empty folder is left', async () => {
  const suite = desk.file('suite.json', { ...SMALL_SUITE, target: { url: 'http://127.0.0.1:1/' } })
  const { code, err } = await desk.run(suite, '--out', 'out')
  expect(err).toContain('nothing answers at 127.0.0.1:1')
  expect([code, existsSync(join(desk.folder, 'out'))]).toEqual([4, false])
})

test('list names every suite with its arms; help shows options, examples and exit codes', async () => {
  const list = await desk.run('list')
  for (const name of KNOWN.split(', ')) expect(list.out).toContain(name)
  expect(list.out).toContain('arms: naive-retries, full-jitter, guarded, queue')
  const { code, out } = await desk.run('run', '--help')
  for (const text of ['--plan <text>', 'Examples:', '--repeats <n>']) expect(out).toContain(text)
  expect([code, (await desk.run('--version')).code]).toEqual([0, 0])
  expect((await desk.run('--help')).out).toContain('Exit codes:\n  0    fine\n')
})

test('the help of every command fits 80 columns', async () => {
  const commands = [...(await desk.run('--help')).out.matchAll(/^ {2}([a-z-]+) .* {2}/gm)].map(([, name]) => name!)
  expect(commands.length).toBeGreaterThan(20)
  for (const words of [[], ...commands.map((name) => [name]), ['history', 'add'], ['brokers', 'clean']]) {
    const { out } = await desk.run(...words, '--help')
    expect([words, out.split('\n').filter((line) => line.length > 80)]).toEqual([words, []])
  }
})
