import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from './ring.ts'

test('a ring behaves as a list with push and shift', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat()), { maxLength: 300 }), (steps) => {
      const ring = new Ring<number>()
      const list: number[] = []
      for (const step of steps) {
        if (step === null) expect(ring.shift()).toBe(list.shift())
        else {
          ring.push(step)
          list.push(step)
        }
        expect(ring.size).toBe(list.length)
        expect(ring.peek()).toBe(list[0])
      }
    }),
  )
})
