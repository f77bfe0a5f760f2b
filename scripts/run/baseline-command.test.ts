import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readBaseline } from '../../reports/baseline.ts'
import { samplesCsv } from '../../reports/csv.ts'
import { Desk } from '../testing.ts'
import { ADVICE, baselineDifferences, checkBaseline, currentBaseline, writeBaseline } from './baseline-command.ts'

const BASELINE = fileURLToPath(new URL('../../reports/baseline', import.meta.url))
/** Simulated once: it takes seconds. */
const FILES = currentBaseline()
const desk = new Desk()
afterAll(() => desk.remove())

test('reports/baseline matches the code', () => {
  expect(baselineDifferences(BASELINE, FILES), ADVICE).toEqual([])
})

test('the figures of the baseline read back as they are written', () => {
  const text = readFileSync(join(BASELINE, 'samples.csv'), 'utf8')
  expect(samplesCsv(readBaseline(BASELINE).samples)).toBe(text)
})

test('a baseline is written where none is told, twice the same bytes; a change in it is found', async () => {
  expect(await desk.run('baseline')).toMatchObject({ code: 0, out: expect.stringContaining('samples.csv') })
  const folder = join(desk.folder, 'baseline')
  for (const [name, text] of FILES) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text)
  const file = join(folder, 'samples.csv')
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'response_p50,us,lower,exact,1,7,2000,',
      'response_p50,us,lower,exact,1,7,2000,9',
    ),
  )
  const { code, err } = await desk.run('baseline', '--check')
  expect([code, err]).toEqual([1, expect.stringMatching(/samples\.csv, line \d+\n-.*response_p50.*\n\+.*response_p50/)])
  expect(err).toContain('npm run baseline')
})

test('what matches is not written again; a file that is missing is told', () => {
  const path = desk.file('again/empty', '')
  const folder = dirname(path)
  const told = { out: '', err: '' }
  const console = {
    out: (text: string) => {
      told.out += text
    },
    err: (text: string) => {
      told.err += text
    },
    outWidth: undefined,
    errWidth: undefined,
  }
  const teller = { console, resolvePath: (name: string) => join(desk.folder, name) }
  rmSync(path)
  expect(checkBaseline(folder, FILES, teller)).toBe(1)
  expect(told.err).toContain('plans.json: is missing')
  expect(writeBaseline(folder, FILES, teller)).toBe(0)
  expect(told.out).toBe('written to again: plans.json, samples.csv, report.md (git diff again shows what changed)\n')
  told.out = ''
  expect([writeBaseline(folder, FILES, teller), checkBaseline(folder, FILES, teller)]).toEqual([0, 0])
  expect(told.out).toBe('again matches the code\n'.repeat(2))
})

test('lines that are gone do not make the others differ; what is too long is cut', () => {
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
  await desk.run('run', 'burst', '--clock', 'virtual', '--out', 'mine')
  const { code, out } = await desk.run('compare', BASELINE, 'mine', '--suite', 'burst', '--out', 'compared')
  expect([code, out]).toEqual([0, expect.stringMatching(/^(\d+) gate series: .* \1 equal\. Exact figures/)])
})
