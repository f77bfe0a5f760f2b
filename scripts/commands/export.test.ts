import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { series } from '../../reports/compare/side.testing.ts'
import { runData } from '../../reports/data/testing.ts'
import { readJunit } from '../../reports/export/testing.ts'
import { withNight } from '../../reports/history/history-csv.ts'
import { entries } from '../../reports/history/testing.ts'
import { Desk } from '../testing.ts'

const NEVER = Number.POSITIVE_INFINITY
const desk = new Desk()
afterAll(() => desk.remove())
const read = (name: string) => readFileSync(join(desk.folder, name), 'utf8')

// JSON has no infinity, so that `never` comes as a run that must not be used here.
const measured = [
  ...series([2000]),
  ...series([0.5], { metric: 'goodput_ratio', unit: 'ratio', better: 'higher' }),
  ...series([9000], { metric: 'response_p99', status: 'invalid' }),
]
desk.file('result/run.json', runData({ measured }))
desk.file('empty/run.json', runData({}))

test('github-action-benchmark: two files in the result folder; what is left out is reported', async () => {
  const { code, out, err } = await desk.run('export', 'result', '--format', 'github-action-benchmark')
  expect([code, out]).toEqual([
    0,
    `wrote ${join('result', 'github-smaller.json')} and ${join('result', 'github-bigger.json')}\n`,
  ])
  expect(err).toBe('left out, because of a run that must not be used: burst/queue response_p99\n')
  expect(JSON.parse(read('result/github-smaller.json'))).toHaveLength(1)
  expect(JSON.parse(read('result/github-bigger.json'))).toHaveLength(1)
})

test('--out names a folder, or the file where there is one only', async () => {
  const exported = (...args: string[]) => desk.run('export', 'result', ...args)
  expect((await exported('--format', 'bencher', '--out', 'a/b.json')).out).toBe(`wrote ${join('a', 'b.json')}\n`)
  expect(JSON.parse(read('a/b.json'))).toHaveProperty(['burst/queue', 'response-p50-ms', 'value'], 2)
  await exported('--format', 'bencher', '--out', 'a/folder')
  expect(existsSync(join(desk.folder, 'a', 'folder', 'bencher.json'))).toBe(true)
  const refused = await exported('--format', 'github-action-benchmark', '--out', 'a/b.json')
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringContaining('--out: must be a folder, since there are 2 files'),
  ])
})

test('junit: of a result a case for each run', async () => {
  expect((await desk.run('export', 'result', '--format', 'junit')).code).toBe(0)
  const { testsuite } = readJunit(read('result/junit.xml'))
  expect(testsuite[0]!.testcase).toEqual([
    expect.objectContaining({ '@name': 'queue', error: { '@message': 'response_p99', '@type': 'invalid' } }),
  ])
})

test('junit: of a comparison a case for each gate series', async () => {
  // In turns, since what one process measured is one run otherwise.
  const side = (values: number[]) => ({ plans: { burst: 'p' }, interleaved: 'ab', measured: series(values) })
  desk.file('before/run.json', runData(side([1000, 1010, 1020, 1030, 1040, 1050, 1060, 1070])))
  desk.file('after/run.json', runData(side([2000, 2010, 2020, 2030, 2040, 2050, 2060, 2070])))
  expect((await desk.run('compare', 'before', 'after', '--out', 'compared')).code).toBe(1)
  expect((await desk.run('export', 'compared', '--format', 'junit', '--out', 'tests.xml')).code).toBe(0)
  const { testsuite } = readJunit(read('tests.xml'))
  expect(testsuite[0]!.testcase[0]!.failure!['@message']).toMatch(/^regressed \+.* %/)
})

test('otava: a configuration and a CSV file for each arm, beside the history', async () => {
  const csv = withNight(undefined, entries([1000, 2000]).slice(0, 1), 'h')
  desk.file('history/history.csv', withNight(csv, entries([0, NEVER]).slice(1), 'h'))
  const { code, out, err } = await desk.run('export', 'history/history.csv', '--format', 'otava')
  expect([code, out]).toEqual([
    0,
    `wrote ${join('history', 'otava', 'otava.yaml')} and ${join('history', 'otava', 'burst-queue.csv')}\n`,
  ])
  expect(err).toBe('left out: 1 figure of "never", which Otava has no number for\n')
  expect(parse(read('history/otava/otava.yaml')).tests['burst/queue'].file).toBe('burst-queue.csv')
})

test('a source that is none is refused', async () => {
  const codeOf = async (...args: string[]) => (await desk.run('export', ...args)).code
  expect(await codeOf('result')).toBe(2)
  expect(await codeOf('result', '--format', 'xml')).toBe(2)
  expect(await codeOf('nowhere', '--format', 'bencher')).toBe(2)
  expect(await codeOf('result', '--format', 'otava')).toBe(2)
  expect(await codeOf('nowhere.csv', '--format', 'otava')).toBe(2)
  expect(await codeOf('history/history.csv', '--format', 'otava', '--all-metrics')).toBe(2)
  expect(await codeOf('empty', '--format', 'bencher')).toBe(3)
})
