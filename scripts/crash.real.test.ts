import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { STORM } from '../bench/study/testing.ts'
import type { RunData } from '../reports/data/run-data.ts'
import type { MapData } from '../reports/map/map-data.ts'
import { startProgram } from './own-process.testing.ts'
import { Desk, SMALL_SUITE } from './testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

const run = (...argv: string[]) => startProgram(desk.folder, argv).ended

/** A suite as a module, with an arm whose policy does something at its fourth request. */
const suiteThat = (does: string, suite: object) => `
  let calls = 0
  const policy = { kind: 'custom', name: 'mine', create: () => (inner) => (request, settle) => {
    if (request.id === 3) ${does}
    return inner(request, settle)
  } }
  const suite = ${JSON.stringify(suite)}
  export default { ...suite, arms: { ...suite.arms, mine: { style: 'rpc', policy: [policy] } } }`

test.each([
  ['an exception on a timer', `globalThis.setTimeout(() => { throw new Error('boom') }, 1)`, 'Error: boom'],
  ['a rejection that nobody handles', `Promise.reject(new Error('boom'))`, 'Error: boom'],
  [
    'an error event that nobody hears',
    `import('node:net').then(({ connect }) => connect(1, '127.0.0.1'))`,
    'Error: connect ECONNREFUSED 127.0.0.1:1',
  ],
])('%s ends a run with 70: what was measured is written as partial', async (_, does, error) => {
  const { rpc } = SMALL_SUITE.arms
  const suite = desk.file('boom.mjs', suiteThat(does, { ...SMALL_SUITE, arms: { rpc }, load: '1s@20', repeats: 2 }))
  const { code, err } = await run('run', suite, '--out', 'boom')
  expect([code, err]).toEqual([70, expect.stringContaining(`stormbench ended by an internal error: ${error}\n`)])
  expect(err).not.toMatch(/Node\.js v\d|data:text/)
  const data: RunData = JSON.parse(readFileSync(join(desk.folder, 'boom/run.json'), 'utf8'))
  expect([data.status, ...data.runs.map(({ arm, status }) => `${arm} ${status}`)]).toEqual([
    'partial',
    'rpc valid',
    'mine partial',
  ])
  expect(readdirSync(join(desk.folder, 'boom'))).not.toContain('.lock')
})

test('an error before anything is measured ends the program with 70 and leaves no folder', async () => {
  desk.file('early.mjs', `Promise.reject(new Error('boom'))\nexport default ${JSON.stringify(SMALL_SUITE)}`)
  const { code, err } = await run('run', 'early.mjs', '--out', 'early')
  expect([code, err]).toEqual([70, expect.stringContaining('stormbench ended by an internal error: Error: boom\n')])
  expect(readdirSync(desk.folder)).not.toContain('early')
})

test('a rejection in a thread of a map ends it with 70, and the points that are done are written', async () => {
  const atFourthRun = `if (++calls > 3) Promise.reject(new Error('boom'))`
  const suite = desk.file('map.mjs', suiteThat(atFourthRun, STORM))
  const { code, err } = await run('map', suite, '--seeds', '1', '--x', 'rho=0.3,0.5', '--out', 'map')
  expect([code, err]).toEqual([70, expect.stringContaining('stormbench ended by an internal error: Error: boom\n')])
  const map: MapData = JSON.parse(readFileSync(join(desk.folder, 'map/map.json'), 'utf8'))
  expect([map.status, map.cells.length > 0]).toEqual(['partial', true])
})
