import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { delimiter } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { completionScript, type Shell } from './shells.ts'

const desk = new Desk()
afterAll(() => desk.remove())
// A program that shows the words that it gets, then offers some.
chmodSync(
  desk.file(
    'stormbench',
    `#!/bin/sh\necho "$*" >asked\nprintf 'real\\tover HTTP\\nnats:memory\\n--clock=real\\n:folders\\n'`,
  ),
  0o755,
)
desk.file('results one/run.json', '{}')

/** Runs commands in a shell after its completion script; undefined where the shell is not installed. */
function inShell(shell: Shell, options: readonly string[], commands: string, before = ''): string[] | undefined {
  // A shell may write into the home of its user.
  const env = { ...process.env, HOME: desk.folder, PATH: `${desk.folder}${delimiter}${process.env.PATH}` }
  const script = `${before}\n${completionScript(shell)}\n${commands}\ncat asked`
  const { error, stdout, stderr } = spawnSync(shell, [...options, '-c', script], {
    cwd: desk.folder,
    env,
    encoding: 'utf8',
  })
  if (error !== undefined) return undefined
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

/** As bash calls a completion function: the parts of the line are its words. */
const bashLine = (line: string, ...parts: string[]) =>
  inShell(
    'bash',
    ['--norc'],
    `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=\${#COMP_LINE}; COMP_WORDBREAKS='=: '
COMP_WORDS=(${parts.map((part) => JSON.stringify(part)).join(' ')}); COMP_CWORD=${parts.length - 1}
_stormbench_completion; printf '%s\\n' "\${COMPREPLY[@]}"`,
  )

test('bash: words that it splits at = and : are joined again, and only the last part is offered', ({ skip }) => {
  const offered = bashLine('stormbench  run --clock=re', 'stormbench', 'run', '--clock', '=', 're')
  skip(offered === undefined, 'bash is not installed')
  expect(offered).toEqual([
    'real',
    'nats:memory',
    'real',
    'results one',
    'completion words =stormbench =run =--clock=re',
  ])
  expect(bashLine('stormbench --broker nats:', 'stormbench', '--broker', 'nats', ':')).toEqual([
    'real',
    'memory',
    '--clock=real',
    'results one',
    'completion words =stormbench =--broker =nats:',
  ])
})

test('bash: folders are offered where the program asks for them, also with a blank in their name', ({ skip }) => {
  const offered = bashLine('stormbench compare ', 'stormbench', 'compare', '')
  skip(offered === undefined, 'bash is not installed')
  expect(offered!.slice(-2)).toEqual(['results one', 'completion words =stormbench =compare ='])
})

test('zsh: meanings follow a colon, and colons of words are escaped', ({ skip }) => {
  const offered = inShell(
    'zsh',
    ['-f'],
    `_describe() { print -rl "\${(@P)argv[-1]}" }; _files() { print files "$@" }
words=(stormbench run --clock=re); CURRENT=3; PREFIX=--clock=re; _stormbench`,
    'compdef() { true }',
  )
  skip(offered === undefined, 'zsh is not installed')
  expect(offered).toEqual([
    'real:over HTTP',
    'nats\\:memory',
    '--clock=real',
    'files -/',
    'completion words =stormbench =run =--clock=re',
  ])
})

test('fish: its own query returns the words with their meanings, and folders', ({ skip }) => {
  const offered = inShell('fish', ['--no-config'], `complete -C 'stormbench run r'`)
  skip(offered === undefined, 'fish is not installed')
  expect(offered).toEqual(['real\tover HTTP', 'results one/', 'completion words =stormbench =run =r'])
})
