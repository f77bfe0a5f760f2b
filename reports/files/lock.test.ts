import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { epochMs } from '../../bench/core/real-clock.ts'
import { discard, lock } from './lock.ts'

let root = ''
let file = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stormbench-'))
  file = join(root, '.lock')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const pidIn = (path: string) => Number(readFileSync(path, 'utf8').split(' ')[0])

test('a lock names its process, and is held until it is removed', () => {
  lock(file)
  expect(pidIn(file)).toBe(process.pid)
  expect(() => lock(file)).toThrow(`another run (process ${process.pid}) is writing into ${root}`)
  discard(file)
  lock(file)
})

test.each([String(process.ppid), `${process.ppid} 0aa9c1f8`])(
  'a lock of another process that lives is respected: %s',
  (text) => {
    writeFileSync(file, text)
    expect(() => lock(file)).toThrow(
      `another run (process ${process.ppid}) is writing into ${root}; if it is no such run, remove ${file}`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

test('a lock of a process that is dead is taken over, and nothing else is left behind', () => {
  writeFileSync(file, String(spawnSync(process.execPath, ['--version']).pid))
  lock(file)
  expect(pidIn(file)).toBe(process.pid)
  expect(readdirSync(root)).toEqual(['.lock'])
})

test('a lock of an earlier process with the number of this one is taken over: each container counts from 1', () => {
  writeFileSync(file, String(process.pid))
  lock(file)
  expect(readFileSync(file, 'utf8')).not.toBe(String(process.pid))
})

test.each(['nonsense', '0', '-1', '1.5', ' '])('a lock that names no process is taken over: "%s"', (text) => {
  writeFileSync(file, text)
  lock(file)
  expect(pidIn(file)).toBe(process.pid)
})

test('an empty lock is being taken at this moment; after ten seconds it is a lock that was left', () => {
  writeFileSync(file, '')
  expect(() => lock(file)).toThrow('another run (process starting)')
  const leftS = epochMs() / 1000 - 11
  utimesSync(file, leftS, leftS)
  lock(file)
  expect(pidIn(file)).toBe(process.pid)
})

test('a lock cannot be made in a missing folder, and discarding a missing file is no error', () => {
  expect(() => lock(join(root, 'none', '.lock'))).toThrow('ENOENT')
  discard(join(root, 'none', '.lock'))
  expect(existsSync(join(root, 'none'))).toBe(false)
})

test('a lock that is no file is refused rather than waited for', () => {
  const pipe = join(root, 'pipe')
  execFileSync('mkfifo', [pipe])
  expect(() => lock(pipe)).toThrow(`${pipe}: must be a file, got a pipe or a device`)
})
