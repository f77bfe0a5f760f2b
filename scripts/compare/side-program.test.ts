import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { sideProgram } from './side-program.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
  mkdirSync(join(desk.folder, 'packages/one'), { recursive: true })
})
afterEach(() => desk.remove())

const at = (name: string) => join(desk.folder, name)
const program = () => sideProgram({ top: desk.folder, project: at('packages/one') })

test('a project runs the stormbench of the nearest node_modules', () => {
  desk.file('node_modules/stormbench/package.json', { version: '1.2.3', bin: { stormbench: './dist/main.js' } })
  desk.file('node_modules/stormbench/dist/main.js', '')
  const origin = 'its node_modules'
  expect(program()).toEqual({
    folder: at('packages/one'),
    args: [at('node_modules/stormbench/dist/main.js')],
    version: '1.2.3',
    origin,
  })
  desk.file('packages/one/node_modules/stormbench/package.json', { version: '2.0.0', bin: 'main.js' })
  desk.file('packages/one/node_modules/stormbench/main.js', '')
  expect(program()).toMatchObject({ args: [at('packages/one/node_modules/stormbench/main.js')], version: '2.0.0' })
})

test('stormbench itself runs the code of the commit', () => {
  desk.file('packages/one/package.json', { name: 'stormbench', version: '0.1.0' })
  expect(program()).toMatchObject({
    args: [
      '--import',
      pathToFileURL(at('packages/one/scripts/typescript.mjs')).href,
      at('packages/one/scripts/main.ts'),
    ],
    version: '0.1.0',
  })
})

test('a project that does not depend on it has none; one that does must have it installed, with its program', () => {
  expect(program()).toBeUndefined()
  desk.file('package.json', { devDependencies: { stormbench: '^1.0.0' } })
  expect(program).toThrow('stormbench is not in node_modules, although package.json depends on it')
  desk.file('node_modules/stormbench/package.json', { version: '1.2.3', bin: { stormbench: './dist/main.js' } })
  expect(program).toThrow(`${at('node_modules/stormbench')}: has no program, so it must be installed again`)
})
