import { expect, test } from 'vitest'
import { installedForm } from './own-code.ts'

test('the help of the package names the program of the package, and second columns stay where they are', () => {
  const help = [
    '  npm run bench                     the default suites',
    '  npm run bench -- run burst        one suite',
    '  npm run nightly -- --quick        a quick night',
    'npm run bench -- list | npm run bench -- run',
  ]
  expect(installedForm(help.join('\n')).split('\n')).toEqual([
    '  npx stormbench                    the default suites',
    '  npx stormbench run burst          one suite',
    '  npx stormbench nightly --quick    a quick night',
    'npx stormbench list | npx stormbench run',
  ])
})
