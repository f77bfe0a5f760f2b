import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { samplesCsv } from '../../reports/data/csv.ts'
import { readBaseline } from '../../reports/files/baseline.ts'
import { Desk } from '../testing.ts'
import { baselineAdvice, baselineDifferences, checkBaseline, writeBaseline } from './baseline-command.ts'

const BASELINE = fileURLToPath(new URL('../../reports/baseline', import.meta.url))
const desk = new Desk()
const folder = join(desk.folder, 'bench/baseline')
/** Simulated once by the command: it takes seconds. */
const written = await desk.run('baseline')
const FILES = new Map(
  ['plans.json', 'samples.csv', 'report.md'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
)
afterAll(() => desk.remove())

test('reports/baseline matches the code', () => {
  expect(baselineDifferences(BASELINE, FILES), baselineAdvice('reports/baseline')).toEqual([])
})

test('the figures of the baseline read back as they are written', () => {
  const text = readFileSync(join(BASELINE, 'samples.csv'), 'utf8')
  expect(samplesCsv(readBaseline(BASELINE).samples)).toBe(text)
})

test('a baseline without --out goes into the usual folder, twice the same bytes; a change in it is found', async () => {
  expect(written).toMatchObject({ code: 0, out: expect.stringContaining('samples.csv') })
  expect(readdirSync(folder).sort()).toEqual([...FILES.keys()].sort())
  const changed = FILES.get('samples.csv')!.replace(
    'response_p50,us,lower,exact,1,7,2000,',
    'response_p50,us,lower,exact,1,7,2000,9',
  )
  desk.file('bench/baseline/samples.csv', changed)
  const { code, err } = await desk.run('baseline', '--check')
  expect([code, err]).toEqual([1, expect.stringMatching(/samples\.csv, line \d+\n-.*response_p50.*\n\+.*response_p50/)])
  // The second simulation differs in this line alone.
  expect(err.match(/^([-+].*|.*, line \d+)$/gm)).toHaveLength(3)
  expect(err).toContain('npm run baseline')
})

test('what matches is not written again; a missing file is reported', () => {
  const path = desk.file('again/empty', '')
  const again = dirname(path)
  const printed = { out: '', err: '' }
  const console = {
    out: (text: string) => {
      printed.out += text
    },
    err: (text: string) => {
      printed.err += text
    },
    outWidth: undefined,
    errWidth: undefined,
  }
  const printer = { console, resolvePath: (name: string) => join(desk.folder, name) }
  rmSync(path)
  expect(checkBaseline(again, FILES, printer)).toBe(1)
  expect(printed.err).toContain('plans.json: is missing')
  expect(writeBaseline(again, FILES, printer)).toBe(0)
  expect(printed.out).toBe('written to again: plans.json, samples.csv, report.md (git diff again shows what changed)\n')
  printed.out = ''
  expect([writeBaseline(again, FILES, printer), checkBaseline(again, FILES, printer)]).toEqual([0, 0])
  expect(printed.out).toBe('again matches the code\n'.repeat(2))
})

test('missing lines do not make the others differ; a long list of differences is cut', () => {
  const own = join(desk.folder, 'own')
  for (const [name, text] of FILES) desk.file(`own/${name}`, text)
  const samples = FILES.get('samples.csv')!.split('\n')
  const without = (count: number) => desk.file('own/samples.csv', samples.toSpliced(1, count).join('\n'))
  without(2)
  expect(baselineDifferences(own, FILES)).toEqual(['samples.csv, line 2', `+${samples[1]}`, `+${samples[2]}`])
  without(100)
  const cut = baselineDifferences(own, FILES)
  expect([cut.length, cut.at(-1)]).toEqual([41, 'and 61 more lines'])
})

test('a folder compared with the baseline of the code is equal in every row', async () => {
  await desk.run('run', 'tutorial', '--clock', 'virtual', '--out', 'mine')
  const { code, out } = await desk.run('compare', BASELINE, 'mine', '--suite', 'tutorial', '--out', 'compared')
  expect([code, out]).toEqual([0, expect.stringMatching(/^(\d+) gate series: .* \1 equal\. Exact figures/)])
})
