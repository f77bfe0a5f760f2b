import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runInChild } from '../cli/child.ts'
import { Desk } from '../testing.ts'
import { PART_NAMES } from './nightly-parts.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const quiet = { signal: new AbortController().signal, onLine: () => undefined }
const read = (name: string) => readFileSync(join(desk.folder, name), 'utf8')

test('a small night, each command in its process', async () => {
  const rest = ['--also', 'false-alarms', '--skip', 'virtual', '--skip', 'real', '--skip', 'charts']
  const { code, out } = await desk.run('nightly', '--quick', '--out', 'night', ...rest)
  // There is no history yet, so that no night can be judged.
  expect([code, out]).toEqual([
    3,
    `not judged: history; 1 of 5 parts fine; left out: virtual, real, charts\nsummary in ${join('night', 'nightly.md')}\n`,
  ])
  expect(JSON.parse(read('night/nightly.json')).falseAlarms).toMatchObject({ comparisons: 100, holds: true })
  expect(read('night/nightly.md')).toContain('there is no night in')
})

test('an unknown part is refused, with the names of all parts', async () => {
  const { code, err } = await desk.run('nightly', '--skip', 'reel')
  expect([code, err]).toEqual([2, `--skip: must be one of ${PART_NAMES.join(', ')}, got "reel"; did you mean real?\n`])
})

test('a command that is interrupted ends with what it has', async () => {
  const controller = new AbortController()
  const onLine = (line: string) => {
    if (!line.startsWith('0/')) controller.abort()
  }
  const { code, out, crashed } = await runInChild(['false-alarms', '--comparisons', '1000000', '--json'], {
    signal: controller.signal,
    onLine,
  })
  expect([code, crashed]).toEqual([130, false])
  expect(JSON.parse(out).comparisons).toBeGreaterThan(0)
})

test('a bug is distinguished from a failed gate, though its exit code is the same', async () => {
  const before = process.env.NODE_OPTIONS
  process.env.NODE_OPTIONS = `--import=data:text/javascript,throw%20new%20Error('bug')`
  try {
    const { code, crashed, err } = await runInChild(['list'], quiet)
    expect([code, crashed]).toEqual([1, true])
    expect(err).toContain('Error: bug')
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = before
  }
})
