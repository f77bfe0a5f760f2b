import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { installPlan } from './install-plan.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
  mkdirSync(join(desk.folder, 'packages/one'), { recursive: true })
})
afterEach(() => desk.remove())

const plan = (given?: string) => installPlan(join(desk.folder, 'packages/one'), desk.folder, given)
const NPM = ['npm', 'ci', '--no-audit', '--no-fund']

test.each([
  ['package-lock.json', '{}', NPM],
  ['npm-shrinkwrap.json', '{}', NPM],
  ['pnpm-lock.yaml', "lockfileVersion: '9.0'", ['pnpm', 'install', '--frozen-lockfile']],
  ['yarn.lock', '# yarn lockfile v1\n', ['yarn', 'install', '--frozen-lockfile']],
  ['yarn.lock', '# generated\n\n__metadata:\n  version: 8\n', ['yarn', 'install', '--immutable']],
])('%s decides the command, case %#', (lock, text, command) => {
  const decidedBy = desk.file(lock, text)
  expect(plan()).toEqual({ folder: desk.folder, command, decidedBy })
})

test('the nearest lock file counts', () => {
  desk.file('pnpm-lock.yaml', '')
  const decidedBy = desk.file('packages/one/package-lock.json', '{}')
  expect(plan()).toEqual({ folder: join(desk.folder, 'packages/one'), command: NPM, decidedBy })
})

test('without a lock file npm installs what package.json asks for, and a remark says so', () => {
  expect(plan()).toBeUndefined()
  desk.file('package.json', {})
  expect(plan()).toMatchObject({
    folder: desk.folder,
    command: ['npm', 'install', '--no-package-lock', '--no-audit', '--no-fund'],
    note: expect.stringContaining('without a lock file'),
  })
})

test('of several lock files that of packageManager counts; without it they do not decide', () => {
  desk.file('package-lock.json', '{}')
  const decidedBy = desk.file('pnpm-lock.yaml', '')
  expect(() => plan()).toThrow('package.json: must name its tool in packageManager')
  desk.file('package.json', { packageManager: 'pnpm@10.0.0' })
  expect(plan()).toMatchObject({ decidedBy })
})

test('where an installation also builds, no file alone decides what it gives', () => {
  const decidedBy = desk.file('package-lock.json', '{}')
  desk.file('package.json', { scripts: { test: 'vitest' } })
  expect(plan()).toMatchObject({ decidedBy })
  desk.file('package.json', { scripts: { prepare: 'npm run build' } })
  expect(plan()).toMatchObject({ command: NPM, decidedBy: undefined })
})

test('another tool needs a command from its user, which always counts', () => {
  desk.file('deno.lock', '{}')
  expect(() => plan()).toThrow('deno.lock: must be of npm, pnpm or yarn; give the command with --install "deno install')
  expect(plan('make packages')).toEqual({
    folder: desk.folder,
    command: 'make packages',
    decidedBy: undefined,
  })
})
