import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { STORM } from '../../bench/study/testing.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const suite = desk.file('suite.json', { ...SMALL_SUITE, name: 'first' })
const other = desk.file('other.json', { ...SMALL_SUITE, name: 'other' })
const storm = desk.file('storm.json', STORM)

/**
 * A result folder that does not take this file: a folder is in its place. It stands in for a disk that is full, also
 * for root.
 */
function unwritable(name: string, dataFile: string, file: string): string {
  desk.file(`${name}/${dataFile}`, '{}')
  mkdirSync(join(desk.folder, name, file))
  return name
}

test('a run that cannot be written prints all its suites, then the error, and ends with 4', async () => {
  const out = unwritable('run', 'run.json', 'report.md')
  const { code, out: text, err } = await desk.run('run', suite, other, '--clock', 'virtual', '--out', out)
  expect(code).toBe(4)
  for (const name of ['first', 'other'])
    expect(text).toContain(`\n${name}  2 arms, 1 repeat each, virtual time, all valid\n\nDoes it hold?\n`)
  expect(text.match(/^rpc +100.0 % /gm)?.length).toBe(2)
  expect(text).not.toContain('results in')
  const error = `cannot write ${join(desk.folder, out, 'report.md')}: `
  expect(err).toContain(`${error}`)
  expect(err.trimEnd().split('\n').at(-1)).toMatch(/^cannot write .*report\.md/)
  expect(readdirSync(join(desk.folder, out)).filter((name) => /lock|tmp/.test(name))).toEqual([])
})

test('--json of a run that cannot be written has no folder', async () => {
  const out = unwritable('json', 'run.json', 'report.md')
  const { code, out: text } = await desk.run('run', suite, '--clock', 'virtual', '--json', '--out', out)
  expect([code, JSON.parse(text).folder]).toEqual([4, null])
})

test.each([
  ['why', ['why', storm, '--arm', 'naive', '--quick', '--seeds', '1'], 'why.json', 'why.md', 'It stays down'],
  [
    'map',
    ['map', storm, '--arm', 'naive', '--x', 'rho=0.2', '--y', 'trigger=1s', '--seeds', '1', '--fresh'],
    'map.json',
    'map.md',
    'collapses in',
  ],
  [
    'loop',
    ['map', storm, '--arm', 'naive', '--hysteresis', '--x', 'rho=0.1,0.6', '--seeds', '1'],
    'hysteresis.csv',
    'hysteresis.svg',
    'width of the loop',
  ],
])('%s prints what it cannot write, then the error', async (name, argv, dataFile, file, shown) => {
  const out = unwritable(name, dataFile, file)
  const { code, out: text, err } = await desk.run(...argv, '--out', out)
  expect([code, text.includes(shown)]).toEqual([4, true])
  expect(err).toContain(`cannot write ${join(desk.folder, out, file)}: `)
})

test('a comparison that cannot be written is printed, then the error', async () => {
  for (const name of ['a', 'b']) await desk.run('run', suite, '--clock', 'virtual', '--quiet', '--out', name)
  const out = unwritable('compare', 'compare.json', 'compare.md')
  const { code, out: text, err } = await desk.run('compare', 'a', 'b', '--out', out)
  expect([code, text.includes('gate series'), text.includes('comparison in')]).toEqual([4, true, false])
  expect(err).toContain(`cannot write ${join(desk.folder, out, 'compare.md')}: `)
})
