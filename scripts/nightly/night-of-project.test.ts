import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ROOT } from '../cli/git.ts'
import { projectAt, projectOf } from '../project/find-project.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { nightOf } from './night-of-project.ts'
import { PART_NAMES } from './nightly-parts.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())
const night = async (...also: Parameters<typeof nightOf>[1]) => {
  const { parts, suites } = await nightOf(projectOf(desk.folder), also)
  return { parts: parts.map(({ name }) => name), ...suites }
}

test('the night of stormbench itself has all parts', async () => {
  const { parts, suites } = await nightOf(await projectAt(ROOT), [])
  expect([parts.map(({ name }) => name), suites.virtual.get('burst')]).toEqual([PART_NAMES, 'burst'])
})

test('the night of another project runs its suites, in virtual time those that can be simulated', async () => {
  const small = desk.file('bench/small.suite.json', SMALL_SUITE)
  const again = desk.file('bench/deep/small.suite.json', { ...SMALL_SUITE, name: 'again' })
  const broken = desk.file('bench/z-broken.suite.json', '{')
  const service = { ...SMALL_SUITE, name: 'service', target: { url: 'http://127.0.0.1:1/' } }
  const url = desk.file('bench/service.suite.json', service)
  expect(await night()).toEqual({
    parts: ['virtual', 'real', 'history', 'charts'],
    virtual: new Map([
      ['small', again],
      ['small-2', small],
      ['z-broken', broken],
    ]),
    real: [again, url, small, broken].sort(),
  })
})

test('a baseline is checked where there is one; parts about stormbench run when asked for', async () => {
  desk.file('bench/service.suite.json', { ...SMALL_SUITE, target: { url: 'http://127.0.0.1:1/' } })
  expect((await night()).parts).toEqual(['real', 'history', 'charts'])
  mkdirSync(join(desk.folder, 'bench/baseline'))
  expect((await night('micro')).parts).toEqual(['real', 'micro', 'baseline', 'history', 'charts'])
})
