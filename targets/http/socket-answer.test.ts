import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerReader } from './socket-answer.ts'

const read = (reader: AnswerReader, text: string) => {
  const bytes = Buffer.from(text, 'latin1')
  return reader.read(bytes, bytes.length)
}

test('an answer is the same in whatever pieces it arrives, and so is the one after it', () => {
  const answers = record({
    status: constantFrom(200, 429, 500, 503),
    busyMs: constantFrom('', 'x-busy-ms: 12.345\r\n', 'X-Busy-Ms:0\r\n'),
    length: integer({ min: 0, max: 40 }),
  })
  assert(
    property(array(answers, { minLength: 1, maxLength: 4 }), array(integer({ min: 1, max: 30 })), (sent, cuts) => {
      const reader = new AnswerReader()
      const pieces = [...cuts, 1]
      let piece = 0
      for (const { status, busyMs, length } of sent) {
        const text = `HTTP/1.1 ${status} x\r\n${busyMs}Content-Length: ${length}\r\n\r\n${'\r\n\r\nx'.repeat(length).slice(0, length)}`
        let answer: ReturnType<AnswerReader['read']> = 'more'
        for (let at = 0; at < text.length; ) {
          expect(answer).toBe('more')
          const end = Math.min(text.length, at + pieces[piece++ % pieces.length]!)
          answer = read(reader, text.slice(at, end))
          at = end
        }
        expect(answer).toEqual({ status, busyMs: Number(/[\d.]+/.exec(busyMs)?.[0] ?? Number.NaN) })
      }
    }),
  )
})

test.each([
  ['something else', 'what?\r\n\r\n'],
  ['no length', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: 1e3\r\n\r\n'],
  ['an answer in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['an interim answer', 'HTTP/1.1 100 Continue\r\ncontent-length: 0\r\n\r\n'],
  ['a second answer', `${'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'.repeat(2)}`],
  ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`],
  ['a body that is too long', `HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n${'x'.repeat(20_000)}`],
])('what a target of ours does not send is malformed: %s', (_, text) => {
  expect(read(new AnswerReader(), text)).toBe('malformed')
})

test('a partial answer is dropped with its connection', () => {
  const reader = new AnswerReader()
  expect(read(reader, 'HTTP/1.1 200 OK\r\n')).toBe('more')
  reader.clear()
  expect(read(reader, 'HTTP/1.1 503 x\r\ncontent-length: 0\r\n\r\n')).toEqual({ status: 503, busyMs: Number.NaN })
})
