import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Repository, retrySuite } from './repository.testing.ts'

let user: Repository
/** A repository whose suite retries twice on main, and three times in the working tree. */
function withChange(prefix = ''): Repository {
  user = new Repository(prefix)
  const at = (name: string) => join(prefix, name)
  user.file(at('bench/small.suite.json'), retrySuite(2))
  user.commit('two retries')
  user.file(at('bench/small.suite.json'), retrySuite(3))
  return user
}
afterEach(() => user.remove())

const compared = () => JSON.parse(readFileSync(join(user.folder, '.git/out/compare.json'), 'utf8'))

test('a changed number of a suite is found, also before it is committed, and no worktree is left', async () => {
  withChange()
  const { code, out, err } = await user.ab('main')
  expect([code, out]).toEqual([1, expect.stringMatching(/small rpc +retry_amplification .* regressed/)])
  expect(out).toContain('configuration: small: arms.rpc.policy[0].retriesMax: was 2, is 3')
  expect(out).toContain('If the regressions are meant, add --accept "<reason>" to the command; --min-change 1%')
  expect(err).toMatch(
    /base: main \([0-9a-f]{12}\), stormbench [\d.]+ of the program that runs here, no packages to install/,
  )
  expect([user.leftOver(), user.git('status', '--porcelain')]).toEqual([[], 'M bench/small.suite.json'])
  expect(compared().base).toMatchObject({ name: 'main', commit: user.git('rev-parse', 'main') })
})

test('a change cannot set a larger smallest change for itself', async () => {
  withChange()
  user.file('stormbench.config.json', { minChange: '100%' })
  const { code, out } = await user.ab('main')
  expect([code, out]).toEqual([
    1,
    expect.stringContaining('any, by the configuration of base. The other one has 100 %'),
  ])
})

test('an accepted regression fails nothing once the file is part of the change', async () => {
  withChange()
  const accepted = await user.ab('main', '--accept', 'three retries\n are meant')
  expect([accepted.code, accepted.out]).toEqual([0, expect.stringMatching(/0 regressed, .*\d accepted/)])
  expect(accepted.out).toMatch(
    /Accepted \d regressions? in bench\/accepted\.json; commit it together with the change\./,
  )
  const file = JSON.parse(readFileSync(join(user.folder, 'bench/accepted.json'), 'utf8'))
  expect(file.accepted[0]).toMatchObject({
    suite: 'small',
    arm: 'rpc',
    clock: 'virtual',
    reason: 'three retries are meant',
  })
  user.commit('three retries')
  expect((await user.ab('main~1', '--head', 'main')).code).toBe(0)
})

test('an acceptance holds as far as its change went, and hides nothing once both commits have it', async () => {
  withChange()
  await user.ab('main', '--accept', 'meant')
  user.file('bench/small.suite.json', retrySuite(5))
  const more = await user.ab('main')
  expect([more.code, more.out]).toEqual([1, expect.stringContaining('worse than accepted, which was')])
  user.git('checkout', '--quiet', 'bench/small.suite.json')
  user.commit('accepted')
  user.file('bench/small.suite.json', retrySuite(3))
  const again = await user.ab('main', '--accept', 'meant')
  expect([again.code, again.out]).toEqual([
    1,
    expect.stringContaining('with the same figures and reason; give another'),
  ])
})

test('an acceptance of a series that is not worse is reported, and nothing is accepted where nothing regressed', async () => {
  withChange()
  await user.ab('main', '--accept', 'meant')
  user.file('bench/small.suite.json', retrySuite(2))
  const { code, out } = await user.ab('main', '--accept', 'again')
  expect([code, out]).toEqual([0, expect.stringContaining('Unused acceptance: small default rpc retry_amplification')])
  expect(out).toContain('Nothing regressed, so nothing was accepted.')
})

