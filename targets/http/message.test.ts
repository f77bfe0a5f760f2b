import { describe, expect, test } from 'vitest'
import { newRequest } from '../../bench/core/call.ts'
import { type ParametersInput, parametersSchema } from '../parameters.ts'
import { type MessageOptions, messagesOf } from './message.ts'

const URL = 'http://127.0.0.1:1/pay'
const attempt = (id: number, attempts = 1) => ({ ...newRequest(id, 0), trail: { attempts } })

function messageOf(options: Partial<MessageOptions>, values?: ParametersInput, id = 0) {
  const parameters = values === undefined ? undefined : parametersSchema.parse(values)
  const { body, ...message } = messagesOf({ url: URL, parameters, seed: 7, ...options })(attempt(id))
  return { ...message, body: body?.toString() ?? null }
}
const bodyOf = (body: string, contentType: string, value: string | number | boolean) =>
  messageOf({ body, headers: { 'content-type': contentType } }, [{ value }]).body

test('without placeholders all attempts share one message', () => {
  const of = messagesOf({ url: URL, method: 'POST', headers: { a: 'b' }, body: '{"a": {"b": 1}}' })
  expect(of(attempt(1))).toBe(of(attempt(2)))
})

test('a request names itself: its id, the attempt and the seed', () => {
  const of = messagesOf({
    url: `${URL}/{{id}}?n={{ attempt }}`,
    headers: { key: '{{seed}}-{{id}}' },
    body: '{{id}}',
    seed: 7,
  })
  const { path, headers, body } = of(attempt(17, 2))
  expect([path, headers, body?.toString()]).toEqual(['/pay/17?n=2', ['key', '7-17'], '17'])
})

test('what has no placeholder stays the same object', () => {
  const of = messagesOf({ url: `${URL}/{{id}}`, headers: { a: 'b' }, body: 'x' })
  const [one, other] = [of(attempt(1)), of(attempt(2))]
  expect([one.headers === other.headers, one.body === other.body]).toEqual([true, true])
})

test('`\\{{` is a pair of braces in a body, in a header and in a URL', () => {
  const { path, headers, body } = messageOf({
    url: `${URL}/\\{{id}}`,
    headers: { a: '\\{{id}}' },
    body: '\\{{id}}\\{{',
  })
  expect([path, headers, body]).toEqual(['/pay/%7B%7Bid%7D%7D', ['a', '{{id}}'], '{{id}}{{'])
})

describe('a URL', () => {
  test.each([
    ['/{{value}}', '/a%2Fb%20c%3Fd%26%C3%A9%22', 'a/b c?d&é"'],
    ['/?q={{value}}', '/?q=%26x%3D1%23%25', '&x=1#%'],
    ['{{raw value}}', '/a/b?c=%20%C3%A9%23', '/a/b?c= é#'],
    ['/q/qq{{value}}q?q=q', '/q/qq..q?q=q', '..'],
    ['/é{{value}}', '/%C3%A9true', true],
  ])('%s becomes %s', (rest, path, value) => {
    expect(messageOf({ url: `http://127.0.0.1:1/x${rest}` }, [{ value }]).path).toBe(`/x${path}`)
  })

  test('that names a user sends it in each message', () => {
    const { headers } = messageOf({ url: 'http://ann:pw@127.0.0.1:1/{{id}}', headers: { a: '{{id}}' } }, undefined, 3)
    expect(headers).toEqual(['authorization', 'Basic YW5uOnB3', 'a', '3'])
  })
})

describe('a value that would be a step in the path', () => {
  const made = (path: string, values: Record<string, string>) => () =>
    messageOf({ url: `http://127.0.0.1:1${path}` }, () => values).path

  test.each([
    ['/users/{{u}}/orders', { u: '..' }, 'u'],
    ['/users/{{u}}/orders', { u: '.' }, 'u'],
    ['/users/{{u}}', { u: '..' }, 'u'],
    ['/{{u}}?q=1', { u: '..' }, 'u'],
    ['/.{{u}}', { u: '.' }, 'u'],
    ['/%2e{{u}}', { u: '.' }, 'u'],
    ['/a/{{u}}{{v}}/b', { u: '.', v: '.' }, 'u and v'],
    ['/a/{{u}}{{raw v}}/b', { u: '.', v: '%2E' }, 'u and v'],
  ])('%s with %j is no message', (path, values, names) => {
    expect(made(path, values)).toThrow(`${names} in the URL must not make . or .. of a part of the path`)
  })

  test.each([
    ['/users/{{u}}/orders', '/users/.../orders', { u: '...' }],
    ['/users/{{u}}/orders', '/users/..%2F../orders', { u: '../..' }],
    ['/users/{{u}}/orders', '/users/%252e%252e/orders', { u: '%2e%2e' }],
    ['/{{u}}.json', '/...json', { u: '..' }],
    ['/a?q={{u}}', '/a?q=..', { u: '..' }],
    ['/a?q=/{{u}}', '/a?q=/..', { u: '..' }],
    ['/a?q={{u}}/{{u}}', '/a?q=../..', { u: '..' }],
    ['/a/{{raw u}}', '/a/..', { u: '..' }],
  ])('%s becomes %s', (path, sent, values) => {
    expect(made(path, values)()).toBe(sent)
  })
})

describe('a body of JSON', () => {
  const HOSTILE = 'a"b\\c\nd", "admin": true, "x": "'
  test.each([
    ['{"v": "{{value}}"}', HOSTILE, HOSTILE],
    ['{"v": {{value}}}', HOSTILE, HOSTILE],
    ['{"v": {{value}}}', '12.5', 12.5],
    ['{"v": {{value}}}', '007', '007'],
    ['{"v": {{value}}}', 'null', null],
    ['{"v": {{value}}}', false, false],
    ['{"v": "{{value}}"}', 5, '5'],
    ['{"a\\"": "{{id}}", "v": {{value}}, "w": "\\\\"}', 'x', 'x'],
    ['{"v": {{raw value}}}', '[1, 2]', [1, 2]],
  ])('%s takes %j', (body, value, read) => {
    for (const type of ['application/json; charset=utf-8', 'application/problem+json']) {
      expect(JSON.parse(bodyOf(body, type, value)!).v).toEqual(read)
    }
  })
})

test('a form is percent-encoded, and any other body takes values as they are', () => {
  expect(bodyOf('v={{value}}', 'application/x-www-form-urlencoded', 'a&b=c\n')).toBe('v=a%26b%3Dc%0A')
  expect(bodyOf('v={{value}}', 'text/plain', 'a&b=c\n"')).toBe('v=a&b=c\n"')
})

test('a value that no header can have is no message', () => {
  const headers = { token: '{{value}}' }
  expect(() => messageOf({ headers }, () => ({ value: 'a\r\nx: b' }))).toThrow('value in header token must be one line')
  expect(() => messageOf({ headers }, () => ({ value: '\u0000' }))).toThrow('must have no control character')
})

test('a function that returns no value for a placeholder makes no message', () => {
  const create = ({ id }: { id: number }) => (id === 0 ? { user: 'ann' } : {}) as Record<string, string>
  expect(messageOf({ body: '{{user}}' }, create).body).toBe('ann')
  expect(() => messageOf({ body: '{{user}}' }, create, 1)).toThrow('the function of parameters returned no user')
})
