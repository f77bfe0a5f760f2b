import { expect, test } from 'vitest'
import { parseAxis, parseSpanMs } from './axis.ts'

const RANGE = 'must be from:to:count with a count of 2 to 100'
const FORM = 'must be a parameter and its values, such as rho=0.5:0.95:10 or trigger=1s,5s,20s'

test.each([
  ['rho=0.5:0.9:5', { name: 'rho', unit: '', values: [0.5, 0.6, 0.7, 0.8, 0.9] }],
  ['rho=0.1:0.3:3', { name: 'rho', unit: '', values: [0.1, 0.2, 0.3] }],
  ['rho=0:1:2', { name: 'rho', unit: '', values: [0, 1] }],
  ['rho=0.7', { name: 'rho', unit: '', values: [0.7] }],
  ['offset=-1,0,2.5e-1', { name: 'offset', unit: '', values: [-1, 0, 0.25] }],
  [' target.slots = 1, 2 ', { name: 'target.slots', unit: '', values: [1, 2] }],
  ['trigger=500ms,1s,2m', { name: 'trigger', unit: 'ms', values: [500, 1000, 120_000] }],
  ['trigger=100,200', { name: 'trigger', unit: 'ms', values: [100, 200] }],
  ['trigger=1s:5s:3', { name: 'trigger', unit: 'ms', values: [1000, 3000, 5000] }],
  ['arms.*.policy[1].timeoutMs=1s', { name: 'arms.*.policy[1].timeoutMs', unit: 'ms', values: [1000] }],
])('a range is even, a list is as given, a span is in ms: %j', (text, axis) => {
  expect(parseAxis('--x', text)).toEqual(axis)
})

test('100 values are the most there may be, in a range and in a list', () => {
  const list = (length: number) => `a=${Array.from({ length }, (_, i) => i).join(',')}`
  expect(parseAxis('--x', 'a=0:99:100').values).toEqual(parseAxis('--x', list(100)).values)
  expect(() => parseAxis('--x', 'a=0:100:101')).toThrow(`--x: ${RANGE}, got "0:100:101"`)
  expect(() => parseAxis('--x', list(101))).toThrow('--x: must have 1 to 100 values, got "a=0,1,')
})

test.each([
  ['rho', `${FORM}, got "rho"`],
  ['=1,2', `${FORM}, got "=1,2"`],
  ['', `${FORM}, got ""`],
  ['rho=', 'must be numbers, spans with ms, s or m, got ""'],
  ['rho=1,,2', 'must be numbers, spans with ms, s or m, got ""'],
  ['rho=a,b', 'must be numbers, spans with ms, s or m, got "a"'],
  ['rho=1h', 'must be numbers, spans with ms, s or m, got "1h"'],
  ['rho=NaN', 'must be numbers, spans with ms, s or m, got "NaN"'],
  ['rho=1e999', 'must be numbers, spans with ms, s or m, got "1e999"'],
  ['rho=a:1:2', 'must be numbers, spans with ms, s or m, got "a"'],
  ['rho=0.5,0.5', 'must ascend, got "rho=0.5,0.5"'],
  ['rho=2,1', 'must ascend, got "rho=2,1"'],
  ['rho=1:1:2', 'must ascend, got "rho=1:1:2"'],
  ['rho=0.9:0.5:3', 'must ascend, got "rho=0.9:0.5:3"'],
  ['rho=0:1:1', `${RANGE}, got "0:1:1"`],
  ['rho=0:1:2.5', `${RANGE}, got "0:1:2.5"`],
  ['rho=0:1', `${RANGE}, got "0:1"`],
  ['rho=0:1:2:3', `${RANGE}, got "0:1:2:3"`],
])('a mistake is reported with option, rule and value: %j', (text, message) => {
  expect(() => parseAxis('--y', text)).toThrow(`--y: ${message}`)
})

test('a span is above 0', () => {
  expect([parseSpanMs('--horizon', '1ms'), parseSpanMs('--horizon', '1.5m')]).toEqual([1, 90_000])
  const rule = '--horizon: must be a span above 0, such as 500ms, 20s or 2m'
  expect(() => parseSpanMs('--horizon', '0s')).toThrow(`${rule}, got "0s"`)
  expect(() => parseSpanMs('--horizon', '-1s')).toThrow(`${rule}, got "-1s"`)
  expect(() => parseSpanMs('--horizon', 'soon')).toThrow(
    '--horizon: must be numbers, spans with ms, s or m, got "soon"',
  )
})
