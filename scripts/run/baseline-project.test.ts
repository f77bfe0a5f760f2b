import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk, SMALL_SUITE } from '../testing.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())
const SERVICE = { ...SMALL_SUITE, name: 'service', target: { url: 'http://127.0.0.1:1/' } }

test('the baseline of a project has its suites that can be simulated, and a change of one is found', async () => {
  desk.file('bench/small.suite.json', SMALL_SUITE)
  desk.file('bench/service.suite.json', SERVICE)
  const written = await desk.run('baseline')
  expect(written).toMatchObject({ code: 0, out: expect.stringContaining(`written to ${join('bench', 'baseline')}: `) })
  const samples = readFileSync(join(desk.folder, 'bench/baseline/samples.csv'), 'utf8')
  expect(new Set(samples.match(/^[a-z]+,/gm))).toEqual(new Set(['suite,', 'small,']))
  expect((await desk.run('baseline', '--check')).code).toBe(0)
  desk.file('bench/small.suite.json', { ...SMALL_SUITE, target: { ...SMALL_SUITE.target, slots: 1 } })
  const { code, err } = await desk.run('baseline', '--check')
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/look at git diff bench.baseline, and explain it in the commit/),
  ])
})

test('without a suite that can be simulated there is no baseline, and a broken suite is a mistake', async () => {
  desk.file('bench/service.suite.json', SERVICE)
  const none = await desk.run('baseline')
  expect([none.code, none.err]).toEqual([3, 'no suite of the project can run in virtual time\n'])
  desk.file('bench/small.suite.json', { ...SMALL_SUITE, repeats: 0 })
  expect(await desk.run('baseline')).toMatchObject({
    code: 2,
    err: expect.stringContaining('repeats: must be at least 1'),
  })
})
