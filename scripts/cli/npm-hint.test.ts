import { expect, test } from 'vitest'
import { npmHint } from './npm-hint.ts'

test('an option that npm kept for itself is reported; settings of npm are not', () => {
  expect(npmHint({ npm_config_clock: 'true' })).toBe('; options need -- before them: npm run bench -- --clock virtual')
  expect(npmHint({ npm_config_cache: '/x', npm_config_user_agent: 'npm', clock: 'virtual' })).toBe('')
})
