import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { STORM } from '../../bench/study/testing.ts'
import { Desk } from '../testing.ts'

const desk = new Desk()
afterAll(() => desk.remove())
const suite = desk.file('suite.json', STORM)

test('--hysteresis prints up to which load each arm is good on the way up, and from which on the way down', async () => {
  const loop = ['map', suite, '--hysteresis', '--x', 'rho=0.1,0.6,1.5', '--seeds', '1', '--quiet']
  const { code, out } = await desk.run(...loop, '--out', 'loop')
  expect(code).toBe(0)
  expect(out).toContain('small-storm: load up to 1.5 of the capacity and down again, 20 s each\n')
  const row = (arm: string) =>
    out
      .split('\n')
      .find((line) => line.startsWith(arm))
      ?.split(/\s+/)
  // Bad from 300/s on the way up; with retries at 120/s still on the way down.
  expect([row('naive'), row('once')]).toEqual([
    ['naive', '300', '120', '100'],
    ['once', '300', '300', '0'],
  ])
  expect(readdirSync(join(desk.folder, 'loop'))).toEqual(['hysteresis.csv', 'hysteresis.svg'])
  expect(readFileSync(join(desk.folder, 'loop/hysteresis.csv'), 'utf8').split('\n').slice(0, 3)).toEqual([
    'arm,direction,offered_per_second,goodput_per_second',
    'naive,up,20.000,20.000',
    'naive,up,120.000,120.000',
  ])
})

test('--critical prints the smallest trigger at which an arm collapses, or that there is none', async () => {
  const { code, out } = await desk.run('map', suite, '--critical', '--y', 'trigger=50ms,1s', '--seeds', '1', '--quiet')
  expect(code).toBe(0)
  expect(out).toContain('small-storm: smallest trigger at which at least half of the seeds collapse (1)\n')
  const row = (arm: string) =>
    out
      .split('\n')
      .find((line) => line.startsWith(arm))
      ?.split(/ {2,}/)
  // After a second without capacity 100 requests wait; of 200/s that are served 100/s are new.
  expect(row('once')).toEqual(['once', 'none up to 1000', '0 %, 1.0 s'])
  const [, critical, below] = row('naive')!
  const found = Number(critical)
  // The queue then holds as much work as a client waits for: 100 ms.
  expect([found > 100, found < 400, below]).toEqual([true, true, '0 %'])
})

test('--critical finds the load that a queue never gets over, and prints from where on an arm is undecided: bad before its trigger', async () => {
  const critical = ['map', suite, '--critical', '--seeds', '1', '--quiet', '--arm', 'once', '--y']
  const row = async (range: string) =>
    (await desk.run(...critical, range)).out.split('\n').find((line) => /^once/.test(line))
  // 1.5 is undecided. At 1 and a little below, what waits never gets less.
  expect((await row('rho=0.1,1.5'))?.split(/ {2,}/)).toEqual(['once', '1', '0 %, 23.0 s'])
  expect((await row('rho=1.1,1.5'))?.split(/ {2,}/)).toEqual(['once', 'undecided from 1.1', '-'])
})

test('--decide-cap ends a search where the horizon of the suite lies beyond it: what stays down is undecided', async () => {
  const critical = ['map', suite, '--critical', '--y', 'trigger=50ms,1s', '--seeds', '1', '--quiet', '--arm', 'naive']
  const found = async (cap: string) => (await desk.run(...critical, '--decide-cap', cap)).out.includes('undecided from')
  // Its horizon is 20 s, and its plan goes on for 12 s after the trigger.
  expect([await found('19s'), await found('20s')]).toEqual([true, false])
})

test.each([
  [['--hysteresis', '--x', 'target.slots=1,2'], '--x: must be rho for --hysteresis, got "target.slots"'],
  [['--hysteresis', '--x', 'rho=-1,1'], 'load.stages[0].rho: must be at least 0, got -1'],
  [
    ['--critical', '--y', 'trigger=1s'],
    '--y: must be a range above 0 for --critical, such as trigger=100ms:60s:2, got 1000 to 1000',
  ],
  [
    ['--critical', '--y', 'target.slots=1,2', '--horizon', '3s'],
    '--horizon: must be later than the end of the trigger at 3000 ms, got 3000',
  ],
  [['--critical', '--out', 'x'], '--out: must not be given with --critical'],
  [['--critical', '--decide-cap', '0'], '--decide-cap: must be a span above 0, such as 500ms, 20s or 2m, got "0"'],
  [['--critical', '--arm', 'x'], '--arm: must be one of naive, once, got "x"'],
])('a mistake is answered and nothing is written: %j', async (argv, message) => {
  const { code, out, err } = await desk.run('map', suite, ...argv)
  expect(err).toContain(message)
  expect([code, out, readdirSync(desk.folder).includes('x')]).toEqual([2, '', false])
})
