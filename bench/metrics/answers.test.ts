import { describe, expect, test } from 'vitest'
import { addAnswers, answersText } from './answers.ts'
import type { AnswerCounts, ProxyCounts } from './result.ts'
import { phaseResult, runResult } from './testing.ts'
import { NONE_THROWN } from './thrown.ts'
import { judge } from './validity.ts'
import { validitySchema } from './validity-bounds.ts'

const answersOf = (answers: Partial<AnswerCounts>) => ({ statuses: {}, unanswered: {}, resent: 0, ...answers })

/** Status and doubts of a run that was answered so. */
function judged(
  answers: Partial<AnswerCounts> | undefined,
  { attempts = 10, interrupted = false, notSent = 0, proxy = undefined as ProxyCounts | undefined } = {},
) {
  const phases = [phaseResult({ requests: 10, outcomes: { ok: 10 }, attempts: { first: attempts } })]
  const result = runResult({ phases, ...(answers && { answers: answersOf(answers) }), ...(proxy && { proxy }) })
  const rest = { errors: NONE_THROWN, attemptsUnsure: 0, attemptsNotSent: notSent, interrupted, notRemoved: [] }
  const { status, warnings } = judge({ result, ...rest }, validitySchema.parse({}))
  return [status, ...warnings.map(({ message, advice }) => `${message} ${advice}`)]
}

const BY_HAND = 'Call the URL once by hand, with the same method and headers: `curl -i`.'

test('one success is enough, and a model needs none: it may collapse from the first request on', () => {
  expect(judged({ statuses: { 200: 1, 503: 500 }, unanswered: { reset: 500 } })).toEqual(['valid'])
  expect(judged({ statuses: { 399: 1 }, unanswered: { reset: 500 } }).slice(0, 1)).toEqual(['valid'])
  expect(judged(undefined)).toEqual(['valid'])
})

test.each([
  [{ 401: 10 }, '401: 10', 'Give the credentials in `headers` of the target.'],
  [{ 404: 10 }, '404: 10', 'Correct the path of the URL.'],
  [{ 405: 7, 500: 3 }, '405: 7, 500: 3', 'Give the `method` that the service expects.'],
  [{ 400: 10 }, '400: 10', BY_HAND],
])('no answer but errors %j: not judged', (statuses, text, advice) => {
  expect(judged({ statuses })).toEqual([
    'invalid',
    `No attempt succeeded: every answer was an error (${text}). ${advice}`,
  ])
})

test.each([
  [
    { refused: 10 },
    'refused: 10',
    'Nothing listens at that address: start the service, or correct the port of the URL.',
  ],
  [
    { closed: 1, 'certificate not trusted': 9 },
    'certificate not trusted: 9, closed: 1',
    'Name the file of the authority that issued it, or of the certificate itself, in `tls.ca` of the target.',
  ],
  [
    { 'tls: alert handshake failure': 10 },
    'tls: alert handshake failure: 10',
    'The service and Node agree on no version or cipher of TLS.',
  ],
  [{ ESOMETHING: 10 }, 'ESOMETHING: 10', BY_HAND],
])('no answer at all %j: not judged', (unanswered, text, advice) => {
  expect(judged({ unanswered })).toEqual(['invalid', `No attempt got an answer (${text}). ${advice}`])
})

test('an interrupted run may have been answered later', () => {
  expect(judged({ unanswered: { closed: 10 } }, { interrupted: true })).toEqual(['partial'])
  expect(judged({ statuses: { 500: 10 } }, { interrupted: true })).toEqual(['partial'])
})

test('nothing was sent: a policy rejected all, or the generator could not send', () => {
  expect(judged({}, { attempts: 0 })).toEqual([
    'invalid',
    'No attempt was sent. A policy turned all requests away before they were sent: correct it.',
  ])
  expect(judged({ unanswered: { 'generator: no port left': 10 } }, { notSent: 10 })).toEqual([
    'invalid',
    '10 attempts could not be sent, generator: no port left. What these attempts show is not the target. Connections are opened and closed too fast: lower the rate, or let the service keep them.',
  ])
})

test('answers that this client cannot read are no failures of the target', () => {
  expect(judged({ statuses: { 200: 9 }, unanswered: { 'headers too large': 1 } })).toEqual([
    'invalid',
    'Answers that could not be read: headers too large 1. Node reads at most 16 kB of headers. More: NODE_OPTIONS=--max-http-header-size=65536.',
  ])
})

test('redirects and closed idle connections are notes', () => {
  expect(judged({ statuses: { 200: 5, 301: 1, 302: 4, 304: 3 } })).toEqual([
    'valid',
    'Redirects count as successes and are not followed (301: 1, 302: 4). Give the URL that they lead to.',
  ])
  expect(judged({ statuses: { 304: 10 } })).toEqual(['valid'])
  expect(judged({ statuses: { 200: 100 }, unanswered: { 'idle connection closed': 2 }, resent: 3 })).toEqual([
    'valid',
    'Idle connections that the target closed while an attempt was on its way: 5 (sent again: 3, failed: 2). Let the target keep idle connections longer, or set `reuseConnections: false`.',
  ])
})

