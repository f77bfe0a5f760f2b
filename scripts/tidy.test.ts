import { expect, test } from 'vitest'
import { code, importsOf, sources } from './sources.testing.ts'

/** What all of the command line may import. */
const IN_SCRIPTS: readonly string[] = [
  'bench',
  'bench/core',
  'bench/load',
  'bench/metrics',
  'bench/queue',
  'bench/study',
  'bench/suites',
  'bench/capacity',
  'bench/micro',
  'bench/workers',
  'bench/verify',
  'bench/verify/corpus',
  'bench/statistics',
  'bench/compare',
  'bench/history',
  'bench/thresholds',
  'bench/twin',
  'reports',
]

/** What each part may import; a file belongs to the longest prefix that fits. Tests may import anything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'bench/core': [],
  'bench/load': ['bench/core'],
  'bench/policy': ['bench/core'],
  'bench/metrics': ['bench/core'],
  'bench/queue': ['bench/core'],
  'bench/thresholds': ['bench/core', 'bench/metrics'],
  'bench/arms': ['bench/core', 'bench/policy', 'bench/metrics', 'bench/queue'],
  // The downstream; it speaks the vocabulary of core, hands over what it counts, and its tiers are clients too.
  targets: ['bench/core', 'bench/policy', 'bench/metrics/result.ts'],
  // Schema, wiring and runs.
  bench: [
    'bench/core',
    'bench/load',
    'bench/policy',
    'bench/metrics',
    'bench/queue',
    'bench/arms',
    'bench/thresholds',
    'bench/evidence',
    'targets',
  ],
  'bench/define.ts': ['bench/core', 'bench/policy', 'bench/suite.ts', 'bench/cell.ts', 'bench/parse-suite.ts'],
  'bench/workers': [
    'bench',
    'bench/core',
    'bench/evidence',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/queue',
    'targets',
  ],
  'bench/suites': ['bench/define.ts', 'bench/suite.ts'],
  'bench/capacity': ['bench', 'bench/core', 'bench/policy', 'bench/metrics', 'bench/arms', 'targets'],
  'bench/micro': [
    'bench',
    'bench/core',
    'bench/load',
    'bench/policy',
    'bench/metrics',
    'bench/queue',
    'bench/suites',
    'targets',
  ],
  'bench/study': [
    'bench',
    'bench/core',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/queue',
    'bench/twin',
    'targets',
  ],
  'bench/statistics': ['bench/core'],
  // The rule sees figures alone; what makes them knows of suites and runs.
  'bench/verdict': ['bench/core', 'bench/metrics', 'bench/statistics'],
  'bench/evidence': [
    'bench/cell.ts',
    'bench/suite.ts',
    'bench/core',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/verdict',
  ],
  'bench/twin': [
    'bench',
    'bench/core',
    'bench/evidence',
    'bench/load',
    'bench/metrics',
    'bench/policy',
    'bench/verdict',
    'targets',
  ],
  'bench/compare': ['bench/core', 'bench/metrics', 'bench/statistics'],
  'bench/history': ['bench/core', 'bench/metrics', 'bench/statistics', 'bench/compare'],
  'bench/verify': ['bench', 'bench/core', 'bench/metrics', 'bench/twin'],
  // Systems are suites, and their verdicts those of runs beside their twins.
  'bench/verify/corpus': [
    'bench',
    'bench/core',
    'bench/define.ts',
    'bench/policy',
    'bench/metrics',
    'bench/load',
    'bench/suites',
    'bench/twin',
    'bench/verdict',
    'targets',
  ],
  // Of studies and checks what they hand over.
  reports: [
    'bench/core',
    'bench/metrics',
    // What a load is in numbers and words.
    'bench/load/load-facts.ts',
    // How mistakes in a document are worded.
    'bench/suite-mistakes.ts',
    'bench/study/axis.ts',
    'bench/study/hysteresis.ts',
    'bench/study/trial.ts',
    'bench/study/why/loss-causes.ts',
    'bench/study/why/why-data.ts',
    'bench/verify/check.ts',
    'bench/verify/corpus',
    'bench/compare',
    'bench/history',
    'bench/statistics',
    'bench/thresholds',
  ],
  scripts: [
    ...IN_SCRIPTS,
    'scripts/cli',
    'scripts/suite',
    'scripts/worker',
    'scripts/study',
    'scripts/run',
    'scripts/compare',
    'scripts/nightly',
  ],
  'scripts/cli': IN_SCRIPTS,
  'scripts/suite': [...IN_SCRIPTS, 'scripts/cli'],
  'scripts/worker': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite'],
  'scripts/study': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite'],
  'scripts/run': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite', 'scripts/worker', 'scripts/study'],
  'scripts/compare': [...IN_SCRIPTS, 'scripts/cli', 'scripts/suite'],
  'scripts/nightly': [...IN_SCRIPTS, 'scripts/cli'],
  // The pages show the options of a suite and the outputs of the program.
  'scripts/docs': [...IN_SCRIPTS, 'bench/policy', 'targets', 'scripts', 'scripts/cli', 'scripts/suite'],
}

/** What no code may use, where it may all the same, and what to use instead. */
const BANNED: readonly { pattern: RegExp; instead: string; except?: RegExp }[] = [
  {
    pattern: /(?<![.\w])(Date\.|new Date|performance\.|setTimeout\(|setInterval\(|setImmediate\()/,
    instead: 'a Clock, or epochMs() and isoNow() of core/real-clock.ts',
    except: /^bench\/core\/real-clock\.ts$/,
  },
  { pattern: /\bMath\.random\b/, instead: 'draw() of core/draw.ts' },
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
  for (const folder of ['bench/core', 'bench/load', 'bench/policy', 'bench/metrics', 'bench/queue', 'bench/arms']) {
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
