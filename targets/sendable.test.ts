import { describe, expect, test } from 'vitest'
import { targetSchema } from './spec.ts'

const url = 'http://127.0.0.1:1/'
const mistakes = (headers: Record<string, string>, rest: object = {}) =>
  targetSchema
    .safeParse({ url, headers, ...rest })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

test.each([
  ['a line break', { a: 'b\n' }, 'must be one line'],
  ['a carriage return', { a: 'b\rc' }, 'must be one line'],
  ['a zero byte', { a: '\0' }, 'must have no control character and none beyond Latin-1'],
  ['an emoji', { a: '\u{1F600}' }, 'must have no control character and none beyond Latin-1'],
  ['a space in its name', { 'a b': 'c' }, 'must have a name of'],
  ['a line break in its name', { 'a\n': 'c' }, 'must have a name of'],
  ['a colon in its name', { 'a:': 'c' }, 'must have a name of'],
  ['Host', { Host: 'a' }, 'must be left out: the URL names the host'],
  ['Connection', { Connection: 'close' }, 'must be left out: `reuseConnections`'],
  ['Keep-Alive', { 'keep-alive': 'timeout=5' }, 'must be left out: `reuseConnections`'],
  ['Transfer-Encoding', { 'transfer-encoding': 'chunked' }, 'must be left out: the body is sent as a whole'],
  ['Upgrade', { upgrade: 'h2c' }, 'must be left out: the protocol does not change'],
  ['Expect', { expect: '100-continue' }, 'must be left out: the body is sent at once'],
  ['what numbers attempts', { 'X-Stormbench': 'a' }, 'must be left out: each attempt is numbered in it'],
])('a header with %s cannot be sent', (_, headers, rule) => {
  const [name] = Object.keys(headers)
  expect(mistakes(headers)).toEqual([expect.stringMatching(startOf(`headers.${name}: ${rule}`))])
})

/** A text as the beginning of a pattern. */
const startOf = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`)

describe('a header that HTTP/2 forbids', () => {
  const HTTP2 = { url: 'https://127.0.0.1:1/', http2: true }
  test.each([
    ['TE', 'gzip', 'must be `trailers` with http2, or left out'],
    ['te', '{{id}}', 'must be `trailers` with http2, or left out'],
    ['Proxy-Connection', 'close', 'must be left out with http2, which forbids it'],
    ['HTTP2-Settings', 'AAMAAABk', 'must be left out with http2, which forbids it'],
    ['connection', 'close', 'must be left out: `reuseConnections` says whether a connection is kept'],
  ])('%s: %s is refused', (name, value, rule) => {
    expect(mistakes({ [name]: value }, HTTP2)).toEqual([`headers.${name}: ${rule}`])
  })

  test('is none where it says what HTTP/2 can do, and none over HTTP/1.1', () => {
    expect(mistakes({ te: 'trailers' }, HTTP2)).toBeUndefined()
    expect(mistakes({ te: 'gzip', 'proxy-connection': 'close' })).toBeUndefined()
  })
})

test('both of two headers with one name cannot be sent', () => {
  expect(mistakes({ Accept: 'a', accept: 'b' })).toEqual([
    'headers.Accept: must be there once',
    'headers.accept: must be there once',
  ])
})

test('a user in the URL and one in a header cannot both be sent', () => {
  expect(mistakes({ authorization: 'Bearer a' })).toBeUndefined()
  expect(mistakes({ authorization: 'Bearer a' }, { url: 'http://me:secret@127.0.0.1:1/' })).toEqual([
    'headers.authorization: must be left out: the URL names a user',
  ])
})

test('a length that is not that of the body cannot be sent', () => {
  const ofBody = (length: string, body?: string) =>
    mistakes({ 'content-length': length }, body === undefined ? {} : { body })
  expect(ofBody('0')).toBeUndefined()
  expect(ofBody('3', 'é!')).toBeUndefined()
  for (const length of ['2', '4', '-3', '3.0', '0x3', ' 3', ''])
    expect(ofBody(length, 'é!')).toEqual([
      'headers.content-length: must be the length of the body, 3 bytes, or left out',
    ])
})

test('what Latin-1 holds can be sent, and an empty value', () => {
  expect(mistakes({ a: 'é\tÿ', b: '', "!#$%&'*+-.^_`|~": 'c' })).toBeUndefined()
})

test.each(['get', 'CONNECT', 'TRACE', 'G ET', ''])('the method %j is none of those that are sent', (method) => {
  expect(mistakes({}, { method })).toHaveLength(1)
})
