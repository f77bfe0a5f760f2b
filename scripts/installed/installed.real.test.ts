import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SMALL_SUITE } from '../testing.ts'
import { UserFolder } from './user-folder.testing.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const { name, version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const TARBALL = `./${name}-${version}.tgz`
/** Packages of the user, in the versions that are tested here. */
const OTHERS = ['typescript', 'vitest', '@types/node'].map((one) => `${one}@${devDependencies[one]}`).join(' ')

/** Package managers: how each adds packages, and how it runs a program of theirs. */
const MANAGERS = {
  npm: { add: `npm install --prefer-offline --save-dev ${TARBALL} ${OTHERS}`, exec: 'npx' },
  pnpm: {
    add: `npx --yes pnpm@10 add --prefer-offline --save-dev ${TARBALL} ${OTHERS}`,
    exec: 'npx --yes pnpm@10 exec',
  },
}

const SUITE = `import { defineSuite, retry, timeout } from 'stormbench'

export default defineSuite({
  name: 'checkout',
  question: 'Does it run?',
  repeats: 1,
  deadlineMs: 20_000,
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '300ms@100',
  validity: ${JSON.stringify(SMALL_SUITE.validity)},
  arms: { rpc: { style: 'rpc', policy: [retry({ retriesMax: 1 }), timeout({ timeoutMs: 10_000 })] } },
})
`

/** Without a registry nothing can be installed. */
const isOffline = spawnSync('npm', ['ping', '--fetch-timeout=10000', '--fetch-retries=0'], { shell: true }).status !== 0
if (isOffline) console.warn('not tested: no package registry answers, so that the package cannot be installed')

describe.skipIf(isOffline).each(Object.entries(MANAGERS))('installed with %s', (_, { add, exec }) => {
  const user = new UserFolder()
  const stormbench = `${exec} stormbench`
  const installed = join(user.path, 'node_modules/stormbench')

  beforeAll(() => {
    execFileSync('npm', ['pack', '--pack-destination', user.path], { cwd: ROOT, shell: true, stdio: 'pipe' })
    user.must('npm init --yes')
    user.must(add)
  }, 300_000)
  afterAll(() => user.remove())

  test('the package has its licence and documentation, and neither tests nor sources', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', join('docs', 'suites.md')]))
    expect(files.filter((file) => /(\.test\.|testing\.|(?<!\.d)\.ts$)/.test(file))).toEqual([])
  })

  test('a suite of the user runs, and its results are in the folder of the user', () => {
    user.file('bench/checkout.suite.ts', SUITE)
    expect(user.must(`${stormbench} run ./bench/checkout.suite.ts`)).toContain('all valid')
    expect(readdirSync(join(user.path, 'stormbench-results'))).toHaveLength(1)
    expect(readdirSync(installed)).not.toContain('stormbench-results')
  }, 120_000)

  // A user's compiler knows Node by @types/node, or the names of the web that Node has too by its library for browsers.
  test.each([
    '--module nodenext --types node --lib es2023',
    '--module esnext --moduleResolution bundler --types node --lib es2023',
    '--module nodenext --types ""',
  ])(
    'the compiler takes suites, configuration and tests, and the types of the package: %s',
    (options) => {
      user.must(`${exec} tsc --noEmit --strict --target es2023 ${options} bench/checkout.suite.ts`)
    },
    60_000,
  )
})
