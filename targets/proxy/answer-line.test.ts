import { expect, test } from 'vitest'
import { VirtualClock } from '../../bench/core/virtual-clock.ts'
import { AnswerLine } from './answer-line.ts'

function setUp(bytesPerSecond = Number.POSITIVE_INFINITY) {
  const clock = new VirtualClock()
  const log: string[] = []
  const waiting = { bytes: 0 }
  const line = new AnswerLine({
    clock,
    bytesPerSecond: () => bytesPerSecond,
    write: (bytes) => log.push(`${clock.nowMs()} ${bytes.length} B`),
    onWaiting: (bytes) => {
      waiting.bytes += bytes
    },
  })
  const step = (dueMs: number, name: string) => line.take({ dueMs, step: () => log.push(`${clock.nowMs()} ${name}`) })
  const bytes = (dueMs: number, length: number) => line.take({ dueMs, bytes: Buffer.alloc(length) })
  return { clock, log, line, waiting, step, bytes }
}

test('each part of an answer passes at its own time', () => {
  const { clock, log, step, bytes, waiting } = setUp()
  step(0, 'begin')
  bytes(30, 5)
  bytes(30, 6)
  clock.run(10)
  step(3000, 'end')
  expect([log, waiting.bytes]).toEqual([['0 begin'], 11])
  clock.run()
  expect([log, waiting.bytes]).toEqual([['0 begin', '30 5 B', '30 6 B', '3000 end'], 0])
})

test('an end that is due waits for the bytes before it', () => {
  const { clock, log, step, bytes } = setUp(1000)
  step(0, 'begin')
  bytes(0, 30)
  step(0, 'end')
  clock.run()
  expect(log).toEqual(['0 begin', '20 20 B', '30 10 B', '30 end'])
})

test('a line that is stopped frees what waits, and takes nothing more', () => {
  const { clock, log, line, step, bytes, waiting } = setUp()
  step(50, 'begin')
  bytes(50, 7)
  line.stop()
  bytes(0, 7)
  clock.run()
  expect([log, waiting.bytes, line.waitingBytes]).toEqual([[], 0, 0])
})
