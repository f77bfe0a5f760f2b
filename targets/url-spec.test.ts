import { describe, expect, test } from 'vitest'
import { urlSchema } from './url-spec.ts'

const ROWS = [{ user: 'ann', token: 'abc' }]
const KNOWN = 'must be one of id, attempt, seed'

/** Each mistake of a target as `path: message`. */
function mistakes(target: object): string[] {
  const { error } = urlSchema.safeParse({ model: 'url', url: 'http://127.0.0.1:1/', ...target })
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('placeholders', () => {
  test.each([
    [
      { url: 'http://127.0.0.1:1/{{usr}}', parameters: ROWS },
      `url: has a placeholder that ${KNOWN}, user, token, got "usr"; did you mean user?`,
    ],
    [{ headers: { a: 'b{{idd}}' } }, `headers.a: has a placeholder that ${KNOWN}, got "idd"; did you mean id?`],
    [{ body: '{{user}}', parameters: [{ id: 1 }] }, `body: has a placeholder that ${KNOWN}, got "user"`],
    [
      { body: '{{id}}', parameters: [{ id: 1 }] },
      'body: must not use {{id}}, which is the id of the request and a parameter: rename the parameter',
    ],
    [
      { body: '{{ }}' },
      'body: must have a name in its placeholders: write {{name}} or {{raw name}}, and \\{{ for the braces themselves',
    ],
    [{ body: '{{id' }, 'body: must have a name in its placeholders'],
    [{ body: '{{json id}}' }, 'body: must have a name in its placeholders'],
    [{ body: '{{id}}'.repeat(1001) }, 'body: must have at most 1000 placeholders'],
    [{ url: 'http://{{id}}.local/' }, 'url: must have its placeholders after the host'],
    [{ url: 'http://{{user}}@local/', parameters: ROWS }, 'url: must have its placeholders after the host'],
    [
      { headers: { a: '{{user}}' }, parameters: [{ user: 'ann' }, { user: 'b\r\nc: d' }] },
      'headers.a: cannot take parameter user of row 2, which must be one line',
    ],
    [
      { url: 'http://127.0.0.1:1/users/{{user}}/orders', parameters: [{ user: 'ann' }, { user: '..' }] },
      'url: cannot take parameter user of row 2, which must not make . or .. of a part of the path',
    ],
    [
      { url: 'http://127.0.0.1:1/{{a}}{{b}}', parameters: { file: 'a.csv', columns: { a: ['.', '.'], b: ['b', ''] } } },
      'url: cannot take parameter a and b of row 2, which must not make . or .. of a part of the path',
    ],
    [
      { headers: { 'content-length': '6' }, body: '{{id}}' },
      'headers.content-length: must be left out: the length of the body differs',
    ],
  ])('%j', (target, message) => {
    expect(mistakes(target)).toEqual([expect.stringContaining(message)])
  })

  test.each([
    [{ body: '{{id}} {{attempt}} {{seed}} {{user}} {{raw token}}', parameters: ROWS }],
    [{ body: '{{user}}', parameters: { file: 'not-read-yet.csv' } }],
    [{ body: '{"a": {"b": {}}}', headers: { 'content-length': '16' } }],
    [{ body: '{{id}}'.repeat(1000) }],
    [{ url: 'http://127.0.0.1:1?n={{id}}' }],
    [{ url: 'http://127.0.0.1:1?n={{user}}', parameters: [{ user: '..' }] }],
    [{ url: 'http://127.0.0.1:1/{{id}}{{user}}/{{raw user}}', parameters: [{ user: '..' }] }],
  ])('%j is fine', (target) => {
    expect(mistakes(target)).toEqual([])
  })

  test('are not looked for in parameters that are wrong themselves', () => {
    const create = () => {
      throw new Error('no')
    }
    expect(mistakes({ body: '{{user}}', parameters: create })).toEqual(['parameters: must not throw: no'])
    expect(mistakes({ body: '{{id}}', parameters: [] })).toHaveLength(1)
  })
})

describe('expected answers', () => {
  test.each([
    [
      { expect: { status: '20x' } },
      'expect.status: must be a status from 200 to 599, or a range such as 2xx or 200-204',
    ],
    [
      { expect: { status: [201, 99] } },
      'expect.status.1: must be a status from 200 to 599, or a range such as 2xx or 200-204',
    ],
    [{ expect: {} }, 'expect: must have status or bodyIncludes'],
    [
      { expect: { bodyIncludes: 'ok' }, headers: { 'Accept-Encoding': 'gzip' } },
      'headers.Accept-Encoding: must be left out with expect.bodyIncludes: no text is found in a packed body',
    ],
  ])('%j', (target, message) => {
    expect(mistakes(target)).toEqual([message])
  })
})

describe('https and HTTP/2', () => {
  const HTTPS = { url: 'https://127.0.0.1:1/', http2: true }
  test.each([
    [{ tls: { rejectUnauthorized: false } }, 'tls: must be left out for a URL with http://'],
    [{ http2: true }, 'http2: must be left out for a URL with http://'],
    [
      { ...HTTPS, reuseConnections: false },
      'reuseConnections: must be left out with http2, whose requests share connections',
    ],
    [{ ...HTTPS, proxy: true }, 'proxy: must be left out with http2: the fault proxy speaks HTTP/1.1'],
    [{ streamsMax: 5 }, 'streamsMax: must be left out without http2: true'],
  ])('%j', (target, message) => {
    expect(mistakes(target)).toEqual([message])
  })

  test('go together', () => {
    expect(mistakes({ ...HTTPS, streamsMax: 5, tls: { rejectUnauthorized: false } })).toEqual([])
  })
})
