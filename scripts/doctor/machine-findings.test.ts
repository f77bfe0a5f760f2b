import { expect, test } from 'vitest'
import type { MachineFacts } from './machine-facts.ts'
import { machineFindings } from './machine-findings.ts'
import { isWithin } from './version-range.ts'

const GOOD: MachineFacts = {
  node: 'v22.1.0',
  cores: 4,
  others: 0.1,
  loopDelayP99Ms: 1,
  timerMs: 0.4,
  openFiles: 1_048_576,
  ports: 28_232,
  memoryBytes: 2 ** 33,
}
const signs = (facts: Partial<MachineFacts>) =>
  machineFindings({ ...GOOD, ...facts }, '>=20.19').flatMap(({ check, sign }) => (sign === 'ok' ? [] : [check, sign]))

test('a machine that is quiet and large has no finding', () => {
  expect(signs({})).toEqual([])
  expect(signs({ others: null, openFiles: Number.POSITIVE_INFINITY, ports: undefined })).toEqual([])
})

test.each<[Partial<MachineFacts>, Partial<MachineFacts>, string, string]>([
  [{ node: 'v20.19.0' }, { node: 'v20.18.9' }, 'Node', 'impossible'],
  [{ node: 'v24.0.0' }, { node: 'v18.20.0' }, 'Node', 'impossible'],
  [{ cores: 2 }, { cores: 1 }, 'cores', 'doubtful'],
  [{ others: 2.5 }, { others: 2.51 }, 'free CPU', 'doubtful'],
  [{ loopDelayP99Ms: 50 }, { loopDelayP99Ms: 51 }, 'event loop', 'doubtful'],
  [{ timerMs: 5 }, { timerMs: 5.01 }, 'timers', 'doubtful'],
  [{ openFiles: 17_664 }, { openFiles: 17_663 }, 'open files', 'note'],
  [{ ports: 5000 }, { ports: 4999 }, 'local ports', 'doubtful'],
  [{ memoryBytes: 2 ** 28 }, { memoryBytes: 2 ** 28 - 1 }, 'memory', 'doubtful'],
])('%j is enough, %j is not', (enough, short, check, sign) => {
  expect([signs(enough), signs(short)]).toEqual([[], [check, sign]])
})

test('few open files make any large suite doubtful, and the finding says for how many connections they are', () => {
  const files = (openFiles: number) =>
    machineFindings({ ...GOOD, openFiles }, '>=20.19').find(({ check }) => check === 'open files')!
  expect(files(1166)).toMatchObject({ sign: 'note', found: '1166, for 500 connections with both ends here' })
  expect(files(1165)).toMatchObject({ sign: 'doubtful', found: '1165, for 499 connections with both ends here' })
})

test.each([
  ['2.3.1', '^2.3.1', true],
  ['2.3.0', '^2.3.1', false],
  ['2.4.0-beta.1', '^2.3.1', true],
  ['3.0.0', '^2.3.1', false],
  ['4.1.12', '^3.0.0 || ^4.0.0', true],
  ['2.9.9', '^3.0.0 || ^4.0.0', false],
  ['v20.19.0', '>=20.19', true],
  ['v25.0.0', '>=20.19', true],
  ['v20.18.9', '>=20.19', false],
])('%s is in %s: %s', (version, range, is) => {
  expect(isWithin(version, range)).toBe(is)
})