test('more closed connections than idling explains make a run invalid: 5 % do not yet', () => {
  const of = (resent: number) => judged({ statuses: { 200: 100 }, resent })
  expect(of(5)[0]).toBe('valid')
  expect(of(6).slice(0, 2)).toEqual([
    'invalid',
    'The target closed the connection under 6.0 % of the attempts, more than idle connections explain (5 %). Set `reuseConnections: false`: then each connection that the target closes under an attempt is a failure.',
  ])
})

test('connections that the service closes under the fault proxy count as those that it closes under the client', () => {
  const counts = { connections: 1, requests: 120, answered: 100, notPassed: 0, injected: { refused: 20 } }
  const rest = { bytesToService: 0, bytesFromService: 0, loopDelayP99Ms: 0, addedMaxMs: 0 }
  const of = (resent: number) =>
    judged(
      { statuses: { 200: 100 }, unanswered: { 'injected refused': 20 } },
      { proxy: { ...counts, ...rest, passed: 100, resent } },
    )
  expect(of(0)).toEqual(['valid'])
  expect(of(5)).toEqual([
    'valid',
    'Idle connections that the target closed while an attempt was on its way: 5 (sent again: 5, failed: 0). Let the target keep idle connections longer, or set `reuseConnections: false`.',
  ])
  expect(of(6).slice(0, 2)).toEqual([
    'invalid',
    expect.stringContaining('The target closed the connection under 6.0 % of the attempts'),
  ])
})

test('answers add up by name, and are shown as statuses in order, then reasons by how many', () => {
  const sum = addAnswers([
    answersOf({ statuses: { 200: 1, 302: 2 }, unanswered: { closed: 1 }, resent: 1 }),
    answersOf({ statuses: { 200: 3 }, unanswered: { reset: 5 }, resent: 2 }),
  ])
  expect(sum).toEqual({ statuses: { 200: 4, 302: 2 }, unanswered: { closed: 1, reset: 5 }, resent: 3 })
  expect(answersText(sum!)).toBe('200: 4, 302: 2, reset: 5, closed: 1')
  expect(addAnswers([])).toBeUndefined()
})

test('an answer that is not as expected is no success, and an expected error is one', () => {
  expect(judged({ statuses: { 200: 10 }, unexpected: { 'unexpected body': 9 } })).toEqual(['valid'])
  expect(judged({ statuses: { 404: 10 }, unexpected: {} })).toEqual(['valid'])
  expect(judged({ statuses: { 200: 7, 404: 3 }, unexpected: { 'unexpected body': 7, 'http 404': 3 } })).toEqual([
    'invalid',
    `No attempt succeeded: no answer was as expected (200: 7, 404: 3; unexpected body: 7). Correct \`expect\` of the target, or its request. ${BY_HAND}`,
  ])
  expect(judged({ statuses: { 404: 3 }, unexpected: { 'http 404': 3 } })[1]).toContain(
    'every answer was an error (404: 3)',
  )
})

test('a redirect that is not expected is no success, so no note says so', () => {
  expect(judged({ statuses: { 200: 1, 302: 9 }, unexpected: { 'unexpected status 302': 9 } })).toEqual(['valid'])
})

test('unexpected answers of several clients are added', () => {
  const answers = (count: number) => answersOf({ statuses: { 200: count }, unexpected: { 'unexpected body': count } })
  expect(addAnswers([answers(1), answers(2)])).toEqual(answers(3))
  expect(addAnswers([answersOf({})])).toEqual(answersOf({}))
})

describe('calls of a function', () => {
  const calls = (ok: number) => ({ calls: { ok, blockedMsMax: 1 } })

  test('one that ended well is enough; if none did, the run is invalid', () => {
    expect(judged({ unanswered: { 'Error ECONNREFUSED': 9 }, ...calls(1) })).toEqual(['valid'])
    expect(judged({ unanswered: { 'Error ECONNREFUSED': 10 }, ...calls(0) })).toEqual([
      'invalid',
      'No call succeeded (Error ECONNREFUSED: 10). Call the function once by hand, with what `setup` returns, and print its error.',
    ])
  })

  test('without a promise the end of a call cannot be seen', () => {
    expect(judged({ unanswered: { 'no promise returned': 1 }, ...calls(9) })).toEqual([
      'invalid',
      'Answers that could not be read: no promise returned 1. `target.call` must return a promise that ends with the attempt, as an async function does.',
    ])
  })

  test('calls that never settle are noted', () => {
    expect(judged({ unanswered: { 'never settled': 2 }, ...calls(8) })).toEqual([
      'valid',
      'Calls that had not settled 2 s after the end of the run: 2. They go on beside the next run. Let `target.call` give up when its `signal` is given.',
    ])
  })

  test('those of several clients are added, and the longest block is that of any', () => {
    const one = answersOf({ unanswered: { Error: 1 }, calls: { ok: 2, blockedMsMax: 3 } })
    const other = answersOf({ unanswered: { Error: 1 }, calls: { ok: 5, blockedMsMax: 1 } })
    const sum = answersOf({ unanswered: { Error: 2 }, calls: { ok: 7, blockedMsMax: 3 } })
    expect(addAnswers([one, other])).toEqual(sum)
    expect(answersText(sum)).toBe('ok: 7, Error: 2')
  })
})
