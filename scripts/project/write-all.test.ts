import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk } from '../testing.ts'
import { writeAll } from './write-all.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const everything = () => readdirSync(desk.folder, { recursive: true, encoding: 'utf8' }).sort()

test('all files are written, or none: a file that cannot be written leaves the others as they were', () => {
  const changed = desk.file('changed', 'before')
  const files = [
    { path: join(desk.folder, 'new/deep/file'), text: 'new' },
    { path: changed, before: 'before', text: 'after' },
  ]
  expect(() => writeAll([...files, { path: join(changed, 'below'), text: '' }])).toThrow('nothing was written: ')
  expect([everything(), readFileSync(changed, 'utf8')]).toEqual([['changed'], 'before'])
  writeAll(files)
  expect([everything(), readFileSync(changed, 'utf8')]).toEqual([
    ['changed', 'new', 'new/deep', 'new/deep/file'],
    'after',
  ])
  expect(() => writeAll(files)).toThrow('nothing was written: ')
  expect(readFileSync(changed, 'utf8')).toBe('after')
})
