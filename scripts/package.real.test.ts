import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { retrySuite } from './compare/repository.testing.ts'
import { Desk, SMALL_SUITE } from './testing.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const SUITE = `import { defineSuite, retry, timeout } from 'stormbench'

export default defineSuite({
  name: 'mine',
  question: 'Does it run?',
  repeats: 1,
  deadlineMs: 20_000,
  target: { model: 'workers', slots: 4, service: { kind: 'constant', ms: 2 } },
  load: '300ms@100',
  validity: ${JSON.stringify(SMALL_SUITE.validity)},
  arms: { rpc: { style: 'rpc', policy: [retry({ retriesMax: 1 }), timeout({ timeoutMs: 10_000 })] } },
})
`
/** Name of a package in an import, or in one that is made when needed. */
const IMPORTED = /^(?:import|export) .*from '([^.'][^']*)'|\bimport\('([^.'][^']*)'\)/gm
const desk = new Desk()
/** The package as npm would unpack it, and the project of a user that has it. */
const [pack, user] = [join(desk.folder, 'package'), join(desk.folder, 'user')]

beforeAll(() => {
  mkdirSync(join(user, 'node_modules'), { recursive: true })
  mkdirSync(pack)
  execFileSync(process.execPath, [TSC, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(pack, 'dist')])
  copyFileSync(join(ROOT, 'package.json'), join(pack, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(pack, 'node_modules'), 'dir')
  symlinkSync(pack, join(user, 'node_modules/stormbench'), 'dir')
  desk.file('user/package.json', { type: 'module' })
  desk.file('user/mine.ts', SUITE)
}, 180_000)
afterAll(() => desk.remove())

/** Runs the program of the package, and returns what it printed. */
function stormbench(...args: string[]): string {
  const env = { ...process.env, INIT_CWD: user }
  return execFileSync(process.execPath, [join(pack, 'dist/scripts/main.js'), ...args], { cwd: user, env }).toString()
}

const codeHash = () => {
  const module = pathToFileURL(join(pack, 'dist/scripts/cli/fingerprint.js')).href
  const code = `console.log((await import(${JSON.stringify(module)})).codeHash())`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code]).toString()
}

/** Paths, sizes and times of all files of the package. */
function filesOfPackage(): string[] {
  const paths = readdirSync(pack, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('node_modules'),
  )
  return paths.map((path) => {
    const { size, mtimeMs } = statSync(join(pack, path))
    return `${path} ${size} ${mtimeMs}`
  })
}

test('the package gives what the checkout gives, and writes into the folder of its user alone', async () => {
  const before = filesOfPackage()
  stormbench('run', 'tutorial', '--clock', 'virtual', '--out', 'mine')
  await desk.run('run', 'tutorial', '--clock', 'virtual', '--out', 'checkout')
  for (const file of ['samples.csv', 'report.md', 'summary.csv'])
    expect(readFileSync(join(user, 'mine', file), 'utf8')).toBe(
      readFileSync(join(desk.folder, 'checkout', file), 'utf8'),
    )
  stormbench('run', 'mine.ts', '--clock', 'virtual')
  expect(readdirSync(join(user, 'stormbench-results'))).toHaveLength(1)
  expect(filesOfPackage()).toEqual(before)
})

test('the first suites of a project run from a package that nobody may write', () => {
  chmodSync(join(pack, 'dist'), 0o555)
  chmodSync(pack, 0o555)
  try {
    expect(stormbench('init')).toContain('next: npx stormbench run retries --clock virtual\n')
    expect(stormbench('run', '--clock', 'virtual')).toContain('naive keeps it down for good')
    expect(stormbench('list')).toContain('service (only by name)')
    execFileSync(
      process.execPath,
      [TSC, '--noEmit', '--strict', '--module', 'nodenext', 'bench/retries.suite.js', '--allowJs', '--checkJs'],
      { cwd: user },
    )
  } finally {
    chmodSync(pack, 0o755)
    chmodSync(join(pack, 'dist'), 0o755)
  }
})

test('a suite in TypeScript runs over HTTP, its load shared by two processes', () => {
  expect(stormbench('run', 'mine.ts', '--workers', '2')).toContain('all valid')
})

test('code and types import only packages that package.json gives to the user', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(pack, 'package.json'), 'utf8'))
  const given = ['stormbench', ...Object.keys(dependencies), ...Object.keys(peerDependencies)]
  const files = readdirSync(join(pack, 'dist'), { recursive: true, encoding: 'utf8' })
  const imported = files
    .filter((file) => /\.(js|d\.ts)$/.test(file))
    .flatMap((file) => [...readFileSync(join(pack, 'dist', file), 'utf8').matchAll(IMPORTED)])
    .map(([, loaded, later]) => /^(@[^/]+\/)?[^/]+/.exec((loaded ?? later)!)![0])
  expect(imported.filter((name) => !name.startsWith('node:') && !given.includes(name))).toEqual([])
})

test('ab compares commits of its user, each with the stormbench that it has installed', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=u', '-c', 'user.email=u@localhost', ...args], { cwd: user })
  const commit = (retriesMax: number) => {
    const text = `import { defineSuite } from 'stormbench'\nexport default defineSuite(${JSON.stringify(retrySuite(retriesMax))})`
    desk.file('user/bench/small.suite.ts', text)
    git('add', '--all')
    git('commit', '--quiet', '--message', `${retriesMax} retries`)
  }
  const ab =
    (...args: string[]) =>
    () =>
      stormbench('ab', ...args, 'bench/small.suite.ts', '--clock', 'virtual', '--pairs', '2')
  git('init', '--quiet')
  desk.file('user/.gitignore', 'node_modules\nstormbench-results\nmine\n')
  commit(2)
  commit(3)
  expect(ab('HEAD~1', '--head', 'HEAD')).toThrow(
    /stormbench \d.* of its node_modules, with the node_modules of the working tree/,
  )
  expect(ab('HEAD~1', '--accept', 'meant')()).toContain('Accepted 1 regression in bench/accepted.json')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'accepted')
  expect(ab('HEAD~2', '--head', 'HEAD')()).toMatch(/1 accepted/)
}, 180_000)

test('help names the commands as its user types them', () => {
  const help = stormbench('run', '--help') + stormbench('nightly', '--help')
  expect(help).not.toContain('npm run')
  expect(help).toContain('stormbench run burst --arm queue --repeats 6')
  expect(help).toContain('stormbench nightly --quick')
})

test('its threads run the compiled code', () => {
  expect(stormbench('false-alarms', '--comparisons', '4')).toContain('in 4 comparisons')
})

test.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('the compiler of a user takes its types, module %s resolved as %s', (module, resolution) => {
  const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022']
  const check = () =>
    execFileSync(process.execPath, [TSC, '--noEmit', '--strict', ...options, 'mine.ts'], { cwd: user, stdio: 'pipe' })
  expect(check).not.toThrow()
})

test('the hash of the code is that of the JavaScript that runs', () => {
  const first = codeHash()
  appendFileSync(join(pack, 'dist/targets/faults.d.ts'), '// declarations do not run\n')
  expect(codeHash()).toBe(first)
  appendFileSync(join(pack, 'dist/targets/faults.js'), '// code does\n')
  expect(codeHash()).not.toBe(first)
})
