import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UserFolder } from './user-folder.testing.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { name, version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
/** Limit of a test, far above the time that it takes on a busy machine. */
const STEP_MAX_MS = 600_000
const TARBALL = `./${name}-${version}.tgz`
/** Packages of the user, in the versions that are tested here. */
const OTHERS = ['typescript', 'vitest', '@types/node'].map((one) => `${one}@${devDependencies[one]}`).join(' ')

/**
 * How each package manager adds packages, the kind of modules of its user, and the first run: in real time one arm is
 * enough. `npx` finds programs of both.
 */
const MANAGERS = {
  npm: { add: 'npm install --prefer-offline --save-dev', type: 'module', ending: 'ts', run: '--arm budget' },
  pnpm: {
    add: 'npx --yes pnpm@10 add --prefer-offline --save-dev',
    type: 'commonjs',
    ending: 'mts',
    run: '--clock virtual',
  },
}

/** The unit test of a policy that README shows. */
const [, UNIT_TEST] = /^```ts\n(import 'stormbench\/vitest'\n[^`]*)```$/m.exec(
  readFileSync(join(ROOT, 'README.md'), 'utf8'),
)!

/** The suite of docs/library.md and its tests, by the names of their files. */
function libraryFiles(): [name: string, code: string][] {
  const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8')
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!)
  return blocks.map((code, i) => [i === 0 ? 'checkout.suite.ts' : `${i}.test.ts`, code])
}

/** Without a registry nothing can be installed. */
const isOffline = spawnSync('npm', ['ping', '--fetch-timeout=10000', '--fetch-retries=0'], { shell: true }).status !== 0
if (isOffline) console.warn('not tested: no package registry answers, so that the package cannot be installed')

const packed = new UserFolder()
beforeAll(() => {
  if (isOffline) return
  packed.file('package.json', '{}')
  execFileSync('npm', ['pack', '--pack-destination', packed.path], { cwd: ROOT, shell: true, stdio: 'pipe' })
}, STEP_MAX_MS)
afterAll(() => packed.remove())

describe.skipIf(isOffline).each(Object.entries(MANAGERS))(
  'installed with %s',
  { timeout: STEP_MAX_MS },
  (_, { add, type, ending, run }) => {
    const user = new UserFolder()
    const suite = `bench/retries.suite.${ending}`
    const installed = join(user.path, 'node_modules/stormbench')
    const unitTest = UNIT_TEST!
      .replace('.mjs', type === 'module' ? '.js' : '.mjs')
      .replace('30_000', String(STEP_MAX_MS))

    beforeAll(() => {
      user.file('package.json', JSON.stringify({ name: 'shop', version: '1.0.0', private: true, type }))
      user.file('.gitignore', 'node_modules/\n')
      copyFileSync(join(packed.path, TARBALL), join(user.path, TARBALL))
      user.must(`${add} ${TARBALL} ${OTHERS}`)
    }, STEP_MAX_MS)
    afterAll(() => user.remove())

    test('the package has its licence, documentation and schemas, and neither tests nor sources', () => {
      const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
      const wanted = ['LICENSE', 'README.md', 'CHANGELOG.md', 'docs/suites.md', 'schema/suite.json']
      expect(files).toEqual(expect.arrayContaining(wanted.map((file) => join(file))))
      expect(files.filter((file) => /(\.test\.|testing\.|(?<!\.d)\.ts$)/.test(file))).toEqual([])
    })

    test('init writes suites of the user, run runs them, and the results are in the folder of the user', () => {
      expect(user.must('npx stormbench init')).toContain(`new: ${join(suite)}`)
      // A busy machine may make a run in real time invalid: code 3.
      const { code, text } = user.run(`npx stormbench run ${run}`)
      expect(text).toMatch(/^retries {2}.*, 1 repeat each, (real|virtual) time/m)
      expect([0, 3]).toContain(code)
      expect(readdirSync(join(user.path, 'stormbench-results'))).toHaveLength(1)
      expect(readdirSync(installed)).not.toContain('stormbench-results')
    })

    test('the unit test of README passes in vitest', () => {
      user.file(`bench/retries.test.${ending}`, unitTest)
      expect(user.must('npx vitest run')).toContain('1 passed')
    })

    test('tests of the user simulate a suite, and expect it to survive', () => {
      for (const [name, code] of libraryFiles()) user.file(`checks/${name}`, code)
      expect(user.must(`npx vitest run checks --testTimeout ${STEP_MAX_MS}`)).toMatch(/Tests .* passed/)
    })

    // The compiler of a user knows Node by @types/node, or the names of the web by its own library for browsers.
    test.each([
      '--module nodenext --types node --lib es2023',
      '--module esnext --moduleResolution bundler --types node --lib es2023',
    ])('the compiler takes suites, configuration and tests, and the types of the package: %s', (options) => {
      user.file(
        `stormbench.config.${ending}`,
        `import { defineConfig } from 'stormbench'\n\nexport default defineConfig({ suites: ['bench/*.suite.*'] })\n`,
      )
      const [bench, checks] = [['retries.suite', 'service.suite', 'retries.test'], libraryFiles().map(([name]) => name)]
      const files = [
        ...bench.map((name) => `bench/${name}.${ending}`),
        ...checks.map((name) => `checks/${name}`),
        `stormbench.config.${ending}`,
      ]
      // The tests of docs/library.md import their suite by the name of its file.
      user.must(`npx tsc --noEmit --strict --allowImportingTsExtensions --target es2023 ${options} ${files.join(' ')}`)
    })

    test('a suite needs no types of Node', () => {
      user.must(`npx tsc --noEmit --strict --target es2023 --module nodenext --types "" ${suite}`)
    })

    test('ab finds a changed retry number in the history of the user, and passes once it is accepted', () => {
      user.must('git init --initial-branch=main')
      user.commit('Suites')
      user.edit(suite, 'retriesMax: 3', 'retriesMax: 4')
      user.commit('More retries')
      const ab = 'npx stormbench ab HEAD~1 --clock virtual --pairs 2'
      const { code, text } = user.run(ab)
      expect([code, text]).toEqual([1, expect.stringContaining('arms.naive.policy[0].retriesMax: was 3, is 4')])
      expect(user.must(`${ab} --accept "more retries are meant"`)).toContain('bench/accepted.json')
      user.commit('Accept it')
      expect(user.must(ab.replace('HEAD~1', 'HEAD~2'))).toContain('accepted')
      expect(user.must('git status --porcelain')).toBe('')
    })
  },
)
