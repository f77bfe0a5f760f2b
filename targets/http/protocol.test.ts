import { expect, test } from 'vitest'
import { outcomeOf, readAttempt, statusOf, writeAttempt } from './protocol.ts'

test('the attempt header is read as it was written; a malformed one is undefined', () => {
  expect(readAttempt(writeAttempt(12, 3, 80.5), 100)).toEqual({ request: 12, attempt: 3, expiresMs: 180.5 })
  expect(readAttempt(writeAttempt(12, 3, Number.POSITIVE_INFINITY), 100)?.expiresMs).toBe(Number.POSITIVE_INFINITY)
  expect(readAttempt('request=x, attempt=1', 0)).toBeUndefined()
  expect(readAttempt(undefined, 0)).toBeUndefined()
})

test('every reason of a target survives its status code', () => {
  for (const reason of ['error', 'outage', 'full', 'expired', 'shed', 'downstream']) {
    expect(outcomeOf(statusOf({ kind: 'failed', reason }), 0, true)).toEqual({ kind: 'failed', reason })
  }
  expect(outcomeOf(503, 0, false)).toEqual({ kind: 'failed', reason: 'http 503' })
  expect(outcomeOf(204, 5, true)).toEqual({ kind: 'ok', busyMs: 5 })
})
