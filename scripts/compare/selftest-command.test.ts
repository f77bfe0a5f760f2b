import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

/** A folder of runs that pass for measured ones. */
async function measuredRuns(folder: string, repeats: number): Promise<void> {
  const suite = desk.file('small.json', SMALL_SUITE)
  await desk.run('run', suite, '--clock', 'virtual', '--out', folder, '--repeats', String(repeats), '--quiet')
  const file = join(desk.folder, folder, 'run.json')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"clock": ?"virtual"/g, '"clock":"real"'))
}

test('a copy passes, a slow-down fails, the other direction improves, a missing side is not judged', async () => {
  await measuredRuns('eight', 8)
  const { code, out } = await desk.run('selftest', 'eight')
  const rows = out
    .split('\n')
    .slice(1, 6)
    .map((line) => line.split(/ {2,}/))
  expect(rows.map(([name, got, expected, ok]) => [name, got, expected, ok])).toEqual([
    ['an identical copy', '0', '0', 'yes'],
    ['1.3 x slower', '1', '1', 'yes'],
    ['1.3 x faster', '0', '0', 'yes'],
    ['no head', '3', '3', 'yes'],
    ['no base', '3', '3', 'yes'],
  ])
  expect([rows[0]![4], rows[1]![4], rows[2]![4]]).toEqual([
    expect.stringMatching(/^\d+ equal$/),
    expect.stringMatching(/\d regressed/),
    expect.stringMatching(/\d improved/),
  ])
  expect(code).toBe(0)
})

test('a slow-down that is too small is not found, and the command says so', async () => {
  const { code, out } = await desk.run('selftest', 'eight', '--slowdown', '1.001')
  expect([code, out]).toEqual([1, expect.stringMatching(/^1\.001 x slower +0 +1 +no /m)])
})

test("runs of one's own: exact ones show any slow-down", async () => {
  await desk.run('run', desk.file('small.json', SMALL_SUITE), '--clock', 'virtual', '--out', 'mine')
  expect(await desk.run('selftest', 'mine')).toMatchObject({ code: 0 })
})

test.each(['1', '0.5', 'x'])('a slow-down of %s is a mistake', async (factor) => {
  expect(await desk.run('selftest', '--slowdown', factor)).toMatchObject({
    code: 2,
    err: expect.stringContaining('above 1'),
  })
})

test('too few measured runs cannot show a slow-down: not judged, and how many could', async () => {
  await measuredRuns('few', 3)
  const { code, out, err } = await desk.run('selftest', 'few')
  expect([code, out]).toEqual([3, expect.stringMatching(/^1\.3 x slower +3 +1 +no .*undetectable$/m)])
  expect(err).toMatch(/^too few runs to show anything with \d+ gate series: \d repeats of each arm are needed\n$/)
})

test('a folder without results is a mistake', async () => {
  expect(await desk.run('selftest', 'gone')).toMatchObject({ code: 2, err: expect.stringContaining('gone') })
})
