import { expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import type { NoiseRow } from './noise.ts'
import { noiseCsv, parseNoise } from './noise-csv.ts'

const row = (fields: Partial<NoiseRow> = {}): NoiseRow => ({
  class: 'linux x64, "fast"',
  suite: 'burst',
  arm: 'queue',
  variant: 'default',
  phase: 'all',
  metric: 'response_p50',
  scale: 'ratio',
  noise: 0.031416,
  ...fields,
})
const HEAD = 'class,suite,arm,variant,phase,metric,scale,noise'
const LINE = 'a,burst,queue,default,all,response_p50,ratio,0.1'

test('one line is one series on one class of machine', () => {
  expect(noiseCsv([row()])).toBe(`${HEAD}\n"linux x64, ""fast""",burst,queue,default,all,response_p50,ratio,0.031416\n`)
})

test('it reads back as it was; without rows it has the head alone', () => {
  const rows = [row(), row({ metric: 'recovery_time', scale: 'difference', noise: 1250, phase: 'recovery' })]
  expect(parseNoise(noiseCsv(rows), 'f')).toEqual(rows)
  expect(parseNoise(noiseCsv([]), 'f')).toEqual([])
})

test('a noise too small for its digits reads back as none, and not as a mistake', () => {
  expect(parseNoise(noiseCsv([row({ noise: 1e-9 })]), 'f')).toEqual([row({ noise: 0 })])
})

test.each([
  ['phase', ',all,', ',late,', '"late"'],
  ['scale', ',ratio,', ',share,', '"share"'],
  ['noise', ',0.1', ',', '""'],
  ['noise', ',0.1', ',much', '"much"'],
  ['noise', ',0.1', ',-0.1', '"-0.1"'],
  // With it no change would ever be reported.
  ['noise', ',0.1', ',Infinity', '"Infinity"'],
])('a wrong %s is reported with its line: %s%s', (column, right, wrong, got) => {
  const text = `${HEAD}\n${LINE}\n${LINE.replace(right, wrong)}\n`
  expect(() => parseNoise(text, 'f')).toThrow(ConfigError)
  expect(() => parseNoise(text, 'f')).toThrow(new RegExp(`^f: line 3: ${column}: must be .*, got ${got}$`))
})

test('other columns, and what is no CSV, are refused', () => {
  expect(() => parseNoise('', 'f')).toThrow(`f: line 1: must be the heading ${HEAD}, got ""`)
  expect(() => parseNoise(`${HEAD}\na,b\n`, 'f')).toThrow('f: line 2: must have 8 cells, got 2')
  expect(() => parseNoise(`${HEAD}\n"a\n`, 'f')).toThrow(/^f: must be CSV, got: /)
})
