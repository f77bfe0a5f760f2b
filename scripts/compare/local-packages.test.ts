import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { hasLocalPackages } from './local-packages.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

function isLocal(name: string, content: string | object, manifest: object = {}, below = ''): boolean {
  const folder = join(desk.folder, 'top', below)
  mkdirSync(folder, { recursive: true })
  const at = (file: string) => join('top', below, file)
  desk.file(at('package.json'), manifest)
  const decidedBy = desk.file(at(name), content)
  return hasLocalPackages(decidedBy, { project: folder, top: join(desk.folder, 'top') })
}

test.each([
  ['pnpm-lock.yaml', 'lib@file:lib:\n    resolution: {directory: lib, type: directory}'],
  ['pnpm-lock.yaml', "'@s/lib@file:lib(react@19.0.0)': {}"],
  ['pnpm-lock.yaml', 'specifier: workspace:*\n        version: link:../lib'],
  ['yarn.lock', '"lib@file:./lib":\n  version "1.0.0"'],
  ['yarn.lock', '"lib@./lib":\n  version "1.0.0"'],
  ['yarn.lock', '"lib@file:./lib::locator=app%40workspace%3A.":'],
  ['yarn.lock', '"lib@workspace:packages/lib":'],
  ['package-lock.json', '{ "resolved": "file:lib" }'],
])('%s with a package of the repository: %s', (name, text) => {
  expect(isLocal(name, text)).toBe(true)
})

test.each([
  ['pnpm-lock.yaml', "lib@file:../lib:\n  file:\n    specifier: ^1.0.0\n  'git+file:lib': 1"],
  ['pnpm-lock.yaml', 'resolution: {integrity: sha512-x, tarball: file:../x.tgz}\n specifier: file:x.tgz'],
  ['yarn.lock', '"app@workspace:.":\n  resolution: "app@workspace:."'],
  ['yarn.lock', '"lib@file:./x.tgz::locator=app%40workspace%3A.":'],
  ['package-lock.json', '{ "resolved": "file:x.tar.gz", "profile:x": "./lib", "link": true }'],
  ['package-lock.json', '{ "resolved": "file:///elsewhere/lib" }'],
])('%s with packages of other places alone: %s', (name, text) => {
  expect(isLocal(name, text)).toBe(false)
})

test('a path of another package of the workspace may start at its folder', () => {
  expect(isLocal('yarn.lock', '"lib@file:../../lib":')).toBe(false)
  expect(isLocal('yarn.lock', '"lib@file:../../lib":', { workspaces: ['packages/**'] })).toBe(true)
})

test('a package of the repository beside the folder of the lock file counts', () => {
  expect(isLocal('yarn.lock', '"lib@file:../lib":', {}, 'app')).toBe(true)
})

test('without a lock file the dependencies decide, and a tarball of the repository has no hash', () => {
  const of = (specifier: string) => isLocal('package.json', { main: './lib', devDependencies: { lib: specifier } })
  expect(['file:lib', './lib', 'link:lib', 'file:x.tgz'].map(of)).toEqual([true, true, true, true])
  expect(['^1.0.0', 'file:../x.tgz', '../lib', 'github:user/lib'].map(of)).toEqual([false, false, false, false])
})
