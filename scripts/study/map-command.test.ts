import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { STORM } from '../../bench/study/testing.ts'
import type { MapData } from '../../reports/map/map-data.ts'
import { codeHash } from '../cli/fingerprint.ts'
import { Desk } from '../testing.ts'

const FILES = ['frontier.csv', 'map.csv', 'map.json', 'map.md', 'map.svg', 'map.vl.json']
/** Two loads, two triggers, two arms, two seeds: eight points of about 900 requests. */
const GRID = ['--x', 'rho=0.1,0.5', '--y', 'trigger=100ms,1s', '--seeds', '2', '--out', 'out']
const SUITE = { ...STORM, load: '10s@100' }

const desk = new Desk()
let suite: string
let finished: Readonly<Record<string, string>>

const read = (name: string) => readFileSync(join(desk.folder, 'out', name), 'utf8')
const filesOf = () => Object.fromEntries(readdirSync(join(desk.folder, 'out')).map((name) => [name, read(name)]))
const dataOf = (text: string): MapData => JSON.parse(text)
const map = (...argv: string[]) => desk.run('map', suite, ...GRID, ...argv)

beforeAll(async () => {
  suite = desk.file('suite.json', SUITE)
  const { code, out } = await map('--quiet')
  expect([code, out]).toEqual([0, '\nmap in out: map.svg, map.md, map.csv, frontier.csv, map.vl.json, map.json\n'])
  finished = filesOf()
})
beforeEach(() => {
  suite = desk.file('suite.json', SUITE)
  for (const [name, text] of Object.entries(finished)) desk.file(`out/${name}`, text)
})
afterAll(() => desk.remove())

/** Leaves behind what a map has that was broken off when all but the first points of it were missing. */
function breakOff(points: number, change: (data: MapData) => MapData = (data) => data): void {
  const data = dataOf(finished['map.json']!)
  const fingerprint = { ...data.fingerprint, code: codeHash() }
  desk.file('out/map.json', change({ ...data, fingerprint, status: 'partial', cells: data.cells.slice(0, points) }))
}

test('a map has a cell for every arm at every point, over all seeds', () => {
  expect(Object.keys(finished).sort()).toEqual(FILES)
  const { cells, status, seeds, arms, x, y } = dataOf(finished['map.json']!)
  expect({ status, seeds, arms, x: x.values, y: y.values }).toEqual({
    status: 'complete',
    seeds: { first: 7, count: 2 },
    arms: ['naive', 'once'],
    x: [0.1, 0.5],
    y: [100, 1000],
  })
  const kinds = cells.map(({ arm, x, y, verdicts }) => [arm, x, y, Object.entries(verdicts).filter(([, n]) => n > 0)])
  expect(kinds).toEqual([
    ['naive', 0.1, 100, [['absorbed', 2]]],
    ['naive', 0.5, 100, [['absorbed', 2]]],
    ['naive', 0.1, 1000, [['recovered', 2]]],
    ['naive', 0.5, 1000, [['metastable', 2]]],
    ['once', 0.1, 100, [['absorbed', 2]]],
    ['once', 0.5, 100, [['absorbed', 2]]],
    ['once', 0.1, 1000, [['recovered', 2]]],
    ['once', 0.5, 1000, [['recovered', 2]]],
  ])
})

test('the same map measured again gives the same bytes except for the environment, and prints a sentence for each arm', async () => {
  const { code, out } = await map('--fresh')
  expect(code).toBe(0)
  expect(out.split('\n')).toEqual([
    'small-storm: Does it come back?',
    '',
    '  naive collapses in 1 of 4 cells, from rho 0.5 on at trigger 1000 ms; 4 of them could be either with so few seeds.',
    '  once collapses in none of 4 cells; 4 of them could be either with so few seeds.',
    '',
    'map in out: map.svg, map.md, map.csv, frontier.csv, map.vl.json, map.json',
    '',
  ])
  const again = filesOf()
  for (const name of FILES.filter((file) => file !== 'map.json')) expect(again[name]).toBe(finished[name])
  const same = (text: string) => ({ ...dataOf(text), environment: {} })
  expect(same(again['map.json']!)).toEqual(same(finished['map.json']!))
  expect(again['map.json']).not.toBe(finished['map.json'])
})

test('a finished map is not measured again, and another grid does not replace it', async () => {
  const { code, err } = await map()
  expect([code, err]).toEqual([0, 'resuming: 8 of 8 points are there\n'])
  expect((await map('--seeds', '1')).code).toBe(2)
  expect(read('map.csv')).toBe(finished['map.csv'])
})

test('an interrupted map resumes, and ends with the same bytes', async () => {
  breakOff(5)
  const { err, code } = await map()
  expect(err).toContain('resuming: 5 of 8 points are there\n')
  expect(code).toBe(0)
  for (const name of FILES.filter((file) => file !== 'map.json')) expect(read(name)).toBe(finished[name])
})

