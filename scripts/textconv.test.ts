import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { series } from '../reports/compare/side.testing.ts'
import { samplesCsv } from '../reports/data/csv.ts'
import { ROOT } from './cli/git.ts'
import { Desk } from './testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

/** Git in a temporary folder, also where a hook has set another repository. */
function git(...args: string[]): string {
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return execFileSync('git', args, { cwd: desk.folder, env: Object.fromEntries(env), encoding: 'utf8' })
}

test('git diff shows figures with their units once it is configured, and the lines of the CSV before', () => {
  copyFileSync(join(ROOT, '.gitattributes'), join(desk.folder, '.gitattributes'))
  desk.file('reports/baseline/samples.csv', samplesCsv(series([852_000, 860_120])))
  git('init', '--quiet')
  git('add', '.')
  desk.file('reports/baseline/samples.csv', samplesCsv(series([852_000, 999_000])))
  const changed = () =>
    git('diff', '--no-color', '--no-ext-diff')
      .split('\n')
      .filter((line) => /^[-+][a-z]/.test(line))
  const csv = 'burst,queue,default,all,response_p50,us,lower,noisy,2,8,1000'
  expect(changed()).toEqual([`-${csv},860120,valid`, `+${csv},999000,valid`])
  const [loader, script] = ['typescript.mjs', 'textconv.ts'].map((name) => join(ROOT, 'scripts', name))
  git('config', 'diff.stormbench.textconv', `node --import "${loader}" "${script}"`)
  expect(changed()).toEqual([
    '-burst default queue  all  response_p50  852.0  860.1  ms',
    '+burst default queue  all  response_p50  852.0  999.0  ms',
  ])
})
