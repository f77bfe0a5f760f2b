import { expect, test } from 'vitest'
import { MAY_IMPORT } from './may-import.testing.ts'
import { code, importsOf, sources } from './sources.testing.ts'

/** Patterns that no code may use, with exceptions, and what to use instead. */
const BANNED: readonly { pattern: RegExp; instead: string; except?: RegExp }[] = [
  {
    pattern: /(?<![.\w])(Date\.|new Date|performance\.|setTimeout\(|setInterval\(|setImmediate\()/,
    instead: 'a Clock, or epochMs() and isoNow() of core/real-clock.ts',
    except: /^bench\/core\/real-clock\.ts$/,
  },
  { pattern: /\bMath\.random\b/, instead: 'draw() of core/draw.ts' },
  {
    pattern: /new URL\([^)]*\.(ts|mjs)['`]/,
    instead: 'ownModule() of core/own-code.ts, since compiled modules end in .js',
    except: /^bench\/core\/own-code\.ts$|test(ing)?\.ts$/,
  },
  { pattern: /\b(FIXME|TODO|XXX)\b/, instead: 'doing it' },
  { pattern: /\.(only|skip)\(/, instead: 'running all tests' },
  { pattern: /@ts-ignore|@ts-expect-error|biome-ignore/, instead: 'a type' },
  { pattern: /^export \*|^(export )?(const )?enum |^namespace /, instead: 'plain exports and unions' },
  { pattern: /0\.0\.0\.0|listen\([1-9]/, instead: '127.0.0.1 and port 0' },
]

function partOf(path: string): string {
  const fits = Object.keys(MAY_IMPORT).filter((part) => path === part || path.startsWith(`${part}/`))
  return fits.reduce((longest, part) => (part.length > longest.length ? part : longest))
}

test('imports run one way', () => {
  const wrong = code.flatMap(({ path, text }) => {
    const part = partOf(path)
    return importsOf({ path, text })
      .filter((target) => {
        const other = partOf(target)
        return other !== part && !MAY_IMPORT[part]!.includes(other) && !MAY_IMPORT[part]!.includes(target)
      })
      .map((target) => `${path} (${part}) must not import ${target}`)
  })
  expect(wrong).toEqual([])
})

test('an arm never sees a target, a target never sees an arm', () => {
  for (const folder of [
    'bench/core',
    'bench/load',
    'bench/policy',
    'bench/metrics',
    'bench/queue',
    'bench/brokers',
    'bench/arms',
  ]) {
    expect(MAY_IMPORT[folder]).not.toContain('targets')
  }
  expect(MAY_IMPORT.targets).not.toContain('bench/arms')
})

test.each(BANNED)('no $pattern: use $instead', ({ pattern, except }) => {
  // This file names what it bans; a test may stand in for what is banned in code.
  const places = sources
    .filter((source) => !source.path.endsWith('tidy.test.ts') && !except?.test(source.path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    )
  expect(places).toEqual([])
})

test('a file has one idea: at most 250 lines, tests too', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 251).map(({ path }) => path)
  expect(long).toEqual([])
})

test('files are named in kebab-case', () => {
  expect(sources.filter(({ path }) => !/^[a-z0-9/.-]+$/.test(path)).map(({ path }) => path)).toEqual([])
})

test('every export of code is explained', () => {
  const bare = code.flatMap(({ path, text }) =>
    [...text.matchAll(/(^|\n)([^\n]*)\nexport (async )?(abstract )?(class|function\*?) (\w+)/g)]
      .filter(([, , before]) => !before!.trim().endsWith('*/'))
      .map((match) => `${path}: ${match[6]}`),
  )
  expect(bare).toEqual([])
})
