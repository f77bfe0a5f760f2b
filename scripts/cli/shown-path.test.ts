import { expect, test } from 'vitest'
import { shownPath } from './shown-path.ts'

test.each([
  ['/home/results/run', 'results/run'],
  ['/home', '/home'],
  ['/elsewhere/run', '/elsewhere/run'],
])('%s is shown to a user in /home as %s', (path, shown) => {
  expect(shownPath(path, '/home')).toBe(shown)
})
