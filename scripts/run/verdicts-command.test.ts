import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { type VerdictsData, verdictsDataOf } from '../../bench/verify/corpus/tally.ts'
import { Desk } from '../testing.ts'
import { concluded } from './verdicts-command.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('verdicts that hold at each cut end with 0, and the document has each answer', async () => {
  const file = desk.file('verdicts.json', '')
  const { code, out, err } = await desk.run(
    ...['verdicts', 'pause-and-0-retries', 'breaker-still-open', '--seeds', '2', '--out', file, '--quiet'],
  )
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('0 of 36 answers are opposite (95 %: at most 9.64 %).')
  const { systems } = JSON.parse(readFileSync(file, 'utf8')) as VerdictsData
  expect(systems.map(({ name }) => name)).toEqual([
    'breaker-still-open/open-for-60-s',
    'breaker-still-open/open-for-5-s',
    'pause-and-0-retries',
  ])
  // The breaker is open for 60 s: until it closes nobody knows.
  expect(systems[0]!.courses[0]).toEqual({
    seed: 7,
    verdicts: ['undecided', 'undecided', 'slow', 'slow', 'slow', 'slow'],
  })
})

const data = verdictsDataOf(
  [
    {
      name: 'drain',
      kind: 'closed forms',
      end: 'back',
      why: 'it drains',
      courses: [
        { seed: 7, verdicts: ['undecided', 'slow'] },
        { seed: 8, verdicts: ['metastable', 'slow'] },
      ],
    },
  ],
  { cutsS: [30, 60], firstSeed: 7, seeds: 2 },
)

function conclude(missing: number) {
  const lines: string[] = []
  const add = (text: string) => lines.push(text)
  const console = { out: add, err: add, outWidth: undefined, errWidth: undefined }
  return { code: concluded(data, { json: false, missing }, console), text: lines.join('') }
}

test('an opposite answer ends with 1 and is named with its seed and cut', () => {
  const { code, text } = conclude(0)
  expect(code).toBe(1)
  expect(text).toBe(
    [
      'system  seeds  theory  at 30 s  at 60 s  because',
      'drain       2  back    1 down   2 back   it drains',
      '',
      'Share undecided at each cut:',
      '',
      'systems of    systems  courses  answers  opposite  at 30 s  at 60 s',
      'closed forms        1        2        4         1     50 %      0 %',
      'all                 1        2        4         1     50 %      0 %',
      '',
      '1 of 4 answers are opposite (95 %: at most 69.94 %):',
      '- drain, seed 8, at 30 s: metastable, and it is back',
      '',
    ].join('\n'),
  )
})

test('an interrupted measurement prints what it has', () => {
  const { code, text } = conclude(3)
  expect(code).toBe(130)
  expect(text).toContain('1 of 4 answers are opposite')
  expect(text).toContain('interrupted: 3 courses are missing\n')
})

test('an unknown system is a mistake, and the likely name is given', async () => {
  const { code, out, err } = await desk.run('verdicts', 'retrystorm')
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe('verdicts: no system has the name "retrystorm"; did you mean retry-storm?\n')
})
