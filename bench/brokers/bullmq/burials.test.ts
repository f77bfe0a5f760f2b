import { expect, test } from 'vitest'
import { BullmqBurials } from './burials.ts'
import { Dead } from './codec.ts'

const setUp = () => {
  const reports: string[] = []
  const burials = new BullmqBurials(({ id }, reason) => reports.push(`#${id} ${reason}`))
  return { reports, burials }
}
const message = { id: 1, intendedMs: 0 }

test('a burial is reported once, whether its answer or its job is seen first', () => {
  const { reports, burials } = setUp()
  const dead = new Dead('poison')
  burials.begin('a', message, dead)
  burials.seen('a')
  burials.end('a', { message, dead })
  burials.seen('a')
  expect(reports).toEqual(['#1 poison'])
})

test('a job that was delivered again is not buried until it is decided again', () => {
  const { reports, burials } = setUp()
  burials.begin('a', message, new Dead('first'))
  burials.cancel('a')
  burials.seen('a')
  expect(reports).toEqual([])
  burials.begin('a', message, new Dead('second'))
  burials.seen('a')
  expect(reports).toEqual(['#1 second'])
})
