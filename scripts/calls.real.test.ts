import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { pause } from '../bench/core/real-clock.ts'
import type { RunData } from '../reports/data/run-data.ts'
import { startProgram } from './own-process.testing.ts'
import { Desk, SMALL_SUITE } from './testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const { rpc } = SMALL_SUITE.arms
const dataIn = (folder: string): RunData => JSON.parse(readFileSync(join(desk.folder, folder, 'run.json'), 'utf8'))

/** A suite file `name` whose target has these functions. `log` appends a line to the file `<name>.log`. */
const suiteWith = (name: string, target: string, suite: object = {}) =>
  desk.file(
    name,
    `
  import { appendFileSync } from 'node:fs'
  import { connect, createServer } from 'node:net'
  const log = (line) => appendFileSync(${JSON.stringify(join(desk.folder, `${name}.log`))}, line + '\\n')
  const suite = ${JSON.stringify({ ...SMALL_SUITE, arms: { rpc }, load: '500ms@20', repeats: 1, ...suite })}
  export default { ...suite, target: { warmUpMs: 0, ${target} } }`,
  )
const logOf = (name: string) =>
  readFileSync(join(desk.folder, `${name}.log`), 'utf8')
    .trimEnd()
    .split('\n')

test('what the client of a suite leaves open is counted, and the program ends all the same', async () => {
  const target = `
    setup: () => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)) }),
    call: async () => { globalThis.setInterval(() => undefined, 1000) },`
  const suite = suiteWith('leak.mjs', target)
  const { code, err } = await startProgram(desk.folder, ['run', suite, '--out', 'leak']).ended
  expect(err).toContain('still open after `target.teardown`: TCP servers: 1')
  expect(code).toBe(0)
})

test('what the code of a suite prints does not get into the results, also with workers', async () => {
  const target = `setup: () => console.log('set up'), call: async () => undefined`
  const suite = suiteWith('prints.mjs', target)
  for (const workers of ['1', '2']) {
    const args = ['run', suite, '--json', '--workers', workers, '--out', `prints${workers}`]
    const { out, err } = await startProgram(desk.folder, args).ended
    expect(JSON.parse(out)).toMatchObject({ suites: [{ suite: 'small' }] })
    expect(err).toContain('set up\n')
  }
})

test('a call that ends the process does not end it as a success', async () => {
  const suite = suiteWith('exit.mjs', 'call: async ({ id }) => { if (id === 3) process.exit(0) }')
  const { code, err } = await startProgram(desk.folder, ['run', suite, '--out', 'exit']).ended
  expect([code, err]).toEqual([4, expect.stringContaining('the code of a suite ended the process during a run')])
})

test('an interrupt tears a target down, and what was measured is kept', async () => {
  const target = `setup: () => 'the state', call: async () => log('called'), teardown: (state) => log('teardown of ' + state)`
  const suite = suiteWith('stopped.mjs', target, { load: '60s@20' })
  const started = startProgram(desk.folder, ['run', suite, '--out', 'stopped'])
  while (!existsSync(join(desk.folder, 'stopped.mjs.log'))) await pause(50)
  started.process.kill('SIGINT')
  expect((await started.ended).code).toBe(130)
  expect(logOf('stopped.mjs').at(-1)).toBe('teardown of the state')
  expect(dataIn('stopped').status).toBe('partial')
})

test('each worker sets the target up for itself, and the calls of all are counted', async () => {
  const target = `setup: () => log('setup ' + process.pid), call: async () => undefined, teardown: () => log('teardown ' + process.pid)`
  const suite = suiteWith('shared.mjs', target)
  const { code } = await startProgram(desk.folder, ['run', suite, '--workers', '2', '--out', 'shared']).ended
  expect(code).toBe(0)
  const [run] = dataIn('shared').runs
  expect(run!.answers?.calls?.ok).toBe(10)
  const lines = logOf('shared.mjs')
  const pids = new Set(lines.map((line) => line.split(' ')[1]))
  expect([lines.length, pids.size, lines.filter((line) => line.startsWith('setup')).length]).toEqual([4, 2, 2])
})
