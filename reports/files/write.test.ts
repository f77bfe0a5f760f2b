import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { type RunData, SCHEMA } from '../data/run-data.ts'
import { runData } from '../data/testing.ts'
import { NoResultsError } from '../no-results-error.ts'
import { render } from '../run/render.ts'
import { FolderError } from './folder-error.ts'
import { ResultFolder, readData } from './write.ts'

const FILES = ['latency.hgrm', 'report.md', 'run.json', 'samples.csv', 'summary.csv', 'summary.json', 'timeline.csv']

const data = (status: RunData['status'] = 'complete') => runData({ status })

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stormbench-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The error of `action`: kind and text. */
function errorOf(action: () => unknown): { type: unknown; message: string } {
  try {
    action()
  } catch (error) {
    return { type: (error as Error).constructor, message: (error as Error).message }
  }
  throw new Error('must throw')
}

const file = (path: string, text = '') => {
  writeFileSync(join(root, path), text)
  return join(root, path)
}

test('a folder that is not there is made, with those above it', () => {
  const path = join(root, 'a', 'b')
  const folder = ResultFolder.open(path)
  expect(folder.path).toBe(path)
  expect(readdirSync(path)).toEqual(['.lock'])
})

test('the path must not be a file', () => {
  const path = file('taken')
  expect(errorOf(() => ResultFolder.open(path))).toEqual({
    type: ConfigError,
    message: `--out: must be a folder, got the file ${path}`,
  })
})

test.each(['taken/out', 'taken/deep/out'])('no part of the path must be a file: %s', (below) => {
  file('taken')
  const path = join(root, below)
  expect(errorOf(() => ResultFolder.open(path))).toEqual({
    type: ConfigError,
    message: `--out: must be a folder, but a part of ${path} is a file`,
  })
})

test('a folder with something else in it is refused and left as it is', () => {
  file('thesis.tex', 'mine')
  expect(errorOf(() => ResultFolder.open(root))).toEqual({
    type: ConfigError,
    message: `--out: must be empty or a folder with run.json, got ${root} with thesis.tex`,
  })
  expect(readdirSync(root)).toEqual(['thesis.tex'])
})

test('a folder that cannot be made is a FolderError: a name of 256 letters, too long for root as well', () => {
  const path = join(root, 'x'.repeat(256))
  const { type, message } = errorOf(() => ResultFolder.open(path))
  expect(type).toBe(FolderError)
  expect(message.startsWith(`cannot write into ${path}: ENAMETOOLONG`)).toBe(true)
  expect(readdirSync(root)).toEqual([])
})

test.skipIf(!existsSync('/proc/self'))(
  'a place that takes no folders, even from root, is reported and not tried for ever',
  () => {
    const { type, message } = errorOf(() => ResultFolder.open('/proc/stormbench-test'))
    expect(type).toBe(FolderError)
    expect(message.startsWith('cannot write into /proc/stormbench-test: ENOENT')).toBe(true)
  },
)

test('a folder that is held is refused, naming the process and the file to remove', () => {
  const folder = ResultFolder.open(root)
  expect(errorOf(() => ResultFolder.open(root))).toEqual({
    type: FolderError,
    message: `another run (process ${process.pid}) is writing into ${root}; if it is no such run, remove ${join(root, '.lock')}`,
  })
  folder.release()
  ResultFolder.open(root).release()
})

test('saving writes each file as rendered, and nothing stays behind after release', () => {
  const folder = ResultFolder.open(join(root, 'out'))
  folder.save(data())
  expect(readdirSync(folder.path).toSorted()).toEqual(['.lock', ...FILES])
  folder.release()
  expect(readdirSync(folder.path).toSorted()).toEqual(FILES)
  for (const [name, text] of render(data())) expect(readFileSync(join(folder.path, name), 'utf8')).toBe(text)
})

test('a result folder can be opened again, and saving replaces all', () => {
  for (const status of ['partial', 'complete'] as const) {
    const folder = ResultFolder.open(root)
    folder.save(data(status))
    folder.release()
    expect(readData(root).status).toBe(status)
  }
  expect(readdirSync(root).toSorted()).toEqual(FILES)
})

test('a file is replaced as a whole: who still reads the old one reads it to its end', () => {
  const folder = ResultFolder.open(join(root, 'out'))
  folder.save(data('partial'))
  linkSync(join(folder.path, 'report.md'), join(root, 'old.md'))
  folder.save(data('complete'))
  expect(readFileSync(join(root, 'old.md'), 'utf8')).toBe(render(data('partial')).get('report.md'))
  expect(readFileSync(join(folder.path, 'report.md'), 'utf8')).toBe(render(data('complete')).get('report.md'))
})

test('a file that cannot be written is a FolderError, leaves no half of it, and the data are safe', () => {
  const folder = ResultFolder.open(root)
  mkdirSync(join(root, 'report.md'))
  const { type, message } = errorOf(() => folder.save(data()))
  expect(type).toBe(FolderError)
  expect(message.startsWith(`cannot write ${join(root, 'report.md')}: `)).toBe(true)
  expect(readdirSync(root).toSorted()).toEqual([
    '.lock',
    'latency.hgrm',
    'report.md',
    'run.json',
    'samples.csv',
    'summary.csv',
    'summary.json',
    'timeline.csv',
  ])
})

test('a partial file of a killed run does not make a folder foreign', () => {
  file('report.md.0.tmp', '# storm')
  ResultFolder.open(root).release()
  expect(existsSync(join(root, '.lock'))).toBe(false)
})

test('a folder that was made and not used is removed; one that was there before or holds results stays', () => {
  const made = ResultFolder.open(join(root, 'made'))
  made.release()
  expect(existsSync(made.path)).toBe(false)

  mkdirSync(join(root, 'before'))
  const before = ResultFolder.open(join(root, 'before'))
  before.release()
  expect(readdirSync(before.path)).toEqual([])

  const saved = ResultFolder.open(join(root, 'saved'))
  saved.save(data())
  saved.release()
  expect(readdirSync(saved.path).toSorted()).toEqual(FILES)
})

test('saved data read back', () => {
  const folder = ResultFolder.open(root)
  folder.save(data())
  folder.release()
  expect(readData(root)).toEqual(data())
})

test.each([
  ['no folder', 'nowhere', undefined, NoResultsError, 'nowhere: must be a result folder with a run.json'],
  ['no run.json', '', undefined, NoResultsError, ': must be a result folder with a run.json'],
  ['broken JSON', '', '{"schema": 1,', ConfigError, 'run.json: must be JSON: '],
])('reading refuses %s', (_, below, text, type, message) => {
  if (text !== undefined) file('run.json', text)
  const path = join(root, below)
  expect(errorOf(() => readData(path))).toEqual({ type, message: expect.stringContaining(message) })
})

test.each([
  ['{"schema": 0}', '0'],
  ['{"schema": 1}', '1'],
  ['{"schema": 2}', '2'],
  ['{"schema": "2"}', '"2"'],
  ['{}', 'nothing'],
  ['[]', 'nothing'],
])('reading refuses a run.json of another schema: %s', (text, got) => {
  const path = file('run.json', text)
  expect(errorOf(() => readData(root))).toEqual({
    type: NoResultsError,
    message: `${path}: must have schema ${SCHEMA}, got ${got}`,
  })
})
