import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Desk } from './testing.ts'

interface Cache {
  codeOf(text: string, kind: string, strip: () => Promise<string>): Promise<string>
}
const { StrippedCache } = (await import(new URL('stripped-cache.mjs', import.meta.url).href)) as {
  StrippedCache: new (folder: string, entriesMax?: number) => Cache
}

const desk = new Desk()
afterAll(() => desk.remove())
/** Code that says how often it was made. */
const counted = () => {
  let made = 0
  return async () => `code ${++made}`
}

test('what was stripped once is not stripped again, nor by another process', async () => {
  const strip = counted()
  for (const cache of [new StrippedCache(join(desk.folder, 'once')), new StrippedCache(join(desk.folder, 'once'))]) {
    expect(await cache.codeOf('a: string', 'kind', strip)).toBe('code 1')
  }
  expect(await strip()).toBe('code 2')
})

test('another text, or another way to strip it, is another entry', async () => {
  const cache = new StrippedCache(join(desk.folder, 'kinds'))
  const strip = counted()
  const codes = [
    await cache.codeOf('a', 'kind', strip),
    await cache.codeOf('b', 'kind', strip),
    await cache.codeOf('a', 'other', strip),
    await cache.codeOf('a', 'kind', strip),
  ]
  expect(codes).toEqual(['code 1', 'code 2', 'code 3', 'code 1'])
})

test('an entry that was not written to its end is made again', async () => {
  const folder = join(desk.folder, 'cut')
  const strip = counted()
  await new StrippedCache(folder).codeOf('a', 'kind', strip)
  const file = join(folder, readdirSync(folder)[0]!)
  const whole = readFileSync(file, 'utf8')
  writeFileSync(file, whole.slice(0, -1))
  expect(await new StrippedCache(folder).codeOf('a', 'kind', strip)).toBe('code 2')
  expect(readdirSync(folder).length).toBe(1)
})

test('a folder that cannot be made keeps nothing and disturbs nothing', async () => {
  const cache = new StrippedCache(join(desk.file('file', ''), 'folder'))
  const strip = counted()
  expect([await cache.codeOf('a', 'kind', strip), await cache.codeOf('a', 'kind', strip)]).toEqual(['code 1', 'code 2'])
})

test('a folder that is full is emptied: with 3 entries the next process empties it, with 2 it keeps them', async () => {
  const folder = join(desk.folder, 'full')
  const strip = counted()
  const add = (text: string) => new StrippedCache(folder, 3).codeOf(text, 'kind', strip)
  const sizes: number[] = []
  for (const text of ['a', 'b', 'c', 'd']) {
    await add(text)
    sizes.push(readdirSync(folder).length)
  }
  expect(sizes).toEqual([1, 2, 3, 1])
})
