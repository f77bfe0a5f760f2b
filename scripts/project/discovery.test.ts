import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { projectOf } from './find-project.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('suites are the files below bench that end in .suite, but not those of packages and of results', async () => {
  for (const name of ['b.suite.yaml', 'deep/a.suite.ts', 'deep/a.suite.txt', 'helper.ts', 'c.suite.d.ts'])
    desk.file(`bench/${name}`, '')
  desk.file('bench/node_modules/p/bench/p.suite.ts', '')
  desk.file('bench/out/old.suite.json', '')
  desk.file('elsewhere.suite.json', '')
  const found = await projectOf(desk.folder, { results: 'bench/out' }).suites()
  expect(found.map(({ path, name }) => [relative(desk.folder, path), name])).toEqual([
    ['bench/b.suite.yaml', 'b'],
    ['bench/deep/a.suite.ts', 'a'],
  ])
})

test('patterns of the configuration replace the usual ones', async () => {
  desk.file('perf/with space/one.ts', '')
  const project = projectOf(desk.folder, { suites: ['perf/**/*.ts', '!**/two.ts'] })
  expect(await project.suites()).toEqual([{ path: join(desk.folder, 'perf/with space/one.ts'), name: 'one' }])
})

test('a pattern that matches too much is refused', async () => {
  for (let i = 0; i < 501; i++) desk.file(`many/${i}.suite.json`, '')
  await expect(projectOf(desk.folder, { suites: ['many/*'] }).suites()).rejects.toThrow(
    'suites: must match at most 500 files, got 501 for many/*',
  )
})
