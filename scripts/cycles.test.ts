import { expect, test } from 'vitest'
import { code, importsOf } from './sources.testing.ts'

test('no two files import each other, not even for types', () => {
  const imports = new Map(code.map((source) => [source.path, importsOf(source)]))
  const done = new Set<string>()
  const cycleFrom = (path: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const target of imports.get(path) ?? []) {
      const cycle = cycleFrom(target, [...way, path])
      if (cycle !== undefined) return cycle
    }
    done.add(path)
    return undefined
  }
  const cycles = [...imports.keys()].flatMap((path) => cycleFrom(path, [])?.join(' -> ') ?? [])
  expect(cycles).toEqual([])
})
