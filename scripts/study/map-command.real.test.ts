import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { STORM } from '../../bench/study/testing.ts'
import type { MapData } from '../../reports/map/map-data.ts'
import { Desk } from '../testing.ts'

const desk = new Desk()
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  desk.remove()
})

test('Ctrl-C ends a map with code 130: what is finished is written, and no process is left', async () => {
  const suite = desk.file('suite.json', { ...STORM, load: '60s@100' })
  const out = join(desk.folder, 'out')
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const hooks = new URL('../typescript.mjs', import.meta.url).href
  const grid = ['--x', 'rho=0.1:0.9:20', '--y', 'trigger=100ms:2s:20', '--seeds', '5']
  const child = spawn(process.execPath, ['--import', hooks, main, 'map', suite, ...grid, '--out', out], {
    env: { ...process.env, INIT_CWD: desk.folder },
    stdio: ['ignore', 'ignore', 'pipe'],
    // In its own process group, so that the test can look for processes that are left.
    detached: true,
  })
  started.push(child)
  let err = ''
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  // The first line of progress: one point is done.
  const ended = once(child, 'exit')
  while (!/[1-9]\d*\/800 points/.test(err) && child.exitCode === null) {
    await Promise.race([once(child.stderr, 'data'), ended])
  }
  process.kill(-child.pid!, 'SIGINT')
  const [code] = await ended
  expect(err).toContain('stopping; writing what was measured')
  expect(code).toBe(130)
  const data: MapData = JSON.parse(readFileSync(join(out, 'map.json'), 'utf8'))
  expect([data.status, data.cells.length > 0, data.cells.length < 800]).toEqual(['partial', true, true])
  const csv = readFileSync(join(out, 'map.csv'), 'utf8')
  expect(csv.trimEnd().split('\n').length).toBeGreaterThan(data.cells.length)
  expect(readdirSync(out).filter((name) => name.startsWith('.') || name.endsWith('.tmp'))).toEqual([])
  // The compiler that each thread started ends by itself once the thread is gone.
  await vi.waitFor(() => expect(() => process.kill(-child.pid!, 0)).toThrow('ESRCH'), 20_000)
  expect(err).not.toContain('Warning')
  expect(existsSync(join(desk.folder, 'stormbench-results'))).toBe(false)
})
