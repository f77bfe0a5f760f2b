import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { projectAt } from '../project/find-project.ts'
import { captured, Desk, SMALL_SUITE } from '../testing.ts'
import { doctorCommand } from './doctor-command.ts'
import { type Finding, fine, type Sign } from './finding.ts'
import { packageFindings } from './package-findings.ts'
import { resultsFinding } from './place-findings.ts'
import { projectFindings } from './suite-findings.ts'

const desk = new Desk()
afterAll(() => desk.remove())

const finding = (sign: Sign): Finding => ({
  check: sign,
  sign,
  found: 'it is so',
  advice: sign === 'ok' ? '' : 'Do it.',
})

async function doctor(signs: readonly Sign[], json = false) {
  const { console, printed } = captured()
  const checks = signs.map((sign) => async () => [finding(sign)])
  return { code: await doctorCommand(checks, json, console), ...printed }
}

test.each<[Sign[], number, string]>([
  [[], 0, 'Runs are possible here.'],
  [['ok', 'note'], 0, 'Runs are possible here.'],
  [['doubtful', 'ok'], 3, 'A run here may be invalid.'],
  [['impossible', 'doubtful'], 4, 'A run here cannot start, or not with every suite.'],
])('the worst of %j gives exit code %d', async (signs, code, verdict) => {
  const { out, ...result } = await doctor(signs)
  expect([result.code, out.trimEnd().split('\n').at(-1)]).toEqual([code, verdict])
})

test('a table has the findings, and lines below it the advice', async () => {
  expect((await doctor(['ok', 'doubtful'])).out).toBe(
    [
      '          check     found',
      'ok        ok        it is so',
      'doubtful  doubtful  it is so',
      '',
      'doubtful: Do it.',
      '',
      'A run here may be invalid.',
      '',
    ].join('\n'),
  )
})

test('--json has the findings and the worst sign', async () => {
  expect(JSON.parse((await doctor(['ok', 'note'], true)).out)).toEqual({
    schema: 1,
    worst: 'note',
    findings: [finding('ok'), finding('note')],
  })
})

test('each suite that cannot be read is found, with its first mistake', async () => {
  const own = new Desk()
  own.file('bench/good.suite.json', SMALL_SUITE)
  own.file('bench/bad.suite.json', { ...SMALL_SUITE, repeets: 3, seed: -1 })
  own.file('bench/throws.suite.mjs', 'throw new Error("no suite today")')
  const findings = await projectFindings(() => projectAt(own.folder, own.folder))
  expect(findings.map(({ check, sign, found }) => [check, sign, found.replaceAll(own.folder, '')])).toEqual([
    ['project', 'ok', ', 3 suites'],
    ['suite', 'impossible', `${join('bench', 'bad.suite.json')}: seed: must be at least 0, got -1 (and 1 more)`],
    ['suite', 'impossible', expect.stringContaining('no suite today')],
    ['results', 'ok', join('/', 'stormbench-results')],
    ['git', 'note', 'no commit'],
  ])
  own.remove()
})

test('a broken configuration is a finding', async () => {
  desk.file('broken/stormbench.config.json', '{"result":"r"}')
  const findings = await projectFindings(() => projectAt(join(desk.folder, 'broken'), desk.folder))
  expect(findings).toEqual([
    expect.objectContaining({
      check: 'project',
      sign: 'impossible',
      found: expect.stringContaining('did you mean results?'),
    }),
  ])
})

test('a results folder below a file cannot be written', () => {
  const file = desk.file('taken', '')
  expect(resultsFinding({ results: join(desk.folder, 'new', 'results') }).sign).toBe('ok')
  expect(resultsFinding({ results: join(file, 'results') }).sign).toBe('impossible')
})

test('an installed package outside its range is doubtful, and one that is not installed is no finding', () => {
  const versions: Record<string, string> = { a: '1.5.0', b: '2.0.0' }
  const found = (wanted: Record<string, string>) => packageFindings(wanted, (name) => versions[name])
  expect(found({ a: '^1.2.3', c: '^1.0.0' })).toEqual([fine('packages', 'a 1.5.0')])
  expect(found({ a: '^1.2.3', b: '^1.2.3' })).toEqual([
    { check: 'packages', sign: 'doubtful', found: 'b 2.0.0, tested with ^1.2.3', advice: 'npm install "b@^1.2.3"' },
  ])
  expect(found({ c: '^1.0.0' })).toEqual([fine('packages', 'none of the optional ones')])
})
