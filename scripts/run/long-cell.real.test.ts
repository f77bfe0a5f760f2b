import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { RunData } from '../../reports/data/run-data.ts'
import { Desk } from '../testing.ts'

const desk = new Desk()
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  desk.remove()
})

/** A cell of this many requests; ten million take most of a minute. */
const suiteOf = (requests: number) => ({
  name: 'long',
  question: 'Is it heard?',
  repeats: 1,
  target: { model: 'workers', slots: 40, service: { kind: 'constant', ms: 10 } },
  load: `${requests / 2000}s@2000`,
  arms: { plain: { style: 'rpc' } },
})
const dataOf = (out: string): RunData => JSON.parse(readFileSync(join(desk.folder, out, 'run.json'), 'utf8'))

/** Starts the program in a separate process, with these options for Node. */
function start(node: readonly string[], ...argv: string[]) {
  const hooks = new URL('../typescript.mjs', import.meta.url).href
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [...node, '--import', hooks, main, ...argv], {
    env: { ...process.env, INIT_CWD: desk.folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  started.push(child)
  const heard = { err: '' }
  child.stderr.on('data', (chunk) => {
    heard.err += chunk
  })
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  const until = async (text: string) => {
    while (!heard.err.includes(text) && child.exitCode === null) await Promise.race([once(child.stderr, 'data'), ended])
  }
  return { child, ended, until }
}

test('Ctrl-C within a cell in virtual time ends the run with what was simulated so far, marked partial', async () => {
  const suite = desk.file('ten.json', suiteOf(10_000_000))
  const { child, ended, until } = start([], 'run', suite, '--clock', 'virtual', '--out', 'interrupted')
  // Progress within the cell: it has begun.
  await until('long plain baseline')
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  const { status, runs } = dataOf('interrupted')
  expect([status, runs.map((run) => run.status)]).toEqual(['partial', ['partial']])
  const { requests, outcomes } = runs[0]!.phases[0]!
  expect(requests).toBeLessThan(10_000_000)
  expect(outcomes.ok + outcomes.unfinished).toBe(requests)
  expect(existsSync(join(desk.folder, 'interrupted/.lock'))).toBe(false)
})

test('a second signal within the cell ends the process at once', async () => {
  const suite = desk.file('ten.json', suiteOf(10_000_000))
  const { child, ended, until } = start([], 'run', suite, '--clock', 'virtual', '--out', 'twice')
  await until('in virtual time')
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await ended).toEqual([130, null])
})

/** One cell of it takes most of a minute. */
const STORM = {
  ...suiteOf(9_000_000),
  faults: [{ kind: 'capacity', factor: 0, fromMs: 1000, toMs: 2000 }],
  arms: { naive: { style: 'rpc', policy: [{ kind: 'retry', retriesMax: 3 }] } },
}

test.each([
  { argv: ['why', 'SUITE'], from: 'run 1/' },
  { argv: ['map', 'SUITE', '--critical', '--seeds', '1'], from: 'long naive' },
  { argv: ['map', 'SUITE', '--hysteresis', '--x', 'rho=0.1:0.9:40'], from: '0/1 arms' },
  { argv: ['verify', 'R1'], from: '0/1 scenarios' },
  { argv: ['false-alarms', '--runs', '100', '--arms', '100'], from: '0/1000' },
])('Ctrl-C within a long computation of $argv.0 ends it with 130: $from', async ({ argv, from }) => {
  const suite = desk.file('storm.json', STORM)
  const { child, ended, until } = start([], ...argv.map((word) => (word === 'SUITE' ? suite : word)))
  await until(from)
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
})

test('a run in virtual time and its check keep only the due time of an ended request', async () => {
  desk.file('due.csv', Array.from({ length: 300_000 }, (_, i) => i / 2).join('\n'))
  const suite = desk.file('short.json', { ...suiteOf(300_000), load: { trace: { file: 'due.csv' } } })
  // The events alone, or the lines of the trace, kept as objects are more than that.
  const { ended } = start(['--max-old-space-size=64'], 'run', suite, '--clock', 'virtual', '--out', 'small-heap')
  expect(await ended).toEqual([0, null])
  expect(dataOf('small-heap').runs[0]).toMatchObject({ status: 'valid', trace: { events: 1_200_000 } })
})