test('a project in a folder of a repository, started for a commit that has it elsewhere', async () => {
  withChange('packages/service')
  const { code, out } = await user.ab('main', 'bench/small.suite.json')
  expect([code, out]).toEqual([1, expect.stringContaining('retriesMax: was 2, is 3')])
  user.git('mv', 'packages/service', 'packages/other')
  user.commit('moved')
  mkdirSync(user.project, { recursive: true })
  const moved = await user.ab('main')
  expect([moved.code, moved.err]).toEqual([
    3,
    expect.stringMatching(/base: commit [0-9a-f]{12} has no folder packages\/service\//),
  ])
})

test('a suite that base lacks is new; named, it runs on both sides', async () => {
  withChange()
  user.file('bench/small.suite.json', retrySuite(2))
  user.file('bench/deep/fresh.suite.json', retrySuite(1, 'fresh'))
  const all = await user.ab('main')
  expect([all.code, all.out]).toEqual([0, expect.stringMatching(/\d new/)])
  const { code, out } = await user.ab('main', 'bench/deep/fresh.suite.json')
  expect([code, out]).toEqual([0, expect.stringMatching(/^\d gate series: .* \d equal\./)])
  expect(out).toContain('Base does not have bench/deep/fresh.suite.json: it ran the file of head.')
})

test('a suite that only real time can run is left out in virtual time', async () => {
  withChange()
  const { arms, ...suite } = retrySuite(2, 'service') as { arms: object }
  user.file('bench/service.suite.json', { ...suite, arms, target: { url: 'http://127.0.0.1:1/' } })
  const { code, out } = await user.ab('main')
  expect([code, out]).toEqual([1, expect.stringContaining('Left out, since only real time can run them: 1 suite.')])
})

test.each([
  [['main', '--accept', 'x', '--head', 'main'], '--accept: must not be given with --head'],
  [['main', '--accept', ' '], 'It must not be empty'],
  [['main', '--accept', 'x'.repeat(501)], 'It must have at most 500 characters, got 501.'],
  [['nowhere'], 'ref: must be a commit, branch or tag of this repository, got "nowhere"'],
])('a mistake is answered before anything is checked out, case %#', async (argv, message) => {
  withChange()
  const [ref, ...rest] = argv
  expect(await user.ab(ref!, ...rest)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
  expect(user.leftOver()).toEqual([])
})

test('a file of acceptances that is broken, ignored or elsewhere is a mistake before anything runs', async () => {
  withChange()
  user.file('bench/accepted.json', '{')
  expect(await user.ab('main')).toMatchObject({
    code: 2,
    err: expect.stringContaining('accepted.json of head: must be JSON'),
  })
  rmSync(join(user.folder, 'bench/accepted.json'))
  user.file('.gitignore', 'bench/accepted.json')
  const ignored = await user.ab('main', '--accept', 'x')
  expect([ignored.code, ignored.err]).toEqual([2, expect.stringContaining('must not be ignored by git')])
  user.file('stormbench.config.json', { accepted: '../accepted.json' })
  const outside = await user.ab('main', '--accept', 'x')
  expect([outside.code, outside.err]).toEqual([
    2,
    expect.stringContaining('accepted: must be a file in the repository'),
  ])
})

test('without a repository, a commit or git, that is what is missing', async () => {
  user = new Repository()
  expect(await user.ab('main')).toMatchObject({
    code: 4,
    err: expect.stringContaining('must have a commit to compare with'),
  })
  rmSync(join(user.folder, '.git'), { recursive: true })
  expect(await user.ab('main')).toMatchObject({ code: 4, err: expect.stringContaining('must be in a git repository') })
  const before = process.env.PATH
  process.env.PATH = user.folder
  try {
    expect(await user.ab('main')).toMatchObject({
      code: 4,
      err: expect.stringContaining('the program git was not found'),
    })
  } finally {
    process.env.PATH = before
  }
})

test('a commit that does not install names the side, the command and the end of its output', async () => {
  withChange()
  user.file('package.json', { name: 'user', dependencies: { missing: '1.0.0' } })
  user.file('package-lock.json', { name: 'user', lockfileVersion: 3, packages: {} })
  const { code, err } = await user.ab('main')
  expect([code, err]).toEqual([
    4,
    expect.stringMatching(/head: `npm ci --no-audit --no-fund` ended with code 1:\n.*npm error/s),
  ])
  expect(user.leftOver()).toEqual([])
})

test('a lock file of another tool asks for the command, which installs then', async () => {
  withChange()
  user.file('package.json', { name: 'user' })
  user.file('bun.lock', '')
  const { code, err } = await user.ab('main')
  expect([code, err]).toEqual([
    2,
    expect.stringContaining(
      'head: bun.lock: must be of npm, pnpm or yarn; give the command with --install "bun install',
    ),
  ])
  const line = `node -e "fs.mkdirSync('node_modules')"`
  const given = await user.ab('main', '--install', line)
  expect([given.code, given.err]).toEqual([1, expect.stringContaining(`installed by \`${line}\``)])
})

test('a base from before stormbench was a dependency is not judged', async () => {
  withChange()
  user.file('package.json', { name: 'user', devDependencies: { stormbench: '*' } })
  user.file('package-lock.json', {})
  user.file('.gitignore', 'node_modules')
  user.file('node_modules/stormbench/package.json', {
    name: 'stormbench',
    version: '9.9.9',
    bin: { stormbench: './main.js' },
  })
  user.file('node_modules/stormbench/main.js', '')
  const { code, err } = await user.ab('main')
  expect([code, err]).toEqual([
    3,
    expect.stringMatching(
      /^base: main \([0-9a-f]{12}\) does not depend on stormbench, so there is nothing to compare/m,
    ),
  ])
})
