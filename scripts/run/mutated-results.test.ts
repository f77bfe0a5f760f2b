import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareJson } from '../../reports/compare/compare-json.ts'
import { comparison, row } from '../../reports/compare/testing.ts'
import { BASELINE_SCHEMA } from '../../reports/files/baseline.ts'
import { withNight } from '../../reports/history/history-csv.ts'
import { around, entries } from '../../reports/history/testing.ts'
import { mapData } from '../../reports/map/testing.ts'
import { Desk } from '../testing.ts'
import { Chance, mutatedCsv, mutatedJson } from './mutated.testing.ts'

const MUTANTS = 40
/** Hundreds of commands: seconds on a quiet machine, and minutes on one that is busy. */
const LONG = { timeout: 300_000 }
const desk = new Desk()
afterAll(() => desk.remove())

const SUITE = {
  name: 'small',
  question: 'Does it hold?',
  repeats: 2,
  deadlineMs: 100,
  target: { model: 'workers', slots: 4, service: { kind: 'exponential', meanMs: 10 }, failureRatio: 0.1 },
  load: {
    stages: [
      { durationMs: 1000, ratePerSecond: 100, phase: 'baseline' },
      { durationMs: 500, ratePerSecond: { from: 100, to: 800 }, phase: 'trigger' },
      { durationMs: 5000, ratePerSecond: { from: 800, to: 100 }, phase: 'recovery' },
    ],
  },
  arms: {
    rpc: {
      style: 'rpc',
      policy: [
        { kind: 'retry', retriesMax: 2 },
        { kind: 'timeout', timeoutMs: 80 },
      ],
    },
    queue: { style: 'queue', broker: { depthMax: 100, deliveriesMax: 3 }, consumers: { concurrency: 4 } },
  },
  thresholds: { goodput: ['value>0'] },
}
/** Texts that no figure may show. */
const NONSENSE = /(?<!\w)(NaN|undefined|-?Infinity|\[object Object\]|\d+e\+\d+)(?!\w)/

const path = (...names: string[]) => join(desk.folder, ...names)
let runJson = ''
let samplesCsv = ''

beforeAll(async () => {
  desk.file('suite.json', SUITE)
  const { code } = await desk.run('suite.json', '--clock', 'virtual', '--out', 'good', '--quiet')
  expect(code).toBe(0)
  runJson = readFileSync(path('good', 'run.json'), 'utf8')
  samplesCsv = readFileSync(path('good', 'samples.csv'), 'utf8')
})

/** Runs a command on a mutant in `bad`. Nothing when it ended as it should, else what it did wrong. */
async function faultsOf(argv: readonly string[]): Promise<string[]> {
  try {
    const { code, out, err } = await desk.run(...argv)
    if (![0, 1, 2, 3].includes(code)) return [`ended with ${code}: ${err}`]
    if (code === 2) return /\.(json|csv): /.test(err) ? [] : [`names no file: ${err}`]
    const shown = [out, ...readFolder('bad', '.md'), ...readFolder('out', '')].map((text) => NONSENSE.exec(text)?.[0])
    return shown.flatMap((nonsense) => nonsense ?? [])
  } catch (error) {
    return [String((error as Error).stack)]
  }
}

function readFolder(name: string, end: string): string[] {
  if (!existsSync(path(name))) return []
  return readdirSync(path(name))
    .filter((file) => file.endsWith(end))
    .map((file) => readFileSync(path(name, file), 'utf8'))
}

/** Each mutant meets one of the commands. */
async function faultsOfAll(
  commands: readonly (readonly string[])[],
  write: (chance: Chance) => void,
): Promise<string[]> {
  const faults: string[] = []
  for (let seed = 1; seed <= MUTANTS; seed++) {
    for (const name of ['bad', 'out']) rmSync(path(name), { recursive: true, force: true })
    mkdirSync(path('bad'))
    write(new Chance(seed))
    const argv = commands[seed % commands.length]!
    faults.push(...(await faultsOf(argv)).map((fault) => `seed ${seed}: ${argv.join(' ')}: ${fault}`))
  }
  return faults
}

test('whatever is changed in a run.json, a command ends with its answer or names what is wrong', LONG, async () => {
  const commands = [
    ['render', 'bad'],
    ['compare', 'bad', 'good', '--out', 'out'],
    ['compare', 'good', 'bad', '--out', 'out'],
    ['compare', 'bad', '--by', 'arm', '--out', 'out'],
    ['export', 'bad', '--format', 'junit', '--out', 'out'],
    ['export', 'bad', '--format', 'github-action-benchmark', '--all-metrics', '--out', 'out'],
    ['export', 'bad', '--format', 'bencher', '--out', 'out'],
    ['history', 'add', 'bad', '--file', 'out/history.csv'],
  ]
  expect(
    await faultsOfAll(commands, (chance) => writeFileSync(path('bad', 'run.json'), mutatedJson(runJson, chance))),
  ).toEqual([])
})

test(
  'whatever is changed in the files of a baseline, a comparison ends with its answer or names what is wrong',
  LONG,
  async () => {
    const plansJson = JSON.stringify({ schema: BASELINE_SCHEMA, plans: JSON.parse(runJson).plans })
    const commands = [
      ['compare', 'bad', 'good', '--out', 'out'],
      ['compare', 'good', 'bad', '--out', 'out'],
      ['compare', 'bad', 'bad', '--out', 'out'],
    ]
    const write = (chance: Chance) => {
      const isPlans = chance.below(10) === 0
      writeFileSync(path('bad', 'plans.json'), isPlans ? mutatedJson(plansJson, chance) : plansJson)
      if (isPlans) copyFileSync(path('good', 'samples.csv'), path('bad', 'samples.csv'))
      else writeFileSync(path('bad', 'samples.csv'), mutatedCsv(samplesCsv, chance))
    }
    expect(await faultsOfAll(commands, write)).toEqual([])
  },
)

test('whatever is changed in a history, a command ends with its answer or names what is wrong', LONG, async () => {
  const csv = withNight(undefined, entries([...around(1000, 12), 1500, 1510]), 'history.csv')
  const commands = [
    ['history', 'check', '--file', 'bad/history.csv', '--out', 'out/check.json'],
    ['export', 'bad/history.csv', '--format', 'otava', '--out', 'out'],
    ['history', 'add', 'good', '--file', 'bad/history.csv'],
  ]
  const write = (chance: Chance) => writeFileSync(path('bad', 'history.csv'), mutatedCsv(csv, chance))
  expect(await faultsOfAll(commands, write)).toEqual([])
})

test.each([
  ['a map', 'map.json', JSON.stringify(mapData()), ['render', 'bad']],
  [
    'a comparison',
    'compare.json',
    compareJson(comparison([row(), row({ arm: 'rpc', kind: 'exact', verdict: 'regressed' })])),
    ['export', 'bad', '--format', 'junit', '--out', 'out'],
  ],
])(
  'whatever is changed in %s, a command ends with its answer or names what is wrong',
  LONG,
  async (_, name, json, argv) => {
    const write = (chance: Chance) => writeFileSync(path('bad', name), mutatedJson(json, chance))
    expect(await faultsOfAll([argv], write)).toEqual([])
  },
)
