import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { changeFile } from './changed-file.ts'
import { FolderError } from './folder-error.ts'
import { readText } from './text-file.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stormbench-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a file is made with its folder, then changed', () => {
  const file = join(root, 'a', 'b.csv')
  changeFile(file, (text) => `${text ?? 'none'}+`)
  changeFile(file, (text) => `${text}+`)
  expect(readText(file)).toBe('none++')
  expect(readdirSync(join(root, 'a'))).toEqual(['b.csv'])
})

test('a change that throws leaves nothing behind', () => {
  const refuse = () => {
    throw new ConfigError('no')
  }
  expect(() => changeFile(join(root, 'a', 'b.csv'), refuse)).toThrow('no')
  expect(readdirSync(root)).toEqual([])
  writeFileSync(join(root, 'b.csv'), 'before')
  expect(() => changeFile(join(root, 'b.csv'), refuse)).toThrow('no')
  expect(readdirSync(root)).toEqual(['b.csv'])
  expect(readText(join(root, 'b.csv'))).toBe('before')
})

test('the lock of another live process is respected; that of a process that is gone is taken over', () => {
  const file = join(root, 'b.csv')
  writeFileSync(`${file}.lock`, String(process.ppid))
  expect(() => changeFile(file, () => 'mine')).toThrow(FolderError)
  expect(readdirSync(root)).toEqual(['b.csv.lock'])
  writeFileSync(`${file}.lock`, String(2 ** 30))
  changeFile(file, () => 'mine')
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test('a missing file has no text, a folder is none', () => {
  expect(readText(join(root, 'none'))).toBe(undefined)
  expect(() => readText(root)).toThrow(ConfigError)
  writeFileSync(join(root, 'file'), '')
  expect(() => changeFile(join(root, 'file', 'b.csv'), () => '')).toThrow(FolderError)
})
