import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('before a run the console says how many requests, how fast and how long, and the report says it again', async () => {
  const load = { startRate: 100, stages: [{ target: 300, duration: '1s' }] }
  const suite = { ...SMALL_SUITE, variants: { ramp: { load }, steady: { load: '2s@100' } } }
  const { code, err } = await desk.run('run', desk.file('small.json', suite), '--clock', 'virtual', '--out', 'r')
  expect(code).toBe(0)
  expect(err).toMatch(
    /^small: ramp: 200 requests in 1 s: 100 to 300\/s in 1 s\nsmall: steady: 200 requests in 2 s: 100\/s for 2 s\n/,
  )
  expect(readFileSync(join(desk.folder, 'r', 'report.md'), 'utf8')).toContain(
    'Planned:\n\n- ramp: 200 requests in 1 s: 100 to 300/s in 1 s\n- steady: 200 requests in 2 s: 100/s for 2 s\n',
  )
})

test('the announced plan is that of the command line', async () => {
  const file = desk.file('own.json', SMALL_SUITE)
  const { err } = await desk.run('run', file, '--clock', 'virtual', '--plan', '1s@0~50', '--out', 'p')
  expect(err).toMatch(/^small: 25 requests in 1 s: 0 to 50\/s in 1 s\n/)
  const quiet = await desk.run('run', file, '--clock', 'virtual', '--quiet', '--out', 'q')
  expect(quiet.err).toBe('')
})
