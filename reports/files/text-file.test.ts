import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { needText, readText } from './text-file.ts'

const root = mkdtempSync(join(tmpdir(), 'stormbench-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const path = (name: string) => join(root, name)

test('a file is its text, also behind a link', () => {
  writeFileSync(path('a'), 'text')
  symlinkSync('a', path('link'))
  expect([readText(path('a')), readText(path('link')), needText(path('a'))]).toEqual(['text', 'text', 'text'])
})

test.each(['none', 'a/b', 'dangling'])('where there is no file there is no text: %s', (name) => {
  writeFileSync(path('a'), '')
  rmSync(path('dangling'), { force: true })
  symlinkSync('nowhere', path('dangling'))
  expect(readText(path(name))).toBeUndefined()
  expect(() => needText(path(name))).toThrow(new ConfigError(`${path(name)}: must be a file, got nothing`))
})

test('a pipe or a device is refused, since reading it would block', () => {
  execFileSync('mkfifo', [path('pipe')])
  symlinkSync('loop', path('loop'))
  expect(() => readText(root)).toThrow(new ConfigError(`${root}: must be a file, got a folder`))
  expect(() => readText(path('pipe'))).toThrow(
    new ConfigError(`${path('pipe')}: must be a file, got a pipe or a device`),
  )
  expect(() => readText('/dev/zero')).toThrow(new ConfigError('/dev/zero: must be a file, got a pipe or a device'))
  expect(() => readText(path('loop'))).toThrow(`${path('loop')}: must be a readable file, got ELOOP`)
})

test('a file that is too large is refused before it is read', () => {
  writeFileSync(path('huge'), '')
  truncateSync(path('huge'), 500_000_001)
  expect(() => readText(path('huge'))).toThrow(new ConfigError(`${path('huge')}: must be at most 500 MB, got 501 MB`))
})
