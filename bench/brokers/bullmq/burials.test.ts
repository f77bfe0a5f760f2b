import { expect, test } from 'vitest'
import { BullmqBurials } from './burials.ts'
import { Dead } from './codec.ts'

const setUp = () => {
  const told: string[] = []
  const burials = new BullmqBurials(({ id }, reason) => told.push(`#${id} ${reason}`))
  return { told, burials }
}
const message = { id: 1, intendedMs: 0 }

test('a burial is told once, whether its answer or its job is seen first', () => {
  const { told, burials } = setUp()
  const dead = new Dead('poison')
  burials.begin('a', message, dead)
  burials.seen('a')
  burials.end('a', { message, dead })
  burials.seen('a')
  expect(told).toEqual(['#1 poison'])
})

test('a job that was delivered again is not buried until it is judged again', () => {
  const { told, burials } = setUp()
  burials.begin('a', message, new Dead('first'))
  burials.cancel('a')
  burials.seen('a')
  expect(told).toEqual([])
  burials.begin('a', message, new Dead('second'))
  burials.seen('a')
  expect(told).toEqual(['#1 second'])
})
