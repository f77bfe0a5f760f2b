import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../bench/core/config-error.ts'
import { runData } from '../data/testing.ts'
import { renderBaseline } from './baseline.ts'
import { readResults } from './read-results.ts'
import { ResultFolder } from './write.ts'

const root = mkdtempSync(join(tmpdir(), 'stormbench-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const data = runData({ plans: { 'burst/-': 'abc' } })

test('a folder with a run.json is a run', () => {
  const path = join(root, 'run')
  const folder = ResultFolder.open(path)
  folder.save(data)
  folder.release()
  expect(readResults(path)).toEqual({ kind: 'run', data })
})

test('one without is a baseline', () => {
  const path = join(root, 'baseline')
  mkdirSync(path)
  for (const [name, text] of renderBaseline(data)) writeFileSync(join(path, name), text)
  expect(readResults(path)).toEqual({ kind: 'baseline', plans: { 'burst/-': 'abc' }, samples: [] })
})

test('a folder that is neither is refused', () => {
  expect(() => readResults(root)).toThrow(ConfigError)
  expect(() => readResults(root)).toThrow('must be a result folder with a run.json, or a baseline with a plans.json')
})
