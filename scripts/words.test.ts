import { expect, test } from 'vitest'
import { sources } from './sources.testing.ts'

/** Same as `lineWidth` in biome.json, which formats code but not comments. */
const WIDTH = 120

test('a comment fits its line', () => {
  const long = sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, i) => (/^\s*(\/\/|\/?\*)/.test(line) && line.length > WIDTH ? [`${path}:${i + 1}`] : [])),
  )
  expect(long).toEqual([])
})
