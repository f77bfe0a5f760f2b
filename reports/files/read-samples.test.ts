import { expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { samplesOf } from '../../bench/metrics/sample.ts'
import { histogram, phaseResult, runResult } from '../../bench/metrics/testing.ts'
import { series } from '../compare/side.testing.ts'
import { asWritten } from '../compare/side-of-results.ts'
import { samplesCsv } from '../data/csv.ts'
import { parseSamples } from './read-samples.ts'

const HEAD = 'suite,arm,variant,phase,metric,unit,better,kind,repeat,seed,requests,value,status'
const LINE = 'burst,rpc,default,all,response_p50,us,lower,exact,1,7,2000,9500,valid'
const samples = (text: string) => parseSamples(text, 's.csv')

test('the text of samplesCsv reads back with the digits of its units', () => {
  const phases = [phaseResult({ outcomes: { ok: 3000 }, latencies: { response: histogram([1.25, 7], 1500) } })]
  const all = asWritten(samplesOf(runResult({ phases })))
  expect(samples(samplesCsv(all))).toEqual(all)
})

test('a name that a spreadsheet would run is a text in the file, and the name again when it is read', () => {
  const all = series([1, 2], { arm: '=cmd|x', suite: '@sum', variant: '-1+1' })
  const csv = samplesCsv(all)
  expect(csv.split('\n')[1]).toMatch(/^'@sum,'=cmd\|x,'-1\+1,all,/)
  expect(samples(csv)).toEqual(all)
})

test('one line is one value; inf is never', () => {
  expect(samples(`${HEAD}\n${LINE}\n${LINE.replace('9500', 'inf').replace(',1,7,', ',2,8,')}\n`)).toEqual([
    {
      suite: 'burst',
      arm: 'rpc',
      variant: 'default',
      phase: 'all',
      metric: 'response_p50',
      unit: 'us',
      better: 'lower',
      kind: 'exact',
      repeat: 1,
      seed: 7,
      requests: 2000,
      value: 9500,
      status: 'valid',
    },
    expect.objectContaining({ value: Number.POSITIVE_INFINITY }),
  ])
  expect(samples(HEAD)).toEqual([])
})

test.each([
  ['phase', ',all,', ',late,', 'must be one of all, warmup'],
  ['unit', ',us,', ',min,', 'must be one of count, ratio, '],
  ['better', ',lower,', ',best,', 'must be one of lower, higher, neither'],
  ['kind', ',exact,', ',guessed,', 'must be one of exact, noisy'],
  ['repeat', ',1,7,', ',1.5,7,', 'must be a whole number'],
  ['seed', ',1,7,', ',1,inf,', 'must be a whole number'],
  ['requests', ',2000,', ',many,', 'must be a whole number'],
  ['requests', ',2000,', ',,', 'must be a whole number'],
  ['arm', 'burst,rpc,', 'burst,,', 'must not be empty'],
  ['value', ',9500,', ',,', 'must be a number or inf'],
  ['value', ',9500,', ',n/a,', 'must be a number or inf'],
  ['value', ',9500,', ', ,', 'must be a number or inf'],
  ['value', ',9500,', ',0x1f,', 'must be a number or inf'],
  ['status', ',valid', ',fine', 'must be one of valid, invalid, partial'],
])('a wrong %s is reported with its line', (column, right, wrong, rule) => {
  const text = `${HEAD}\n${LINE}\n${LINE.replace(right, wrong)}\n`
  expect(() => samples(text)).toThrow(ConfigError)
  expect(() => samples(text)).toThrow(`s.csv: line 3: ${column}: ${rule}`)
})

test('all mistakes are reported at once', () => {
  const text = `${HEAD}\n${LINE.replace(',all,', ',late,').replace('9500', '?')}\n${LINE.replace(',us,', ',min,')}\n`
  expect(() => samples(text)).toThrow(/line 2: phase: .*line 2: value: .*line 3: unit: /s)
})

test('a spreadsheet may have saved it: byte order mark, CRLF and an empty last line are no mistakes', () => {
  expect(samples(`\uFEFF${HEAD}\r\n${LINE}\r\n\r\n`)).toEqual(samples(`${HEAD}\n${LINE}\n`))
})

test('other columns, and lines that are no CSV, are refused', () => {
  expect(() => samples('')).toThrow(`s.csv: line 1: must be the heading ${HEAD}, got ""`)
  expect(() => samples(`a,b\n1,2\n`)).toThrow('got "a,b"')
  expect(() => samples(`${HEAD}\n${LINE},more\n`)).toThrow('s.csv: line 2: must have 13 cells, got 14')
  expect(() => samples(`${HEAD}\n"${LINE}\n`)).toThrow('s.csv: must be CSV, got: ')
})
