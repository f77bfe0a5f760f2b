import fc from 'fast-check'
import { expect, test } from 'vitest'
import { framesOf, Joiner, pack, packAside } from './frames.ts'

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
          const joiner = new Joiner()
          const got = shuffled.map((frame) => joiner.join(frame)).filter((one) => one !== undefined)
          expect(got).toEqual([sent])
        }
      },
    ),
  )
})

test('messages of one sender may lie one within the other', () => {
  const [first, second] = [1, 2].map((id) => framesOf(pack({ id, text: 'x'.repeat(200) }), id, 100))
  const joiner = new Joiner()
  const got = first!.flatMap((frame, i) => [joiner.join(frame), joiner.join(second![i]!)])
  expect(got.filter((one) => one !== undefined)).toMatchObject([{ id: 1 }, { id: 2 }])
})

test.each(['', 'hello', '1 0/0 p\n', '1 3/2 p\n', '1 0/1 q\n{}', '99999999999 0/1 p\n{}'])('%j is no frame', (text) => {
  expect(() => new Joiner().join(Buffer.from(text))).toThrow('not a frame')
})

test('who never ends a message is refused at some point', () => {
  const joiner = new Joiner()
  const begin = (id: number) => joiner.join(framesOf(pack({ text: 'x'.repeat(200) }), id, 100)[0]!)
  for (let id = 0; id < 100; id++) expect(begin(id)).toBeUndefined()
  expect(() => begin(100)).toThrow('more than 100 messages are incomplete')
})
