import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { projectAt, projectOf } from './find-project.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const rootFrom = async (folder: string) => (await projectAt(join(desk.folder, folder), desk.folder)).root

test('the nearest configuration is the root, else the nearest package.json, else the folder itself', async () => {
  desk.file('one/package.json', {})
  desk.file('one/packages/api/package.json', {})
  expect(await rootFrom('one/packages/api/src')).toBe(join(desk.folder, 'one/packages/api'))
  desk.file('one/stormbench.config.json', {})
  expect(await rootFrom('one/packages/api/src')).toBe(join(desk.folder, 'one'))
  expect(await rootFrom('two/deep')).toBe(join(desk.folder, 'two/deep'))
})

test('a root never lies below node_modules', async () => {
  desk.file('user/node_modules/stormbench/package.json', {})
  desk.file('user/node_modules/stormbench/stormbench.config.json', {})
  expect(await rootFrom('user/node_modules/stormbench/dist')).toBe(join(desk.folder, 'user'))
})

test('paths of the configuration start at its folder', async () => {
  desk.file('set/stormbench.config.json', { results: '../elsewhere', history: 'nights.csv' })
  expect(await projectAt(join(desk.folder, 'set/src'), desk.folder)).toMatchObject({
    root: join(desk.folder, 'set'),
    configFile: join(desk.folder, 'set/stormbench.config.json'),
    results: join(desk.folder, 'elsewhere'),
    baseline: join(desk.folder, 'set/bench/baseline'),
    history: join(desk.folder, 'set/nights.csv'),
    accepted: join(desk.folder, 'set/bench/accepted.json'),
  })
})

test.each([
  [{ results: 'node_modules/.cache' }, 'results: must not lie below node_modules, got /user/node_modules/.cache'],
  [{ history: 'node_modules/h.csv' }, 'history: must not lie below node_modules, got /user/node_modules/h.csv'],
  [{ results: '.' }, 'results: must be a folder for results alone, got /user'],
  [{ results: '..' }, 'results: must be a folder for results alone, got /'],
])('%j is refused', (config, message) => {
  expect(() => projectOf('/user', config)).toThrow(message)
})
