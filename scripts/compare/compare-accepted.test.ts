import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptancesOf } from '../../reports/compare/acceptance.ts'
import { parseComparison } from '../../reports/compare/compare-json.ts'
import { Desk } from '../testing.ts'
import { addAcceptances, readAcceptances } from './accepted-file.ts'
import { retrySuite } from './repository.testing.ts'

const desk = new Desk()
const FILE = join(desk.folder, 'accepted.json')
const compare = (...argv: string[]) => desk.run('compare', 'few', 'many', '--out', 'compared', ...argv)
const compared = () => parseComparison(readFileSync(join(desk.folder, 'compared/compare.json'), 'utf8'), 'compare.json')

beforeAll(async () => {
  for (const [name, retriesMax] of Object.entries({ few: 2, many: 3 })) {
    await desk.run('run', desk.file(`${name}.json`, retrySuite(retriesMax)), '--clock', 'virtual', '--out', name)
  }
})
afterAll(() => desk.remove())

test('a change below --min-change fails nothing', async () => {
  expect((await compare()).code).toBe(1)
  const { code, out } = await compare('--min-change', '90%')
  expect([code, out]).toEqual([0, expect.stringMatching(/too-small/)])
})

test('the configuration of a project sets the smallest change for it', async () => {
  const config = desk.file('stormbench.config.json', { minChange: '90%' })
  expect((await compare()).code).toBe(0)
  expect((await compare('--min-change', '0%')).code).toBe(1)
  desk.file('stormbench.config.json', { minChange: '1' })
  const { code, err } = await compare()
  rmSync(config)
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('minChange: must be a percentage from 0% to 100% or measured'),
  ])
})

test('a regression that was accepted is shown with its reason and fails nothing', async () => {
  expect((await compare()).code).toBe(1)
  addAcceptances(FILE, acceptancesOf(compared().rows, 'more retries are meant'))
  const text = readFileSync(FILE, 'utf8')
  addAcceptances(FILE, readAcceptances(FILE))
  expect(readFileSync(FILE, 'utf8')).toBe(text)
  const { code, out } = await compare('--accepted', 'accepted.json')
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ gate series: 0 regressed, .*\d accepted/)])
  expect(out).toContain('accepted: more retries are meant')
  expect(readFileSync(join(desk.folder, 'compared/compare.md'), 'utf8')).toMatch(/^## Accepted \(\d\)/m)
})

test.each([
  [['--min-change', '1'], 'It must be a percentage from 0% to 100% or measured, got "1".'],
  [['--min-change', '101%'], 'got "101%"'],
  [['--accepted', 'none.json'], 'none.json: must be a file, got nothing'],
  [['--accepted', 'few.json'], 'few.json: must have schema 2, got nothing'],
  [['--accepted', 'accepted.json', '--by', 'arm'], '--accepted: must not be given with --by arm'],
])('%j is a mistake', async (argv, message) => {
  expect(await compare(...argv)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
})
