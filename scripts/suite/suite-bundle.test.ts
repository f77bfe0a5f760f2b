import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../cli/git.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { bundled } from './suite-bundle.ts'
import { readSuiteFile } from './suite-file.ts'

const desk = new Desk()
afterAll(() => desk.remove())

/**
 * A package as those of npm that are no modules: it asks for one of Node's, for one of its files, and for where it is.
 */
desk.file(
  'node_modules/common/index.js',
  [
    `'use strict'`,
    `const { EventEmitter } = require('events')`,
    `const { readFileSync } = require('node:fs')`,
    `const { join } = require('node:path')`,
    `const own = require('./own.json')`,
    `module.exports = { isEmitter: new EventEmitter() instanceof EventEmitter, own: own.name,`,
    `  text: readFileSync(join(__dirname, 'own.txt'), 'utf8'), file: __filename, late: () => require('node:os').EOL }`,
  ].join('\n'),
)
desk.file('node_modules/common/own.json', { name: 'own' })
desk.file('node_modules/common/own.txt', 'beside')
symlinkSync(join(ROOT, 'node_modules/undici'), join(desk.folder, 'node_modules/undici'))

test.each(['js', 'mjs', 'ts', 'mts'])(
  'a suite as .%s imports packages from its own node_modules, CommonJS as well',
  async (kind) => {
    const path = desk.file(
      `suite.${kind}`,
      `import common, { late } from 'common'
     import { Agent } from 'undici'
     export default { ...common, late: late().length, agent: typeof Agent }`,
    )
    expect(await readSuiteFile(path)).toEqual({
      isEmitter: true,
      own: 'own',
      text: 'beside',
      late: 1,
      agent: 'function',
      file: join(desk.folder, 'node_modules/common/index.js'),
    })
  },
)

test('a module of a suite knows where it is', async () => {
  desk.file('parts/part.ts', `export const part: string = import.meta.url`)
  desk.file('parts/data.json', { answer: 42 })
  const path = desk.file(
    'places.ts',
    `#!/usr/bin/env node
     import { createRequire } from 'node:module'
     import { dirname } from 'node:path'
     import { fileURLToPath } from 'node:url'
     import { part } from './parts/part.ts'
     import data from './parts/data.json' with { type: 'json' }
     const require = createRequire(import.meta.url)
     const __dirname = dirname(fileURLToPath(import.meta.url))
     export default { url: import.meta.url, folder: import.meta.dirname, __dirname, __filename, part, data,
       required: require('./parts/data.json'), waited: await Promise.resolve(1) }`,
  )
  expect(await readSuiteFile(path)).toEqual({
    url: pathToFileURL(path).href,
    folder: desk.folder,
    __dirname: desk.folder,
    __filename: path,
    part: pathToFileURL(join(desk.folder, 'parts/part.ts')).href,
    data: { answer: 42 },
    required: { answer: 42 },
    waited: 1,
  })
})

test('a suite may be CommonJS itself', async () => {
  const path = desk.file('old.js', `const { sep } = require('path')\nmodule.exports = { sep, folder: __dirname }`)
  expect(await readSuiteFile(path)).toEqual({ sep: '/', folder: desk.folder })
})

test.each([
  ['import "absent"', 'Could not resolve "absent" (at broken.ts:1)'],
  ['\nimport "./parts/none.ts"', 'Could not resolve "./parts/none.ts" (at broken.ts:2)'],
  ['const a = 1\nconst a = 2', 'The symbol "a" has already been declared (at broken.ts:2)'],
  ['\n\nthrow new TypeError("no")', 'no (at broken.ts:3)'],
  ['import { fail } from "./parts/fail.ts"\nfail()', 'deep (at parts/fail.ts:2)'],
  ['import { none } from "node:fs"\nexport default none', "does not provide an export named 'none'"],
])('a suite that does not load says where: %j', async (text, message) => {
  desk.file('parts/fail.ts', `export function fail(): never {\n  throw new Error('deep')\n}`)
  const path = desk.file('broken.ts', text)
  await expect(readSuiteFile(path)).rejects.toThrow(`${path}: could not be loaded: `)
  await expect(readSuiteFile(path)).rejects.toThrow(message)
})

test('a module beside a suite may import what runs suites, and none of that is in the bundle', async () => {
  desk.file(
    'parts/check.ts',
    `import { ConfigError, run, simulate } from 'stormbench'
     export const kinds = [run, simulate, ConfigError].map((kind) => typeof kind)
     export const check = (suite: object) => simulate(suite, { seeds: 1 })`,
  )
  const path = desk.file(
    'with-check.ts',
    `import { defineSuite } from 'stormbench'
     import { check, kinds } from './parts/check.ts'
     export default { ...defineSuite(${JSON.stringify(SMALL_SUITE)}), about: [typeof check, ...kinds].join() }`,
  )
  expect(await readSuiteFile(path)).toMatchObject({ about: 'function,function,function,function' })
  expect((await bundled(path)).split('\n//# sourceMappingURL')[0]!.length).toBeLessThan(20_000)
})
