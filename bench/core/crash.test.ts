import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { crashText } from './crash.ts'

const withStack = (error: Error, ...frames: string[]) => {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n')
  return error
}
const root = new URL('../..', import.meta.url).href

test('a crash is one sentence, the first five lines of its stack, and where to report it', () => {
  const error = withStack(
    new TypeError('x is undefined'),
    ...['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `${name} (${root}bench/engine/real.ts:3:4)`),
  )
  expect(crashText(error, 'at https://bugs.example')).toBe(
    `stormbench ended by an internal error: TypeError: x is undefined
    at one (bench/engine/real.ts:3:4)
    at two (bench/engine/real.ts:3:4)
    at three (bench/engine/real.ts:3:4)
    at four (bench/engine/real.ts:3:4)
    at five (bench/engine/real.ts:3:4)
Please report it with these lines at https://bugs.example.
`,
  )
})

test.each(['data:text/javascript;base64,AAAA', 'stormbench-suite:bundle'])(
  'code of a suite is named, not printed as %s; its own errors are not ours to report',
  (url) => {
    const suite = `wrap (${url}:13:45)`
    const own = 'submit (bench/arms/rpc.ts:3:4)'
    expect(crashText(withStack(new Error('mine'), suite, own))).toBe(
      `stormbench ended by an internal error: Error: mine
    at wrap (the module of the suite:13:45)
    at submit (bench/arms/rpc.ts:3:4)
It was thrown by the code of the suite.
`,
    )
    expect(crashText(withStack(new Error('ours'), own, suite))).toContain('Please report it')
  },
)

test('an error of Node with no line of this program is perhaps one of a client of the suite', () => {
  const error = withStack(new Error('connect ECONNREFUSED'), 'TCPConnectWrap.afterConnect (node:net:1611:16)')
  expect(crashText(error)).toContain('It was thrown by Node, perhaps for a client of the suite')
})

test('a message is one line without control characters, and code of packages is named from the root of the program', () => {
  const error = withStack(
    new Error('falsy:\n\n  assert(\u001b[31mx)'),
    `onError (${fileURLToPath(root)}node_modules/undici/x.js:1:2)`,
  )
  expect(crashText(error)).toContain(
    'error: Error: falsy: assert(\\u001b[31mx)\n    at onError (node_modules/undici/x.js:1:2)\n',
  )
})

test.each([
  ['a text', `'a text'`],
  [undefined, 'undefined'],
  [{ code: 7 }, '{ code: 7 }'],
  [Object.assign(new AggregateError([new Error('one'), new Error('two')]), { stack: undefined }), 'one; Error: two'],
  [Object.assign(new Error(''), { code: 'ECONNREFUSED', stack: undefined }), 'Error: ECONNREFUSED'],
])('whatever is thrown is described: %o', (thrown, description) => {
  const text = crashText(thrown)
  expect(text).toContain(description)
  expect(text.trimEnd().split('\n')).toHaveLength(2)
  expect(text).toContain('Please report it to the maintainers of stormbench.')
})

test('a message of any length stays short', () => {
  expect(crashText('x'.repeat(100_000)).length).toBeLessThan(700)
})
