import { chmodSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { install } from './install.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
  for (const folder of ['own/node_modules/.bin', 'own/packages/one', 'base/packages/one'])
    mkdirSync(join(desk.folder, folder), { recursive: true })
  for (const side of ['own', 'base']) {
    desk.file(`${side}/package-lock.json`, '{}')
    desk.file(`${side}/package.json`, {})
  }
})
afterEach(() => desk.remove())

const place = (name: string) => ({ top: join(desk.folder, name), project: join(desk.folder, name, 'packages/one') })
/** An npm that fails shows that nothing was shared. */
async function installed(given?: string): Promise<string> {
  chmodSync(desk.file('bin/npm', '#!/bin/sh\necho it fails >&2\nexit 7\n'), 0o755)
  const before = process.env.PATH
  process.env.PATH = [join(desk.folder, 'bin'), before].join(delimiter)
  try {
    return await install(place('base'), place('own'), { install: given, signal: new AbortController().signal })
  } finally {
    process.env.PATH = before
  }
}

test('packages of an equal lock file are those of the working tree', async () => {
  mkdirSync(join(desk.folder, 'own/packages/one/node_modules'))
  expect(await installed()).toBe('with the node_modules of the working tree')
  for (const way of ['node_modules', 'packages/one/node_modules'])
    expect(readlinkSync(join(desk.folder, 'base', way))).toBe(join(desk.folder, 'own', way))
})

test('another lock file installs other packages', async () => {
  desk.file('base/package-lock.json', '{ }')
  await expect(installed()).rejects.toThrow('`npm ci --no-audit --no-fund` ended with code 7:\nit fails')
})

test('a command that was given always runs, since it may do more than install', async () => {
  expect(await installed('node --version')).toBe('installed by `node --version`')
})

test('packages that link to code of the repository are not shared: the commit has other code', async () => {
  symlinkSync(join(desk.folder, 'own/packages/one'), join(desk.folder, 'own/node_modules/one'), 'dir')
  await expect(installed()).rejects.toThrow('ended with code 7')
})

test('packages of the repository that a tool copied are not shared either', async () => {
  const text = { packages: { 'node_modules/lib': { resolved: 'file:lib' } } }
  for (const side of ['own', 'base']) desk.file(`${side}/package-lock.json`, text)
  await expect(installed()).rejects.toThrow('ended with code 7')
})

test('links within node_modules, to other places and to nowhere do not matter', async () => {
  const modules = join(desk.folder, 'own/node_modules')
  mkdirSync(join(modules, '.store/a'), { recursive: true })
  mkdirSync(join(modules, '@scope'))
  symlinkSync(join(modules, '.store/a'), join(modules, '@scope/a'), 'dir')
  symlinkSync(join(desk.folder, 'elsewhere'), join(modules, 'nowhere'), 'dir')
  symlinkSync(join(desk.folder, 'base'), join(modules, 'other'), 'dir')
  expect(await installed()).toBe('with the node_modules of the working tree')
})

test('a tool that is not there is named', async () => {
  desk.file('base/package-lock.json', '{ }')
  const before = process.env.PATH
  process.env.PATH = desk.folder
  try {
    const options = { install: undefined, signal: new AbortController().signal }
    await expect(install(place('base'), place('own'), options)).rejects.toThrow(
      '`npm ci --no-audit --no-fund` could not be started: spawn npm ENOENT',
    )
  } finally {
    process.env.PATH = before
  }
})
