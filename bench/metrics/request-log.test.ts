import { expect, test } from 'vitest'
import { RequestLog } from './request-log.ts'

test('a request is good when it succeeded in time, and in no other case', () => {
  const log = new RequestLog()
  for (const id of [0, 1, 2]) log.hear(10 * id, id, 'start')
  log.hear(30, 0, 'ok')
  log.hear(30, 1, 'timeout')
  expect([log.isGood(0, 30), log.isGood(0, 29.9), log.isGood(1, 100), log.isGood(2, 100)]).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect([log.open, log.endedBy(0, 30), log.endedBy(0, 29.9), log.endedBy(2, 100)]).toEqual([1, 30, Infinity, Infinity])
})

test('an end counts once', () => {
  const log = new RequestLog()
  log.hear(0, 0, 'start')
  log.hear(5, 0, 'failed')
  log.hear(6, 0, 'ok')
  expect([log.open, log.endedMs[0], log.isGood(0, 100)]).toEqual([0, 5, false])
})

test('ids that were left out are gaps, and later ids are not there', () => {
  const log = new RequestLog()
  log.hear(7, 2, 'start')
  expect([log.count, log.has(0), log.has(1), log.has(2), log.has(3)]).toEqual([3, false, false, true, false])
  expect(log.isGood(3, 100)).toBe(false)
})

test('a log keeps its entries when it grows', () => {
  const log = new RequestLog()
  for (let id = 0; id < 5000; id++) {
    log.hear(id, id, 'start')
    log.hear(id + 0.5, id, id % 2 === 0 ? 'ok' : 'failed')
  }
  const ids = Array.from({ length: 5000 }, (_, id) => id)
  expect(log.count).toBe(5000)
  expect(ids.every((id) => log.plannedMs[id] === id && log.endedMs[id] === id + 0.5)).toBe(true)
  expect(ids.every((id) => log.isGood(id, 1) === (id % 2 === 0))).toBe(true)
})
