import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { verdictsDataOf } from '../../bench/verify/corpus/tally.ts'
import { falseAlarmsOf } from '../../reports/compare/false-alarms.ts'
import { series } from '../../reports/compare/side.testing.ts'
import { runData } from '../../reports/data/testing.ts'
import type { NightlyData } from '../../reports/nightly/nightly-data.ts'
import type { ChildResult, RunCommand } from '../cli/child.ts'
import type { CommandContext } from '../cli/command-context.ts'
import { projectOf } from '../project/find-project.ts'
import { Desk } from '../testing.ts'
import { nightlyCommand } from './nightly-command.ts'
import { PART_NAMES, PARTS, type PartName } from './nightly-parts.ts'

const SUITES = { virtual: new Map(['tutorial', 'burst'].map((name) => [name, name])), real: [] }
const desk = new Desk()
afterAll(() => desk.remove())
const fine: ChildResult = { code: 0, out: '', err: '', crashed: false }

const DOCUMENTS = ['false-alarms.json', 'verdicts.json', 'history-check.json'] as const
const alarms = falseAlarmsOf(1, 100, { runs: 8, series: 24, seed: 1 })
const judged = verdictsDataOf(
  [
    {
      name: 'drain',
      kind: 'closed forms',
      end: 'back',
      why: '',
      courses: [{ seed: 9, verdicts: ['undecided', 'metastable'] }],
    },
  ],
  { cutsS: [30, 60], firstSeed: 9, seeds: 1 },
)
const found = { series: 3, changes: [] as unknown[], suspects: [] }
const FINE_DOCUMENTS = { 'false-alarms.json': alarms, 'verdicts.json': judged, 'history-check.json': found }

/** Runs a night in which each command is answered by `answer`; returns the exit code, the commands and the data. */
async function night(
  name: string,
  answer: (args: readonly string[]) => Partial<ChildResult>,
  skip: PartName[] = [],
  documents: Readonly<Partial<Record<(typeof DOCUMENTS)[number], string | object>>> = FINE_DOCUMENTS,
) {
  const ran: string[] = []
  const run: RunCommand = async (args) => {
    ran.push(args.join(' ').replaceAll(desk.folder, ''))
    const file = DOCUMENTS.find((path) => args.at(-1)!.endsWith(path))
    const document = file === undefined ? undefined : documents[file]
    if (document !== undefined) desk.file(join(name, file!), document)
    return { ...fine, ...answer(args) }
  }
  const silent = { out: () => undefined, err: () => undefined, outWidth: undefined, errWidth: undefined }
  const context: CommandContext = {
    argv: ['nightly'],
    console: silent,
    project: projectOf(desk.folder),
    readProject: async () => projectOf(desk.folder),
    done: () => undefined,
    resolvePath: (path) => join(desk.folder, path),
  }
  const out = join(desk.folder, name)
  const code = await nightlyCommand(
    { out, history: join(out, 'h.csv'), quick: true, skip, parts: PARTS, suites: SUITES },
    context,
    run,
  )
  const data = JSON.parse(readFileSync(join(out, 'nightly.json'), 'utf8')) as NightlyData
  const states = Object.fromEntries(data.parts.map((part) => [part.name, part.state]))
  return { code, ran, data, states }
}
const others = (...but: PartName[]) => PART_NAMES.filter((name) => !but.includes(name))

test('every part runs its commands in order, and the results of this night go into the history', async () => {
  const future = { ...runData().environment, startedAt: '9999-01-01T00:00:00.000Z' }
  const { code, ran, data } = await night('all', (args) => {
    const [command, out] = [args[0]!, args.at(-1)!]
    // A folder of an earlier night is not this night's.
    const environment = command === 'capacity' ? runData().environment : future
    const isMeasured = ['micro', 'capacity'].includes(command) || out.endsWith('burst')
    if (isMeasured)
      desk.file(join('all', out.split('/all/')[1]!, 'run.json'), runData({ environment, measured: series([1]) }))
    return {}
  })
  expect(code).toBe(0)
  expect(ran[0]).toBe('selftest')
  expect(ran.filter((line) => line.startsWith('run') && !line.includes('--clock virtual'))).toEqual([
    'run --clock real --repeats 1 --out /all/real',
  ])
  expect(ran.at(2)).toBe('run burst --clock virtual --repeats 2 --out /all/virtual/burst')
  expect(ran.slice(-9)).toEqual([
    'micro --quick --out /all/micro',
    'capacity --quick --out /all/capacity',
    'baseline --check',
    'false-alarms --comparisons 100 --out /all/false-alarms.json',
    `verdicts --seeds 1 --first-seed ${data.startedAt.slice(0, 10).replaceAll('-', '')}00 --out /all/verdicts.json`,
    `history add /all/virtual/burst --night ${data.startedAt} --file /all/h.csv`,
    `history add /all/micro --night ${data.startedAt} --file /all/h.csv`,
    'history check --file /all/h.csv --out /all/history-check.json',
    'history show --file /all/h.csv --out /all/charts',
  ])
  expect(data.parts.find(({ name }) => name === 'micro')!.summary).toBe('1 figure')
  expect(data.status).toBe('complete')
})

