import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const suite = desk.file('small.json', SMALL_SUITE)

/** Runs the program with these files for stdout and stderr; what it wrote to a pipe there. */
function run(argv: readonly string[], files: { readonly stdout?: string; readonly stderr?: string }) {
  const [stdout, stderr] = [files.stdout, files.stderr].map((file) =>
    file === undefined ? 'pipe' : openSync(file, 'w'),
  )
  try {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url))
    const hooks = new URL('../typescript.mjs', import.meta.url).href
    const { status, ...texts } = spawnSync(process.execPath, ['--import', hooks, main, ...argv], {
      env: { ...process.env, INIT_CWD: desk.folder },
      stdio: ['ignore', stdout, stderr],
      encoding: 'utf8',
    })
    return { code: status, out: texts.stdout, err: texts.stderr }
  } finally {
    for (const file of [stdout, stderr]) if (typeof file === 'number') closeSync(file)
  }
}

const FULL = '/dev/full'
const virtual = ['run', suite, '--clock', 'virtual']

describe.skipIf(!existsSync(FULL))('a full disk', () => {
  test.each([
    ['--help', ['--help']],
    ['list', ['list']],
    ['verify', ['verify', 'R13', '--json', '--quiet']],
    ['a run', [...virtual, '--quiet', '--json', '--out', 'json']],
  ])('at stdout ends %s with 4 and a sentence', (_, argv) => {
    const { code, err } = run(argv, { stdout: FULL })
    expect([code, err]).toEqual([4, 'cannot write to stdout: ENOSPC: no space left on device, write\n'])
  })

  test('at stdout does not hide that a command could not be read', () => {
    const { code, err } = run(['verify', 'R0'], { stdout: FULL })
    expect(code).toBe(2)
    expect(err).toMatch(/^verify: must be one of .*\n$/)
  })

  test('at stdout is nothing to a command that prints nothing there', () => {
    expect(run([...virtual, '--quiet', '--out', 'quiet'], { stdout: FULL })).toMatchObject({ code: 0, err: '' })
  })

  test('at stderr changes nothing', () => {
    const { code, out } = run([...virtual, '--out', 'noisy'], { stderr: FULL })
    expect([code, out.includes('\nDoes it hold?\n')]).toEqual([0, true])
    expect(run(['list'], { stdout: FULL, stderr: FULL }).code).toBe(4)
  })
})
