import { afterAll, beforeAll, expect, test } from 'vitest'
import { retryChain } from '../../bench/verify/r13-retry-chain.ts'
import { Desk } from '../testing.ts'
import { concluded } from './verify-command.ts'

let desk: Desk

beforeAll(() => {
  desk = new Desk()
})
afterAll(() => desk.remove())

test('reproduced published results end with 0', async () => {
  const { code, out } = await desk.run('verify', 'R13')
  expect(code).toBe(0)
  expect(out).toContain('R13  yes  calls at the leaf: 5 layers with 3 tries each        243       243')
  expect(out).toContain('All 2 checks hold.')
})

test('a wrong published number ends with 1 and is named', () => {
  let out = ''
  const add = (text: string) => {
    out += text
  }
  const console = { out: add, err: () => undefined, outWidth: undefined, errWidth: undefined }
  const checks = [...retryChain([{ layers: 3, tries: 4, leafCalls: 65 }])]
  expect(concluded(checks, { json: false, interrupted: false }, console)).toBe(1)
  expect(out).toContain(
    '1 of 1 checks do not hold:\n- R13 calls at the leaf: 3 layers with 4 tries each: published 65, measured 64',
  )
})

test('an interrupted verification without a finished scenario prints no table', () => {
  const lines: string[] = []
  const add = (text: string) => lines.push(text)
  const console = { out: add, err: add, outWidth: undefined, errWidth: undefined }
  expect(concluded([], { json: false, interrupted: true }, console)).toBe(130)
  expect(lines).toEqual(['interrupted: the checks that are missing were not made\n'])
})

test('--json prints one document and nothing else', async () => {
  const { code, out, err } = await desk.run('verify', 'R13', 'C3', '--json')
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toMatchObject({ holds: 3, missed: 0, checks: [{ id: 'R13' }, { id: 'R13' }, { id: 'C3' }] })
})

test('an unknown id is a mistake, reported before anything runs', async () => {
  const { code, out, err } = await desk.run('verify', 'R13', 'R99')
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe('verify: must be one of R1, R3, R5, R10, R13, C1, C2, C3, C4, C5, C6, got "R99"\n')
})
