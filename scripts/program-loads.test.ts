import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { code, loadsOf } from './sources.testing.ts'

/** Files and packages that are loaded before a command begins, each with the file that loads it. */
function loadedBefore(): Map<string, string> {
  // The program itself is imported late, so that an error while it loads is reported as a crash.
  const loaded = new Map([
    ['scripts/main.ts', 'node'],
    ['scripts/program.ts', 'scripts/main.ts'],
  ])
  for (const [path] of loaded) {
    const file = code.find((source) => source.path === path)
    if (file === undefined) continue
    for (const name of loadsOf(file)) {
      const target = name.startsWith('.') ? join(dirname(path), name) : name
      if (!loaded.has(target)) loaded.set(target, path)
    }
  }
  return loaded
}

const loaded = [...loadedBefore()]

test('the program starts fast: of packages it loads commander and leven alone, until a command needs more', () => {
  const packages = loaded.filter(([name]) => !name.endsWith('.ts') && !name.startsWith('node:'))
  const others = packages.filter(([name]) => name !== 'commander' && name !== 'leven')
  expect(packages).toHaveLength(2)
  expect(others.map(([name, by]) => `${name} for ${by}`)).toEqual([])
})

/** Code that a run needs, and a help text does not. */
const HEAVY = [
  'bench/engine/',
  'bench/policy/',
  'bench/suite.ts',
  'bench/suites/catalogue.ts',
  'targets/',
  'reports/run/',
]

test('the program starts fast: it loads no suite, policy, target or report, until a command needs one', () => {
  const early = loaded.filter(([path]) => HEAVY.some((heavy) => path.startsWith(heavy)))
  expect(early.map(([path, by]) => `${path} for ${by}`)).toEqual([])
})
