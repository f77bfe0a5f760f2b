import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_SUITES } from '../../bench/suites/names.ts'
import { projectAt } from '../project/find-project.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { suiteNamed, suitesToRun } from './suite-names.ts'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

const project = () => projectAt(desk.folder, desk.folder)
const from = (folder: string) => (path: string) => join(desk.folder, folder, path)
const named = async (name: string, folder = '') => suiteNamed(name, await project(), from(folder))
const suite = (path: string, changes: object = {}) => desk.file(`bench/${path}`, { ...SMALL_SUITE, ...changes })

test('a suite is meant by its file, its own name, or a path from where the user stands', async () => {
  const path = suite('deep/checkout.suite.json', { name: 'Checkout under load' })
  expect(await named('checkout')).toBe(path)
  expect(await named('Checkout under load')).toBe(path)
  expect(await named('./checkout.suite.json', 'bench/deep')).toBe(path)
  expect(await named('burst')).toBe('burst')
})

test('the name of a file wins over a built-in suite, and that over a name within a file', async () => {
  const burst = suite('burst.suite.json')
  suite('till.suite.json', { name: 'brownout' })
  suite('micro.suite.json')
  expect([await named('burst'), await named('brownout'), await named('micro')]).toEqual([burst, 'brownout', 'micro'])
})

test('two files of one name are a mistake that names both, and each is known by its path', async () => {
  const first = suite('a/checkout.suite.json', { name: 'same' })
  suite('b/checkout.suite.json', { name: 'same' })
  const both = 'bench/a/checkout.suite.json and bench/b/checkout.suite.json; give one of the paths'
  await expect(named('checkout')).rejects.toThrow(`suite: "checkout" is the name of ${both}`)
  await expect(named('same')).rejects.toThrow(`suite: "same" is the name of ${both}`)
  expect(await named('bench/a/checkout.suite.json')).toBe(first)
})

test('an unknown name is answered with the likely suite of the project, and with files that cannot be read', async () => {
  suite('checkout.suite.json')
  desk.file('bench/broken.suite.ts', 'throw new Error("not today")')
  await expect(named('chekout')).rejects.toThrow(
    /^suite: must be one of broken, checkout, small, tutorial, .* or a file, got "chekout"; did you mean checkout\?\n.*broken\.suite\.ts: could not be loaded: not today/,
  )
})

test('a broken file does not stop another suite from its run', async () => {
  suite('checkout.suite.json')
  desk.file('bench/broken.suite.ts', 'throw new Error("not today")')
  const { code, err } = await desk.run('run', 'checkout', '--clock', 'virtual', '--quiet')
  expect([code, err]).toEqual([0, ''])
  expect((await desk.run('run', 'broken')).err).toContain('broken.suite.ts: could not be loaded: not today')
})

test('without names, virtual time leaves out what only real time can run, and says so', async () => {
  suite('checkout.suite.json')
  suite('service.suite.json', { name: 'service', target: { url: 'http://127.0.0.1:9/' } })
  const { code, err } = await desk.run('run', '--clock', 'virtual')
  expect([code, err]).toEqual([0, expect.stringContaining('left out, since only real time can run them: 1 suite\n')])
  expect((await desk.run('run', 'service', '--clock', 'virtual')).err).toContain('must be a model in virtual time')
})

test('a service that is not there ends the program before the first suite runs', async () => {
  suite('checkout.suite.json')
  suite('service.suite.json', { name: 'service', target: { url: 'http://127.0.0.1:9/' } })
  const { code, out, err } = await desk.run('run', '--quiet')
  expect([code, out, err]).toEqual([4, '', expect.stringMatching(/^service: nothing answers at 127\.0\.0\.1:9 /m)])
})

test('without names the suites of the project run, but not one that is onlyByName', async () => {
  const toRun = async () => suitesToRun([], await project(), from(''))
  expect(await toRun()).toEqual(DEFAULT_SUITES)
  suite('service.suite.json', { onlyByName: true })
  await expect(toRun()).rejects.toThrow('must be named, since each suite of the project is onlyByName: service')
  const checkout = suite('checkout.suite.json')
  expect(await toRun()).toEqual([checkout])
  const { code, err } = await desk.run('run', '--clock', 'virtual', '--quiet')
  expect([code, err]).toEqual([0, ''])
})

test('patterns of the configuration that match nothing are a mistake only where no suite is named', async () => {
  desk.file('stormbench.config.json', { suites: ['perf/**'] })
  await expect(suitesToRun([], await project(), from(''))).rejects.toThrow(
    'suites: must match at least one file, got none for perf/**',
  )
  expect(await named('burst')).toBe('burst')
})

test('all names that mean nothing are reported at once', async () => {
  await expect(suitesToRun(['brust', 'burst', 'no://url'], await project(), from(''))).rejects.toThrow(
    /got "brust"; did you mean burst\?[\s\S]*got the URL no:/,
  )
})

test('two suites of one name do not run together, and both files are named', async () => {
  suite('one.suite.json')
  suite('two.suite.json')
  expect(await desk.run('run', '--clock', 'virtual')).toEqual({
    code: 2,
    out: '',
    err: 'name: must differ between the suites of a run, got "small" in bench/one.suite.json and bench/two.suite.json\n',
  })
})

test('list shows the suites of the project first, and reports mistakes last', async () => {
  suite('checkout.suite.json')
  suite('service.suite.json', { onlyByName: true, name: 'service' })
  suite('till.suite.json', { name: 'small' })
  suite('wrong.suite.json', { repeats: 0 })
  mkdirSync(join(desk.folder, 'bench/folder.suite.json'))
  const { code, out, err } = await desk.run('list')
  expect(out.split('\n').slice(0, 8)).toEqual([
    'checkout (default)',
    '  Does it hold?',
    '  arms: rpc, queue',
    '  file: bench/checkout.suite.json, named small',
    'service (only by name)',
    '  Does it hold?',
    '  arms: rpc, queue',
    '  file: bench/service.suite.json',
  ])
  expect(out).toContain('\ntutorial\n')
  expect([code, err]).toEqual([
    2,
    'bench/wrong.suite.json: repeats: must be at least 1, got 0\n' +
      'bench/checkout.suite.json and bench/till.suite.json: must differ in their name, got "small"\n',
  ])
})

test('a first word that is close to a command is a suite where the project has it', async () => {
  suite('mapp.suite.json')
  expect((await desk.run('mapp', '--clock', 'virtual', '--quiet')).code).toBe(0)
  expect((await desk.run('mapq')).err).toContain('unknown command or suite "mapq"; did you mean map?')
})

test('many suites are read without a warning', async () => {
  // Modules that wait would load at the same time, each with a listener of its own.
  const wait = `import { setTimeout as wait } from 'node:timers/promises'\nawait wait(20)`
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  try {
    for (let i = 0; i < 15; i++) desk.file(`bench/${i}.suite.mjs`, `${wait}\nexport default { name: 'own ${i}' }`)
    expect(await named('own 14')).toBe(join(desk.folder, 'bench/14.suite.mjs'))
    await new Promise((resolve) => process.nextTick(resolve))
    expect(warnings).toEqual([])
  } finally {
    process.off('warning', onWarning)
  }
})
