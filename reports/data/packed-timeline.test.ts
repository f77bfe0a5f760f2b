import { expect, test } from 'vitest'
import { windowRow } from '../../bench/metrics/testing.ts'
import { packTimeline, unpackTimeline } from './packed-timeline.ts'

const ROWS = [
  windowRow({ fromMs: 0, phase: 'warmup', offered: 70, p50Us: 900, queueAgeMs: 1 / 3 }),
  windowRow({ fromMs: 500, phase: 'baseline', offered: 69, attempts: 2 ** 30, targetInFlight: 0 }),
  windowRow({
    fromMs: 1000,
    phase: 'baseline',
    offered: 71,
    p50Us: 2 ** 32 - 1,
    queueAgeMs: 2,
    retries: 3,
    retriesAfter: { failed: 0, timeout: 3, rejected: 0 },
    inFlight: 4,
    open: 4,
  }),
]

test('a column is left out when nothing happened in it, and text when its values are whole', () => {
  const { phases, columns } = packTimeline(ROWS)
  expect(phases).toEqual([
    ['warmup', 1],
    ['baseline', 2],
  ])
  expect(Object.keys(columns)).toEqual([
    'offered',
    'attempts',
    'retriesAfter.timeout',
    'inFlight',
    'targetInFlight',
    'queueAgeMs',
    'p50Us',
  ])
  // 70, then one less, then two more: 1 + 140, 1 + 1, 1 + 4.
  expect(columns.offered).toBe('tECF')
  expect(columns.queueAgeMs).toEqual([1 / 3, 0, 2])
})

test('a column that is mostly the sum of others keeps only the rest: retries without a known reason, open requests that are no attempts', () => {
  expect(Object.keys(packTimeline([{ ...ROWS[2]!, retries: 4 }]).columns)).toContain('retries')
  expect(Object.keys(packTimeline([{ ...ROWS[2]!, open: 5 }]).columns)).toContain('open')
})

test('the rows read back exactly, from JSON too', () => {
  expect(unpackTimeline(packTimeline(ROWS), 500)).toEqual(ROWS)
  expect(unpackTimeline(JSON.parse(JSON.stringify(packTimeline(ROWS))), 500)).toEqual(ROWS)
  expect(unpackTimeline(packTimeline([]), 500)).toEqual([])
})

test.each([
  [{ columns: {} }, ['phases'], 'must be a list of a phase and how many windows it has'],
  [{ phases: [['baseline', 1_000_001]], columns: {} }, ['phases'], 'must be a list of a phase and how many'],
  [{ phases: [], columns: null }, ['columns'], 'must be an object'],
  [
    { phases: [['baseline', 2]], columns: { good: 'A' } },
    ['columns', 'good'],
    'must hold a value for each of 2 windows',
  ],
  [{ phases: [['baseline', 1]], columns: { good: '?' } }, ['columns', 'good'], 'must hold a value for each'],
])('%j is no timeline', (packed, path, message) => {
  expect(unpackTimeline(packed, 500)).toEqual({ path, message: expect.stringContaining(message) })
})
