import { Command } from 'commander'
import { expect, test } from 'vitest'
import { projectOf } from '../project/find-project.ts'
import { captured } from '../testing.ts'
import type { CommandContext } from './command-context.ts'
import { wholeNumber } from './option-values.ts'
import {
  addOptions,
  choice,
  either,
  flag,
  into,
  list,
  mandatory,
  optional,
  path,
  span,
  usually,
  valuesOf,
} from './options.ts'

const OPTIONS = {
  quick: flag('--quick', 'shorter'),
  confirm: flag('--no-confirm', 'no second batch'),
  decided: either(['--decided', 'on'], ['--no-decided', 'off']),
  count: optional('--count <n>', 'how many', wholeNumber(1, 9)),
  doubled: into(usually('--seeds <n>', 'seeds', wholeNumber(1, 9), 2), (seeds) => 2 * seeds),
  clock: choice('--clock <kind>', 'clock', ['real', 'virtual']),
  arms: list('--arm <name>', 'only this'),
  out: path('--out <folder>', 'folder'),
  capMs: span('--decide-cap <span>', 'cap'),
}

const context: CommandContext = {
  argv: [],
  console: captured().console,
  project: projectOf('/user'),
  readProject: async () => projectOf('/user'),
  resolvePath: (file) => `/user/${file}`,
  done: () => undefined,
}

function read(...argv: string[]) {
  const command = addOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }), OPTIONS)
  command.parse(argv, { from: 'user' })
  return valuesOf(OPTIONS, command.opts(), context)
}

test('without options a command receives its usual values', () => {
  expect(read()).toEqual({
    quick: false,
    confirm: true,
    decided: undefined,
    count: undefined,
    doubled: 4,
    clock: undefined,
    arms: [],
    out: undefined,
    capMs: undefined,
  })
})

test('each option reaches the command under the name and in the form that it is declared with', () => {
  const argv = '--quick --no-confirm --no-decided --count 3 --seeds 5 --clock virtual --arm a --arm b'.split(' ')
  expect(read(...argv, '--out', 'mine', '--decide-cap', '2s')).toEqual({
    quick: true,
    confirm: false,
    decided: false,
    count: 3,
    doubled: 10,
    clock: 'virtual',
    arms: ['a', 'b'],
    out: '/user/mine',
    capMs: 2000,
  })
})

test.each([
  [['--count', '10'], 'It must be a whole number from 1 to 9, got "10".'],
  [['--clock', 'vitual'], 'Allowed choices are real, virtual; did you mean virtual?'],
  [['--out', ' '], 'It must not be empty, got " ".'],
  [['--decide-cap', 'x'], '--decide-cap: must be numbers, spans with ms, s or m, got "x"'],
])('%j is refused', (argv, message) => {
  expect(() => read(...argv)).toThrow(message)
})

test('a mandatory option is missed', () => {
  const options = { nats: mandatory(optional('--nats <url>', 'server', String)) }
  const command = addOptions(new Command().exitOverride().configureOutput({ writeErr: () => undefined }), options)
  expect(() => command.parse([], { from: 'user' })).toThrow("required option '--nats <url>' not specified")
})
