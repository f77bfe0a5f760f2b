import { expect, test } from 'vitest'
import { sources } from './sources.testing.ts'

/** Same as `lineWidth` in biome.json, which formats code but not comments. */
const WIDTH = 120

const COMMENT = /^\s*(\/\/|\/?\*)/

/** Words that CONTRIBUTING replaces, and the words to use. A comment or a message has them nowhere. */
const AVOIDED: readonly { readonly pattern: RegExp; readonly instead: string }[] = [
  { pattern: /\btold\b/i, instead: 'report, print or warn' },
  { pattern: /\btells? (them )?apart\b/i, instead: 'detect or distinguish' },
  { pattern: /\banew\b|\bonce more\b/i, instead: 'again, or recreate' },
  { pattern: /\bold news\b/i, instead: 'stale' },
  { pattern: /(\*|\/\/) So (many|much|few|often|long|soon)\b/, instead: 'this many, or at most n' },
  { pattern: /\/\*\* What\b/, instead: 'a verb or a noun at the start' },
]

/** Places in the code and the tests where a line, or a comment that begins on a line of its own, matches. */
function placesOf(pattern: RegExp): string[] {
  return sources
    .filter(({ path }) => !/(words|prose)\.test\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      text
        .replace(/\/\*\*\n\s*\*/g, '/**')
        .split('\n')
        .flatMap((line) => (pattern.test(line) ? [`${path}: ${line.trim()}`] : [])),
    )
}

test('a comment fits its line', () => {
  const long = sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => (COMMENT.test(line) && line.length > WIDTH ? [`${path}:${i + 1}`] : [])),
  )
  expect(long).toEqual([])
})

test.each(AVOIDED)('no $pattern: write $instead', ({ pattern }) => {
  expect(placesOf(pattern)).toEqual([])
})
