import { afterAll, expect, test } from 'vitest'
import { ALL_SUITE_NAMES } from '../../bench/suites/names.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
desk.file('bench/checkout.suite.json', SMALL_SUITE)

/** The words offered after a line whose last word is being typed, without their meanings. */
async function offered(...words: string[]): Promise<string[]> {
  const { out } = await desk.run('completion', 'words', ...['stormbench', ...words].map((word) => `=${word}`))
  return out.split('\n').flatMap((line) =>
    line
      .split('\t')[0]!
      .split('\n')
      .filter((word) => word !== ''),
  )
}

const SUITES = [...ALL_SUITE_NAMES, 'capacity', 'micro', 'checkout']

test.each([
  [['ver'], ['verify', 'verdicts', ':files']],
  [['brow'], ['brownout', ':files']],
  [
    ['history', ''],
    ['add', 'check', 'show', 'help'],
  ],
  [['history', 'add', ''], [':folders']],
  [['compare', 'a', ''], [':folders']],
  [
    ['run', ''],
    [...SUITES, ':files'],
  ],
  [
    ['run', 'burst', 'check'],
    ['checkout', ':files'],
  ],
  [['map', 'burst', ''], []],
  [
    ['run', '--suite', 'retry'],
    ['retry-storm', ':files'],
  ],
  [
    ['run', '--clock', ''],
    ['real', 'virtual', 'both'],
  ],
  [['run', '--clock=v'], ['--clock=virtual']],
  [['--clock', 'b'], ['both']],
  [['run', '--broker', 'nats:'], ['nats:memory']],
  [['run', '--seed', ''], []],
  [['run', '--out', ''], [':folders']],
  [['compare', '--noise', ''], [':files']],
  [['nightly', '--skip', 'mic'], ['micro']],
  [
    ['verify', 'R1'],
    ['R1', 'R13', 'R10'],
  ],
  [
    ['burst', '--arm', ''],
    ['naive-retries', 'full-jitter', 'guarded', 'queue'],
  ],
  [
    ['run', 'checkout', '--arm', ''],
    ['rpc', 'queue'],
  ],
  [['run', '--suite', './bench/checkout.suite.json', '--arm', 'r'], ['rpc']],
  [['run', 'nosuch', '--arm', ''], []],
  [['why', 'tutorial', '--variant', 'clock'], ['clock-from-plan']],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'powershell'],
  ],
  [['run', '--', '--clo'], [':files']],
  [['run', '--nosuch', '--nosuch='], []],
  [['list', ''], []],
])('%j offers %j', async (words, expected) => {
  expect((await offered(...words)).sort()).toEqual(expected.toSorted())
})

test('without a command the options of run are offered, and those of the program', async () => {
  const options = await offered('--')
  expect(options).toEqual(expect.arrayContaining(['--arm', '--clock', '--version', '--help']))
  expect(await offered('run', '--q')).toEqual(['--quick', '--quiet'])
})

test('a meaning stands beside its word, in few words', async () => {
  const { out } = await desk.run('completion', 'words', '=stormbench', '=run', '=--cl')
  expect(out).toBe('--clock\treal: over HTTP\n')
})

test('a broken configuration offers the suites of the package', async () => {
  const broken = new Desk()
  broken.file('stormbench.config.json', '{')
  const { code, out, err } = await broken.run('completion', 'words', '=stormbench', '=run', '=bu')
  expect([code, out, err]).toEqual([0, 'burst\n:files\n', ''])
  broken.remove()
})

test.each(['bash', 'zsh', 'fish', 'powershell'])('the script of %s asks for the words of a line', async (shell) => {
  const { code, out } = await desk.run('completion', shell)
  expect([code, out.includes(' completion words ')]).toEqual([0, true])
})

test('an unknown shell is answered with the known ones', async () => {
  const { code, err } = await desk.run('completion', 'bsh')
  expect([code, err]).toEqual([
    2,
    'completion: must be one of bash, zsh, fish, powershell, got "bsh"; did you mean bash?\n',
  ])
})

/** Values that only the user knows, that have choices, or that are names of the suites in the line. */
const FREE = ['axis', 'command', 'factor', 'n', 'name', 'reason', 'ref', 'size', 'span', 'text', 'url', 'what']

test('each value in the help of a command is offered, or only the user knows it', async () => {
  const commands = [...(await desk.run('--help')).out.matchAll(/^ {2}([a-z-]+) .* {2}/gm)].map(([, name]) => name!)
  const placeholders = new Set<string>()
  for (const words of [
    ...commands.map((name) => [name]),
    ['history', 'add'],
    ['history', 'check'],
    ['history', 'show'],
  ]) {
    const { out } = await desk.run(...words, '--help')
    for (const [, name] of out.matchAll(/^ {2}--[a-z-]+ <([a-z]+)>/gm)) placeholders.add(name!)
  }
  const known = ['csv', 'file', 'folder', 'kind', 'part', 'path']
  expect([...placeholders].filter((name) => !known.includes(name)).sort()).toEqual(FREE)
})
