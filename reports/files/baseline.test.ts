import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { series } from '../compare/side.testing.ts'
import { samplesCsv } from '../data/csv.ts'
import { BASELINE_SCHEMA, readBaseline } from './baseline.ts'

const SAMPLES = series([9500])
const folder = mkdtempSync(join(tmpdir(), 'stormbench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  [
    'no plans.json',
    undefined,
    'no-plans-json: must be a result folder with a run.json, or a baseline with a plans.json',
  ],
  ['no JSON', '{', 'plans.json: must be JSON: '],
  ['null', 'null', `plans.json: must have schema ${BASELINE_SCHEMA}, got nothing`],
  ['another schema', '{"schema": 0, "plans": {}}', `plans.json: must have schema ${BASELINE_SCHEMA}, got 0`],
  ['no plans', `{"schema": ${BASELINE_SCHEMA}}`, 'plans.json: plans: must be an object, got nothing'],
  [
    'a plan that is no hash',
    `{"schema": ${BASELINE_SCHEMA}, "plans": {"a/b": 1}}`,
    'plans.json: plans.a/b: must be a string, got 1',
  ],
  ['no samples', `{"schema": ${BASELINE_SCHEMA}, "plans": {}}`, 'samples.csv: must be a file, got nothing'],
])('a folder with %s is no baseline', (name, plans, message) => {
  const own = join(folder, name.replace(/\W/g, '-'))
  mkdirSync(own)
  if (plans !== undefined) writeFileSync(join(own, 'plans.json'), plans)
  expect(() => readBaseline(own)).toThrow(ConfigError)
  expect(() => readBaseline(own)).toThrow(message)
})

test('a baseline is its plans and its figures', () => {
  const own = join(folder, 'good')
  mkdirSync(own)
  writeFileSync(join(own, 'plans.json'), JSON.stringify({ schema: BASELINE_SCHEMA, plans: { 'burst/default': 'p' } }))
  writeFileSync(join(own, 'samples.csv'), samplesCsv(SAMPLES))
  expect(readBaseline(own)).toMatchObject({ plans: { 'burst/default': 'p' }, samples: SAMPLES })
})