test('an interrupted map is not resumed when suite or grid changed; --fresh starts over', async () => {
  breakOff(5)
  const arms = { ...STORM.arms, once: { ...STORM.arms.once!, clients: 3 } }
  suite = desk.file('suite.json', { ...SUITE, deadlineMs: 999, arms })
  const { code, err } = await map('--seeds', '1', '--arm', 'once')
  expect(code).toBe(2)
  expect(err.split('\n').slice(1)).toEqual([
    'suite.deadlineMs: was 1000, is 999',
    'suite.arms.once.clients: was 2, is 3',
    'arms[0]: was "naive", is "once"',
    'arms[1]: was "once", is not there',
    'seeds.count: was 2, is 1',
    '',
  ])
  expect(err).toContain('--out: must be empty or a map with the same suite, grid and code; ')
  expect(dataOf(read('map.json')).cells.length).toBe(5)
  expect((await map('--seeds', '1', '--arm', 'once', '--fresh', '--quiet')).code).toBe(0)
  expect(dataOf(read('map.json'))).toMatchObject({ status: 'complete', arms: ['once'], seeds: { count: 1 } })
  expect(dataOf(read('map.json')).cells.length).toBe(4)
})

test.each([
  [
    (data: MapData) => ({ ...data, fingerprint: { ...data.fingerprint, code: 'other' } }),
    'the code of the harness has changed',
  ],
  [(data: MapData) => ({ ...data, schema: 0 }), 'map.json: must have schema 1, got 0'],
  [() => 'broken', 'map.json: must be JSON: '],
])('a map of other code, of another version or without sense is not resumed', async (change, message) => {
  breakOff(5, change as never)
  if (message.includes('JSON')) desk.file('out/map.json', '"broken"{')
  const before = filesOf()
  const { code, err } = await map()
  expect(err).toContain(message)
  expect([code, filesOf()]).toEqual([2, before])
})

test.each([
  [['--x', 'target.nosuch=1,2'], 'parameter: must be rho, trigger or the path of a number in the suite'],
  [['--x', 'rho=a,b'], '--x: must be numbers, spans with ms, s or m, got "a"'],
  [['--y', 'trigger=0s,1s'], 'trigger: must be longer than 0 ms, got 0'],
  [['--y', 'rho=0.2,0.3'], '--y: must be another parameter than --x, got "rho" twice'],
  [['--y', 'target.slots=0,1'], 'target.slots: must be at least 1, got 0'],
  [['--seeds', '0'], 'It must be a whole number from 1 to 1000, got "0"'],
  [['--seeds', '-1'], 'It must be a whole number from 1 to 1000, got "-1"'],
  [['--seed', '1.5'], 'It must be a whole number from 0 to 2147483647, got "1.5"'],
  [['--horizon', '2s'], '--horizon: must be later than the end of the trigger at 2100 ms, got 2000'],
  [['--horizon', '0'], '--horizon: must be a span above 0, such as 500ms, 20s or 2m, got "0"'],
  [['--arm', 'x'], '--arm: must be one of naive, once, got "x"'],
  [['--variant', 'x'], '--variant: must be one of default, got "x"'],
  [
    ['--x', 'rho=0:1:100', '--y', 'target.slots=1:100:100', '--seeds', '1000'],
    'must make at most 1000000 runs, got 20000000',
  ],
  [['--critical', '--hysteresis'], '--critical, --hysteresis: must not be given together'],
  [['--critical'], '--x: must not be given with --critical, got "rho=0.1,0.5"'],
  [['--decide-cap', 'x'], '--decide-cap: must be numbers, spans with ms, s or m, got "x"'],
  [['--hysteresis', '--horizon', '9s'], '--horizon: must not be given with --hysteresis, got "9s"'],
])('a mistake is answered and nothing is written: %j', async (argv, message) => {
  const { code, out, err } = await map('--out', 'new', ...argv)
  expect(err).toContain(message)
  expect([code, out, existsSync(join(desk.folder, 'new'))]).toEqual([2, '', false])
})

test.each([
  [
    { target: { url: 'http://127.0.0.1:1/' }, faults: [] },
    [],
    'small-storm: target.url: must be a model in virtual time',
  ],
  [{ faults: [] }, [], 'trigger: must not be given for a suite without faults and without a stage of phase trigger'],
  [
    { faults: [] },
    ['--y', 'target.slots=1,2'],
    'must have a trigger (a fault, or a stage of phase trigger) that ends before the load does, to be judged',
  ],
  [{ deadlineMs: -1 }, [], 'deadlineMs: must be above 0, got -1'],
])('a suite that has no map is refused and nothing is written: %j', async (parts, argv, message) => {
  suite = desk.file('suite.json', { ...SUITE, ...parts })
  const { code, out, err } = await map('--out', 'new', ...argv)
  expect(err).toContain(message)
  expect([code, out, existsSync(join(desk.folder, 'new'))]).toEqual([2, '', false])
})
