import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadDurationMs } from '../../load/load.ts'
import { triggerSpan } from '../../load/trigger.ts'
import { SUITES } from '../../suites/catalogue.ts'
import { lengthened } from '../../twin/pair.ts'
import { answersOf, sideOf } from './answers.ts'
import { CORPUS } from './corpus.ts'
import { NULL_SEEDS, NULL_TRIGGERS } from './null-triggers.ts'
import { KINDS } from './system.ts'

const named = (name: string) => CORPUS.find((system) => system.name === name)!
const sidesOf = (name: string, seed: number, cutsS: readonly number[]) =>
  answersOf(named(name), seed, cutsS).map(({ verdict }) => sideOf(verdict))

test('each system has a unique name, and stands with its kind', () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length)
  expect([...new Set(CORPUS.map(({ kind }) => kind))]).toEqual(KINDS)
})

test('the documentation counts the systems of each kind', () => {
  const text = readFileSync(new URL('../../../docs/verdicts.md', import.meta.url), 'utf8')
  const rows = KINDS.map((kind) => {
    const own = CORPUS.filter((system) => system.kind === kind)
    return `| ${kind} | ${own.length} | ${own.filter(({ end }) => end !== undefined).length} |`
  })
  for (const row of rows) expect(text).toContain(row)
})

test('the load of each system reaches its longest cut', () => {
  const short = CORPUS.filter(({ cell, lastCutS }) => {
    const endMs = loadDurationMs(lengthened(cell, lastCutS).load)
    return endMs < triggerSpan(cell)!.toMs + 1000 * lastCutS
  })
  expect(short).toEqual([])
})

test('each shipped suite with a trigger and a rate after it is there', () => {
  const shipped = new Set(CORPUS.filter(({ kind }) => kind === 'shipped suites').map(({ cell }) => cell.suite))
  const others = SUITES.map(({ name }) => name).filter((name) => !shipped.has(name))
  // One load ends in its trigger, and two suites have none.
  expect(others).toEqual(['tutorial', 'poison-message', 'visibility-timeout'])
})

test('a client that goes down for 10 of 30 s four times comes back, one that does it for ever does not', () => {
  expect(sidesOf('down-10-of-30-s-4-times', 7, [60, 240])).toEqual(['undecided', 'back'])
  expect(sidesOf('down-10-of-30-s', 7, [60, 240, 480])).toEqual(['undecided', 'undecided', 'down'])
})

test('an emptied cache in front of a tenth of the load stays cold', () => {
  expect(sidesOf('cold-cache/emptied', 7, [240, 480])).toEqual(['undecided', 'down'])
  expect(sidesOf('cold-cache/kept', 7, [240])).toEqual(['back'])
})

const SEEDS = [7, 8, 9]

test.each(NULL_TRIGGERS.filter(({ seedsMin }) => seedsMin === NULL_SEEDS))('$name is no collapse', (system) => {
  const verdicts = SEEDS.flatMap((seed) => answersOf(system, seed, [30, 60])).map(({ verdict }) => sideOf(verdict))
  expect(verdicts).toEqual(Array.from({ length: 2 * SEEDS.length }, () => 'back'))
})

test('a run whose twin is down by chance for a moment is judged again: with seed 20, 6 s after a trigger that does nothing', () => {
  expect(sidesOf('no-trigger-one-worker-at-rho-0.95', 20, [6, 30])).toEqual(['undecided', 'back'])
})

test('a system that chance sends down anyway: metastable where its twin is up at the horizon, else undecided', () => {
  expect(sidesOf('burst-over-5', 2026113000, [240, 480])).toEqual(['undecided', 'down'])
  expect(sidesOf('burst-over-5', 7, [240, 480])).toEqual(['undecided', 'undecided'])
})