test.each([
  [1, 'gate failed', { code: 1 }],
  [3, 'not judged', { code: 3 }],
  [4, 'could not run', { code: 2 }],
  [4, 'could not run', { code: 4 }],
  [4, 'crashed', { code: 1, crashed: true }],
  [4, 'crashed', { code: null, crashed: true }],
] as const)('exit code %i for a part that %s; the others run all the same', async (code, state, result) => {
  const failed = await night('one', (args) => (args[0] === 'baseline' ? { ...result, err: 'why' } : {}))
  expect([failed.code, failed.states.baseline]).toEqual([code, state])
  expect(failed.data.parts.filter((part) => part.state === 'fine')).toHaveLength(PART_NAMES.length - 1)
  expect(failed.data.parts.find(({ name }) => name === 'baseline')!.said).toMatch(/^baseline --check\nwhy/)
})

test('a part that throws is reported, and the others still run', async () => {
  const { code, states, data } = await night('thrown', (args) => {
    if (args[0] === 'micro') throw new Error('no more processes')
    if (args[0] === 'capacity') desk.file(join('thrown', 'capacity', 'run.json'), 'no JSON')
    return {}
  })
  expect([code, states.micro, states.capacity, states.baseline]).toEqual([4, 'crashed', 'could not be read', 'fine'])
  expect(data.parts.find(({ name }) => name === 'micro')!.said).toMatch(/^Error: no more processes/)
})

test('a failed gate decides before a crash, a crash before a part that was not judged', async () => {
  const codes: Readonly<Record<string, Partial<ChildResult>>> = {
    micro: { code: 3 },
    capacity: { code: null, crashed: true },
    baseline: { code: 1 },
  }
  expect((await night('worst', (args) => codes[args[0]!] ?? {})).code).toBe(1)
  expect((await night('worst', (args) => codes[args[0]!] ?? {}, ['baseline'])).code).toBe(4)
  expect((await night('worst', (args) => codes[args[0]!] ?? {}, ['baseline', 'capacity'])).code).toBe(3)
})

test('Ctrl-C: the running part is the last, and the summary has the results so far', async () => {
  const { code, ran, states, data } = await night(
    'stopped',
    (args) => {
      if (args[0] !== 'micro') return {}
      process.emit('SIGINT')
      return { code: 130 }
    },
    ['selftest', 'virtual'],
  )
  expect([code, ran.length, data.status]).toEqual([130, 2, 'partial'])
  expect([states.real, states.micro, states.capacity, states.history]).toEqual([
    'fine',
    'interrupted',
    'left out',
    'left out',
  ])
  expect(existsSync(join(desk.folder, 'stopped', 'nightly.md'))).toBe(true)
})

const skip = others('false-alarms', 'verdicts', 'history')
const change = {
  suite: 'micro',
  variant: 'default',
  arm: 'breaker',
  metric: 'time_per_operation',
  kind: 'noisy',
  unit: 'ns',
  better: 'lower',
  at: '2026-01-01T02:00:00.000Z',
  night: 'n',
  commit: null,
  direction: 'regressed',
  before: 100,
  after: 130,
  share: 0.3,
  p: 0.0005,
}
/** Longer than what is kept of what a command prints. */
const many = { ...found, changes: Array.from({ length: 1000 }, () => change) }

test('the documents that commands write are read, also those of the worst night', async () => {
  const read = await night('json', () => ({}), skip)
  const { systems: _, ...verdicts } = judged
  expect([read.data.falseAlarms, read.data.verdicts, read.data.found]).toEqual([alarms, verdicts, found])
  expect(read.data.parts.filter(({ state }) => state === 'fine').map(({ summary }) => summary)).toEqual([
    '1 false alarms of 100',
    '1 opposite of 2',
    '3 series, 0 new changes, 0 suspects',
  ])
  const documents = { ...FINE_DOCUMENTS, 'history-check.json': many }
  const worst = await night('worst-night', () => ({ code: 1, out: 'a table' }), skip, documents)
  expect([worst.code, worst.states.history, worst.data.found]).toEqual([1, 'gate failed', many])
  expect(worst.data.parts.find(({ name }) => name === 'history')!.said).not.toContain('a table')
})

test.each([
  ['cut at the front', JSON.stringify(many).slice(-200_000)],
  ['cut at the end', JSON.stringify(many).slice(0, 200_000)],
  ['of another shape', { series: 1, changes: [{}], suspects: [] }],
  ['empty', ''],
])('a document that is %s could not be read, and is not reported as no change', async (_, document) => {
  const documents = { ...FINE_DOCUMENTS, 'history-check.json': document }
  const { code, states, data } = await night('unread', () => ({}), skip, documents)
  expect([code, states.history, states['false-alarms'], data.found]).toEqual([3, 'could not be read', 'fine', null])
  const { said, summary } = data.parts.find(({ name }) => name === 'history')!
  expect([said, summary]).toEqual([
    'history-check.json could not be read, so the findings of the command are unknown',
    '',
  ])
  const failed = await night('unread', () => ({ code: 1, out: 'a table' }), skip, documents)
  expect([failed.code, failed.states.history]).toEqual([1, 'gate failed'])
  expect(failed.data.parts.find(({ name }) => name === 'history')!.said).toMatch(
    /\na table\n\nhistory-check.json could not/,
  )
})

test('the document of an earlier night in the same folder is not read for this one', async () => {
  await night('again', () => ({}), skip)
  const again = await night('again', () => ({}), skip, { 'false-alarms.json': alarms, 'verdicts.json': judged })
  expect([again.states.history, again.data.found]).toEqual(['could not be read', null])
})
