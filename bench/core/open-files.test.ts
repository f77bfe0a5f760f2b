import { expect, test } from 'vitest'
import { connectionsFor, descriptorsFor, openFilesMax } from './open-files.ts'

test('descriptors: 64 for the process itself, and a tenth more than each end of the connections in it', () => {
  expect([descriptorsFor(0, 2), descriptorsFor(100, 1), descriptorsFor(100, 2)]).toEqual([64, 174, 284])
})

test('the number of connections follows from the descriptors, and is 0 where these are too few', () => {
  expect([connectionsFor(286, 2), connectionsFor(283, 2), connectionsFor(64, 1), connectionsFor(10, 1)]).toEqual([
    100, 99, 0, 0,
  ])
  for (let descriptors = 64; descriptors < 4000; descriptors++) {
    for (const ends of [1, 2] as const)
      expect(descriptorsFor(connectionsFor(descriptors, ends), ends)).toBeLessThanOrEqual(descriptors)
  }
})

test('the limit of this process is a number', () => {
  expect(openFilesMax()).toBeGreaterThan(64)
})
