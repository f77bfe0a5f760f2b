import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framesOf, Joiner, pack, packAside } from './frames.ts'

const LIMITS = { partsMax: 1000 }

test('a message comes whole out of its frames, in any order and however often they come', async () => {
  const message = fc.record({ text: fc.string({ maxLength: 300 }), times: fc.integer({ min: 1, max: 400 }) })
  await fc.assert(
    fc.asyncProperty(
      message,
      fc.integer({ min: 100, max: 2000 }),
      fc.infiniteStream(fc.nat()),
      async ({ text, times }, max, order) => {
        const sent = { text: text.repeat(times), times }
        for (const packed of [pack(sent), await packAside(sent)]) {
          const frames = framesOf(packed, 7, max)
          expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(max)
          const shuffled = [...frames, ...frames].sort(() => (order.next().value % 2 === 0 ? -1 : 1))
          const joiner = new Joiner(LIMITS)
          const got = shuffled.map((frame) => joiner.join(frame)).filter((one) => one !== undefined)
          expect(got).toEqual([sent])
        }
      },
    ),
  )
})

test('messages of one sender may lie one within the other', () => {
  const [first, second] = [1, 2].map((id) => framesOf(pack({ id, text: 'x'.repeat(200) }), id, 100))
  const joiner = new Joiner(LIMITS)
  const got = first!.flatMap((frame, i) => [joiner.join(frame), joiner.join(second![i]!)])
  expect(got.filter((one) => one !== undefined)).toMatchObject([{ id: 1 }, { id: 2 }])
})

test.each(['', 'hello', '1 0/0 p\n', '1 3/2 p\n', '1 0/1 q\n{}', '99999999999 0/1 p\n{}'])('%j is no frame', (text) => {
  expect(() => new Joiner(LIMITS).join(Buffer.from(text))).toThrow('not a frame')
})

/** A frame of 100 bytes and its head, the first of two. */
const half = (id: number) => Buffer.from(`${id} 0/2 p\n${'x'.repeat(100)}`)

test('a sender that never completes a message is refused at some point, and then all of it is dropped', () => {
  // Each frame counts as 300 bytes more than it has.
  const joiner = new Joiner({ ...LIMITS, bytesMax: 4000 })
  for (let i = 0; i < 100; i++) {
    for (let id = 0; id < 10; id++) expect(joiner.join(half(100 * i + id))).toBeUndefined()
    expect(() => joiner.join(half(100 * i + 10))).toThrow('its incomplete messages have more than 4000 bytes')
  }
})

test('a message that is complete makes room for the next, and a frame that comes again takes none', () => {
  const joiner = new Joiner({ ...LIMITS, bytesMax: 4000 })
  for (let id = 0; id < 1000; id++) {
    const frames = framesOf(pack({ id, text: 'x'.repeat(1000) }), id, 500)
    const got = frames.flatMap((frame) => [joiner.join(frame), joiner.join(frame)])
    expect(got.filter((one) => one !== undefined)).toMatchObject([{ id }])
  }
})

test('a message may inflate up to the limit, not beyond', () => {
  const frameOf = (id: number, chars: number) => {
    const bytes = deflateSync(JSON.stringify('x'.repeat(chars - 2)))
    return framesOf({ bytes, isDeflated: true }, id, 1000)[0]!
  }
  const joiner = new Joiner({ ...LIMITS, bytesMax: 100_000 })
  expect(joiner.join(frameOf(1, 100_000))).toHaveLength(99_998)
  expect(() => joiner.join(frameOf(2, 100_001))).toThrow('a message has more than 100000 bytes')
})

test('a message may have parts up to the limit, not beyond; a damaged one is refused', () => {
  const joiner = new Joiner({ partsMax: 3 })
  expect(joiner.join(Buffer.from('1 0/1 p\n[{},{}]'))).toEqual([{}, {}])
  expect(() => joiner.join(Buffer.from('2 0/1 p\n[{},{},{}]'))).toThrow('more than 3 lists, objects and strings')
  expect(() => joiner.join(Buffer.from('3 0/1 p\n[{'))).toThrow(SyntaxError)
  expect(() => joiner.join(Buffer.from('4 0/1 z\nno'))).toThrow('incorrect header check')
  expect(() => joiner.join(Buffer.from('5 1/2 p\n}')) ?? joiner.join(Buffer.from('5 0/3 p\n{'))).toThrow(
    'a frame of another message',
  )
})
