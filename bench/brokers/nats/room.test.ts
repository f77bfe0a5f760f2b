import { expect, test } from 'vitest'
import { VirtualClock } from '../../core/virtual-clock.ts'
import { NatsRoom, refusalMeans } from './room.ts'

test('the bound of a stream is one thing, a lack of storage another', () => {
  expect([
    refusalMeans(10_077, 'maximum messages exceeded'),
    refusalMeans(10_077, 'write /data/1.blk: no space left on device'),
    refusalMeans(10_023, 'insufficient resources'),
    refusalMeans(10_071, 'wrong last sequence: 4'),
  ]).toEqual(['bound', 'no room', 'no room', 'other'])
})

test('a lack of room is reported once, its end when a message was taken and none refused for a second', () => {
  const clock = new VirtualClock()
  const incidents: string[] = []
  const room = new NatsRoom(clock, (kind, detail) => incidents.push(`${clock.nowMs()} ${kind} ${detail}`))
  const steps: readonly [number, () => void][] = [
    [1000, () => room.refused('full')],
    [1001, () => room.taken()],
    [1500, () => room.refused('full')],
    [2500, () => room.look(2500)],
    [2501, () => room.taken()],
    [3000, () => room.refused('full')],
    [3001, () => room.taken()],
    [3999, () => room.look(3999)],
    [4000, () => room.look(4000)],
    [9000, () => room.look(9000)],
  ]
  for (const [dueMs, step] of steps) clock.at(dueMs, step)
  clock.run()
  expect(incidents).toEqual(['1000 blocked full', '4000 unblocked takes messages again'])
})
