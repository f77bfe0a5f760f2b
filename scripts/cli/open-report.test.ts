import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runProgram } from '../program.ts'
import { captured, Desk, placeIn, SMALL_SUITE } from '../testing.ts'
import { type Opener, openReport, systemOpener } from './open-report.ts'

const desk = new Desk()
afterAll(() => desk.remove())

class RecordingOpener implements Opener {
  readonly opened: string[] = []
  why: string | undefined

  whyNot(): string | undefined {
    return this.why
  }

  async open(file: string): Promise<void> {
    this.opened.push(file)
  }
}

async function run(opener: Opener, ...argv: string[]) {
  const { console, printed } = captured()
  const code = await runProgram(argv, console, { ...placeIn(desk.folder), opener })
  return { code, ...printed }
}

const suite = desk.file('small.json', SMALL_SUITE)
const VIRTUAL = ['--clock', 'virtual', '--quiet']

test('--open opens the report of a command once it is written', async () => {
  const opener = new RecordingOpener()
  expect((await run(opener, 'run', suite, ...VIRTUAL, '--out', 'one', '--open')).code).toBe(0)
  expect((await run(opener, 'run', suite, ...VIRTUAL, '--out', 'two')).code).toBe(0)
  expect((await run(opener, 'compare', 'one', 'two', '--out', 'both', '--quiet', '--open')).code).toBe(0)
  expect((await run(opener, 'render', 'two', '--open')).code).toBe(0)
  expect(opener.opened.map((file) => file.slice(desk.folder.length + 1))).toEqual([
    join('one', 'report.md'),
    join('both', 'compare.md'),
    join('two', 'report.md'),
  ])
})

test('a report that cannot be opened changes no exit code and is explained', async () => {
  const opener = new RecordingOpener()
  opener.why = 'there is no display'
  expect(await run(opener, 'run', suite, ...VIRTUAL, '--out', 'three', '--open')).toEqual({
    code: 0,
    out: expect.any(String),
    err: '--open: there is no display\n',
  })
  opener.why = undefined
  opener.open = () => Promise.reject(new Error('no browser'))
  const file = join(desk.folder, 'three', 'report.md')
  expect((await run(opener, 'render', 'three', '--open')).err).toBe(`--open: ${file} could not be opened: no browser\n`)
})

test('nothing is opened where no report is written', async () => {
  const opener = new RecordingOpener()
  expect(await run(opener, 'run', 'nosuch', '--open')).toMatchObject({ code: 2, out: '' })
  expect((await run(opener, 'why', suite, '--open')).err).toBe(
    '--open: must be given with --out, as no report is written otherwise\n',
  )
  const { console, printed } = captured()
  await openReport(join(desk.folder, 'none'), opener, console)
  expect(printed.err).toBe(`--open: there is no report in ${join(desk.folder, 'none')}\n`)
  expect(opener.opened).toEqual([])
})

test.each([
  ['linux', { CI: 'true', DISPLAY: ':0' }, 'nothing is opened in CI (CI is set)'],
  ['darwin', { CI: '1' }, 'nothing is opened in CI (CI is set)'],
  ['linux', {}, 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)'],
  ['linux', { CI: 'false', DISPLAY: ':0' }, undefined],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, undefined],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, undefined],
  ['darwin', {}, undefined],
  ['win32', {}, undefined],
])('on %s with %j', (platform, env, why) => {
  expect(systemOpener(platform, env).whyNot()).toBe(why)
})
