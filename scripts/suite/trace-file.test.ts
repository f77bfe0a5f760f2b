import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cellsOf } from '../../bench/cell.ts'
import { parseSuite } from '../../bench/parse-suite.ts'
import { Desk, SMALL_SUITE } from '../testing.ts'
import { plansOf } from './suite-info.ts'
import { readTraceFile } from './trace-file.ts'

const desk = new Desk()
afterAll(() => desk.remove())

test('a file is read piece by piece, also where a piece ends within a line', async () => {
  const times = Array.from({ length: 30_000 }, (_, i) => i * 1.25)
  expect(await readTraceFile(desk.file('long.csv', `due_ms\n${times.join('\n')}`))).toEqual(times)
})

test('a folder, device or pipe is refused before it is opened', async () => {
  execFileSync('mkfifo', [join(desk.folder, 'pipe')])
  await expect(readTraceFile('/dev/zero')).rejects.toThrow('must be a file, got a device or pipe')
  await expect(readTraceFile(join(desk.folder, 'pipe'))).rejects.toThrow('must be a file, got a device or pipe')
  await expect(readTraceFile(desk.folder)).rejects.toThrow('must be a file, got a folder')
  await expect(readTraceFile(join(desk.folder, 'missing.csv'))).rejects.toThrow('no such file')
})

test('a file without lines is refused', async () => {
  const file = desk.file('binary.csv', '0'.repeat(300_000))
  await expect(readTraceFile(file)).rejects.toThrow('must have lines of at most 100000 characters')
})

test('a mistake in a trace ends with 2 and names file and line, and nothing is written', async () => {
  desk.file('epoch.csv', '1700000000000\n'.repeat(20_000))
  const suite = desk.file('suite.json', { ...SMALL_SUITE, load: { trace: { file: 'epoch.csv' } } })
  const { code, out, err } = await desk.run('run', suite, '--clock', 'virtual', '--out', 'out')
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe(
    'load.trace.file: epoch.csv: line 1: a due time must be at most 86400000 ms from the start of the run; ' +
      'this is a time since 1970, so subtract the first one from all, got "1700000000000"\n',
  )
})

test('the plan of a trace is a hash over all its due times, however many', () => {
  const timesMs = Array.from({ length: 25_000 }, (_, i) => i / 4)
  const [cell] = cellsOf(parseSuite({ ...SMALL_SUITE, load: { trace: { timesMs } } }))
  const { load, target, faults, deadlineMs, drainMs, recoverWithinMs, collapseAfterMs, pacing } = cell!
  const text = JSON.stringify({ load, target, faults, deadlineMs, drainMs, recoverWithinMs, collapseAfterMs, pacing })
  expect(plansOf([cell!])).toEqual({ 'small/default': createHash('sha256').update(text).digest('hex') })
})
