import { expect, test } from 'vitest'
import { ALL_SUITES, SUITES } from './catalogue.ts'
import { ALL_SUITE_NAMES, DEFAULT_SUITES, SUITE_NAMES } from './names.ts'

test('help and hints know every suite by its name, in the order of the catalogue', () => {
  expect(SUITE_NAMES).toEqual(SUITES.map(({ name }) => name))
  expect(ALL_SUITE_NAMES).toEqual(ALL_SUITES.map(({ name }) => name))
  expect(SUITE_NAMES).toEqual(expect.arrayContaining([...DEFAULT_SUITES]))
})
