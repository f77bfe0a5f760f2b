import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RunData } from '../../reports/data/run-data.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('with --clock both the runs over HTTP are judged, in YAML as in JSON', async () => {
  const load = { ...SMALL_SUITE, load: '100ms@100', thresholds: undefined }
  const suite = desk.file(
    'suite.yaml',
    `${JSON.stringify(load).slice(0, -1)}, thresholds: { requests: ['count==10'] } }`,
  )
  const { code } = await desk.run('run', suite, '--clock', 'both', '--out', 'out')
  const { runs, thresholds } = JSON.parse(readFileSync(join(desk.folder, 'out', 'run.json'), 'utf8')) as RunData
  expect(runs.map(({ clock }) => clock)).toEqual(['real', 'real'])
  expect([code, thresholds.map(({ arm, measured, verdict }) => `${arm} ${measured} ${verdict}`)]).toEqual([
    ...[0, ['rpc 10 ok', 'queue 10 ok']],
  ])
})
